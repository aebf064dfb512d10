#!/usr/bin/env bash
# Fuzzes a parser, or all one after the other, with libFuzzer under AddressSanitizer: see Docs/fuzzing.md.
#
#   Tests/Fuzz/fuzz.sh TARGET|all [RUNS] [SEED]     1,000,000 runs with seed 1 if it is not said; SEED=1 does as well
#   Tests/Fuzz/fuzz.sh build                        builds the fuzzer and nothing else
#   Tests/Fuzz/fuzz.sh minimize TARGET              keeps of what was found the inputs that cover something of their own
#
# Inputs that are found are kept in .build/fuzz-corpus/TARGET, findings in .build/fuzz-findings. Ends with a line for each
# target, and with 1 if anything was found.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${1:?which target: $(cd Tests/Fuzz/corpus && echo *) or all}
runs=${2:-1000000}
seed=${3:-${SEED:-1}}

build() {
  local resources
  resources=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
  # The driver without its `main`, which is ours.
  export REEVE_FUZZER=$resources/clang/lib/linux/libclang_rt.fuzzer_no_main-$(uname -m).a
  swift build --quiet -c release --product fuzz --scratch-path .build/fuzz >&2
}

# Long enough for every rule of a target; longer inputs only cost time.
length() {
  case $1 in
    time | name | cookie | token) echo 128 ;;
    address | encoding | field | query | scim-path | setting) echo 256 ;;
    flow) echo 4096 ;;
    *) echo 1024 ;;
  esac
}

# Memory, length and time of an input are bounded; traces are left to a debugger, which names the lines.
fuzzer() {
  FUZZ_TARGET=$1 SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=symbolize=0:detect_leaks=0:quarantine_size_mb=16:malloc_context_size=0 \
    .build/fuzz/release/fuzz -rss_limit_mb=2048 -max_len="$(length "$1")" -timeout=10 -print_funcs=0 "${@:2}"
}

fuzz() {
  local name=$1 folder=.build/fuzz-corpus/$1 began=$SECONDS log findings counters speed code=0
  mkdir -p "$folder" .build/fuzz-findings Tests/Fuzz/regressions/"$name"
  log=$(mktemp)
  local dictionary=Tests/Fuzz/dictionaries/$name.dict
  fuzzer "$name" -runs="$runs" -seed="$seed" -print_final_stats=1 -artifact_prefix=".build/fuzz-findings/$name-" \
    $([[ -f $dictionary ]] && echo "-dict=$dictionary") "$folder" "Tests/Fuzz/corpus/$name" \
    "Tests/Fuzz/regressions/$name" >"$log" 2>&1 || code=$?
  rmdir --ignore-fail-on-non-empty Tests/Fuzz/regressions/"$name"
  findings=$(grep -acE 'Test unit written to' "$log" || true)
  [[ $code -eq 0 || $findings -gt 0 ]] || findings=1
  if [[ $findings -gt 0 ]]; then
    grep -aE 'Fatal error|ERROR|SUMMARY|Test unit' "$log" >&2 || tail -20 "$log" >&2
  fi
  counters=$(grep -aoE 'cov: [0-9]+ ft: [0-9]+ corp: [0-9]+' "$log" | tail -1 || true)
  speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
  echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs, seed $seed," \
    "$((SECONDS - began)) s, ${speed:-0} runs/s, ${counters:-cov: 0 ft: 0}, findings: $findings"
  rm -f "$log"
  return "$((findings > 0))"
}

# Takes of what was found a cover, and of that a sample of all sizes: at most 60 files and 60 KB.
minimize() {
  local name=$1 corpus=Tests/Fuzz/corpus/$1 kept bytes=0 room found size file
  kept=$(mktemp -d)
  fuzzer "$name" -set_cover_merge=1 "$kept" "$corpus" ".build/fuzz-corpus/$name" >/dev/null 2>&1
  found=$(find "$kept" -type f | wc -l)
  room=$((60 - $(find "$corpus" -type f | wc -l)))
  while ((room > 0)) && read -r size file; do
    ((bytes + size <= 60000)) || break
    ((bytes += size, room -= 1))
    cp "$file" "$corpus/$(basename "$file" | cut -c1-12)"
  done < <(find "$kept" -type f -printf '%s %p\n' | sort -n | awk -v step="$((found / (room > 0 ? room : 1) + 1))" 'NR % step == 0')
  rm -rf "$kept"
  echo "$name: $(find "$corpus" -type f | wc -l) inputs, of a cover of $found"
}

case $target in
  build) build ;;
  minimize) build && minimize "$2" ;;
  all)
    build
    failed=0
    for folder in Tests/Fuzz/corpus/*/; do fuzz "$(basename "$folder")" || failed=1; done
    exit "$failed"
    ;;
  *)
    [[ -d Tests/Fuzz/corpus/$target ]] || { echo "no such target: $target" >&2; exit 64; }
    build
    fuzz "$target"
    ;;
esac
