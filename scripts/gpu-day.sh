#!/usr/bin/env bash
# The first hour on a machine with a GPU, 4 minutes on an H200 with 16 cores: what a device does of the kernel's work,
# then whole pipelines through TypeScript with the GPU and, for comparison, without it. After `make setup`:
#   scripts/gpu-day.sh [FOLDER]
# FOLDER (out/gpu) is made: a log for each step, and gpu.json: {gpu, torch, steps: [{step, device, rc, seconds}], rows}.
# SWAT_PYTHON and PATH name another Python and node.
set -uo pipefail
folder=$(realpath -m "${1:-out/gpu}")
cd "$(dirname "$0")/.."
python=${SWAT_PYTHON:-.venv/bin/python}
leave() {
  echo "gpu-day: $1" >&2
  exit 1
}
[ ! -e "$folder" ] || leave "$folder is there already: name another folder"
[ -e dist/cli.js ] && "$python" -c 'import torch' 2>/dev/null || leave "nothing is set up: run \`make setup\`"
"$python" -c 'import sys, torch; sys.exit(not torch.cuda.is_available())' || leave 'torch finds no CUDA device'
mkdir -p "$folder"

# step NAME gpu|cpu SECONDS COMMAND...
step() {
  local name=$1 device=$2 most=$3 begin seconds rc
  shift 3
  [ "$device" = gpu ] && unset CUDA_VISIBLE_DEVICES || export CUDA_VISIBLE_DEVICES=
  begin=$(date +%s.%N)
  timeout "$most" "$@" >"$folder/$name-$device.log" 2>&1
  rc=$?
  seconds=$(awk "BEGIN { printf \"%.1f\", $(date +%s.%N) - $begin }")
  echo "{\"step\":\"$name\",\"device\":\"$device\",\"rc\":$rc,\"seconds\":$seconds}" | tee -a "$folder/steps.jsonl"
  [ $rc = 0 ] || tail -n 15 "$folder/$name-$device.log"
}

cat >"$folder/train.yaml" <<'YAML'
desc: How fast a space is trained.
stages:
  space: { op: train, with: { training: { networks: 100000 } } }
YAML

step doctor gpu 60 node dist/cli.js doctor
step device gpu 120 "$python" -m py_kernels.bench.device --json
for device in gpu cpu; do
  step train "$device" 120 node dist/cli.js run -f "$folder/train.yaml"
  step quickstart "$device" 150 node dist/cli.js run -f pipelines/quickstart.yaml -S space=null -S seconds=15
  step number "$device" 90 node dist/cli.js fit data/penguins.csv --target body_mass_g --steps 3000 --out "$folder/number-$device"
  step class "$device" 90 node dist/cli.js fit data/penguins.csv --target species --steps 3000 --out "$folder/class-$device"
done
unset CUDA_VISIBLE_DEVICES
"$python" - "$folder" <<'PYTHON'
import json, pathlib, sys, torch

folder = pathlib.Path(sys.argv[1])
lines = {name: [json.loads(line) for line in (folder / name).read_text().splitlines() if line[:1] == "{"]
         for name in ("steps.jsonl", "device-gpu.log")}
found = {"gpu": torch.cuda.get_device_name(), "torch": str(torch.__version__),
         "steps": lines["steps.jsonl"], "rows": lines["device-gpu.log"]}
(folder / "gpu.json").write_text(json.dumps(found, indent=1) + "\n")
PYTHON
! grep -v '"rc":0' "$folder/steps.jsonl"
