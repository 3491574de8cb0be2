#!/usr/bin/env bash
# Copies a report on the paper, and the files of other artifacts that its numbers link to, to a folder that is
# committed: paper-results.sh FROM TO COMMAND
set -euo pipefail
from=$(realpath "$1") to=$2 command=$3
# Before anything is copied: results that are committed already would make it dirty.
commit=$(git describe --always --dirty --abbrev=40)
rm -rf "$to/figures" "$to/artifacts"
mkdir -p "$to/artifacts"
cp -r "$from"/{report.html,report.md,tables.json,figures} "$to"
# Artifacts are siblings of the report.
grep -oE '(href="|\]\()\.\./[^")]+' "$to/report.html" "$to/report.md" -h | sed -E 's/^.*(href="|\]\()\.\.\///' | sort -u |
  while read -r file; do
    mkdir -p "$to/artifacts/$(dirname "$file")"
    cp "$(dirname "$from")/$file" "$(dirname "$from")/$(dirname "$file")/manifest.json" "$to/artifacts/$(dirname "$file")"
  done
sed -i -E 's#(href="|\]\()\.\./#\1artifacts/#g' "$to/report.html" "$to/report.md"
cat >"$to/README.md" <<END
# Results
The tables and figures of the paper beside our numbers: [report.md](report.md), [report.html](report.html), and every cell in [tables.json](tables.json) ([its schema](../schemas/tables.schema.json)). Numbers link to the files of [artifacts](artifacts) that they come from, beside which \`manifest.json\` says what made them.

Made by \`$command\` at commit \`$commit\`, artifact \`$(basename "$from")\`, on $(node -p '`${os.cpus()[0].model.trim()}, ${os.cpus().length} cores`' | tr -d '\n').
END
