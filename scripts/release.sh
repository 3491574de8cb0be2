#!/bin/sh
# Packs swat, installs the package in an empty folder, and tries it there: types, ESM, CommonJS, `swat doctor` and `swat fit`.
# Nothing is published. `scripts/release.sh FOLDER`: where the package is left. The Python of this repository serves the trial
# (SWAT_PYTHON); `swat setup` would download it again.
set -eu
out=$1
root=$(pwd)
mkdir -p "$out"
npm pack --silent --pack-destination "$out"
package=$(ls -t "$out"/swat-*.tgz | head -1)
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
cp "$package" "$trial/swat.tgz"
cd "$trial"
npm init -y > package.log
npm install --no-audit --no-fund --loglevel=error ./swat.tgz
export SWAT_PYTHON="${SWAT_PYTHON:-$root/.venv/bin/python}"
npx swat doctor || echo "(the fused kernel is built by swat setup)"
npx swat fit node_modules/swat/data/weather.csv --target wind_m_s --time 5s --out fitted
cat > esm.mjs <<'CODE'
import { loadNetwork, predict } from 'swat';
const network = await loadNetwork('fitted');
const [said] = await predict(network, [Object.fromEntries(network.columns.map(({ name }) => [name, 5]))]);
if (typeof said !== 'number') throw new Error(`expected a number, got ${said}`);
CODE
cat > commonjs.cjs <<'CODE'
require('swat').loadNetwork('fitted').then(({ nonzeros }) => console.log(`${nonzeros} numbers`));
CODE
cat > types.mts <<'CODE'
import { compress, type FitOptions, fit, type NetworkFile, predict } from 'swat';
const options: FitOptions = { table: 'a.csv', target: 'y' };
const network: NetworkFile = (await fit(options)).network;
export const said = await predict(network, [{ a: 1 }]);
export const smaller = await compress({ network: 'a.onnx', within: 0.01 });
CODE
node esm.mjs
node commonjs.cjs
"$root/node_modules/.bin/tsc" --noEmit --strict --module nodenext --target es2022 --types "" types.mts
echo "$package"
