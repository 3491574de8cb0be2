#!/usr/bin/env bash
# Copies a report on the paper to a folder that is committed: paper-results.sh FROM TO COMMAND
# Links to artifacts, which are siblings of the report, lead from TO into the store; they hold where the run was made.
set -euo pipefail
from=$(realpath "$1") to=$2 command=$3
# Before anything is copied: results that are committed already would make it dirty.
commit=$(git describe --always --dirty --abbrev=40)
mkdir -p "$to"
rm -rf "$to/figures"
cp -r "$from"/{report.html,report.md,tables.json,figures} "$to"
store=$(realpath --relative-to="$to" "$(dirname "$from")")
sed -i -E "s#(href=\"|\]\()\.\./#\1$store/#g" "$to/report.html" "$to/report.md"
cat >"$to/README.md" <<END
# Results
The tables and figures of the paper beside our numbers: [report.md](report.md), [report.html](report.html), and every cell in [tables.json](tables.json) ([its schema](../schemas/tables.schema.json)).

Made by \`$command\` at commit \`$commit\`, artifact \`$(basename "$from")\`, on $(node -p '`${os.cpus()[0].model.trim()}, ${os.cpus().length} cores`' | tr -d '\n'). Numbers link to their artifacts in the store, which is not committed.
END
