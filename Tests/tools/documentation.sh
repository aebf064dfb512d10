#!/usr/bin/env bash
# Builds the documentation of every module of the package; a warning is an error.
set -euo pipefail
graphs=$(mktemp -d)
trap 'rm -rf "$graphs"' EXIT
swift package dump-symbol-graph --minimum-access-level public --skip-synthesized-members >"$graphs/log" 2>&1 ||
  { cat "$graphs/log"; exit 1; }
from=$(sed -n 's/^Files written to //p' "$graphs/log")
documented=0
for folder in Sources/*/; do
  module=$(basename "$folder")
  [[ -e $from/$module.symbols.json ]] || continue
  mkdir "$graphs/$module"
  cp "$from/$module".symbols.json "$from/$module"@*.symbols.json "$graphs/$module/" 2>/dev/null || true
  catalogue=()
  [[ -d $folder/$module.docc ]] && catalogue=("$folder/$module.docc")
  docc convert "${catalogue[@]}" --additional-symbol-graph-dir "$graphs/$module" --fallback-display-name "$module" \
    --fallback-bundle-identifier "reeve.$module" --output-path "$graphs/$module.doccarchive" --warnings-as-errors >"$graphs/log" 2>&1 ||
    { cat "$graphs/log"; exit 1; }
  documented=$((documented + 1))
done
echo "documentation of $documented modules built without a warning"
