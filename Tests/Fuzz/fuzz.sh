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

# Merges what was found, smallest inputs first, and keeps at most 60 files and 100 KB.
minimize() {
  local name=$1 kept bytes=0 count=0 size
  kept=$(mktemp -d)
  fuzzer "$name" -merge=1 "$kept" "Tests/Fuzz/corpus/$name" ".build/fuzz-corpus/$name" >/dev/null 2>&1
  while read -r size file; do
    [[ $(find "Tests/Fuzz/corpus/$name" -type f | wc -l) -lt 60 ]] || break
    ((bytes + size <= 60000)) || break
    ((bytes += size, count += 1))
    cp "$file" "Tests/Fuzz/corpus/$name/$(basename "$file" | cut -c1-12)"
  done < <(find "$kept" -type f -printf '%s %p\n' | sort -rn | awk 'NR % 8 == 1' | sort -n)
  rm -rf "$kept"
  echo "$name: $(find "Tests/Fuzz/corpus/$name" -type f | wc -l) inputs, $count of them found now"
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
