#!/usr/bin/env bash
# Runs the module tests under a sanitizer, one target after the other: run.sh thread|address [TARGET...]
set -euo pipefail
cd "$(dirname "$0")/../.."
sanitizer=${1:?which sanitizer: thread or address}
shift
folder=.build/${sanitizer:0:1}san
case $sanitizer in
  thread)
    export TSAN_OPTIONS="halt_on_error=0 exitcode=66 report_signal_unsafe=0 suppressions=$PWD/Tests/Sanitizers/thread.supp"
    ;;
  address)
    # Swift keeps what lives as long as the process; what grows is looked for by the figure `memory.growth`.
    export ASAN_OPTIONS="detect_leaks=0 exitcode=66 suppressions=$PWD/Tests/Sanitizers/address.supp"
    ;;
  *) echo "no such sanitizer: $sanitizer" >&2; exit 64 ;;
esac
swift build --build-tests --sanitize="$sanitizer" --scratch-path "$folder" 2>&1 | tail -1
preload=()
if [[ $sanitizer == thread ]]; then
  clang -shared -fPIC -O1 -o "$folder/mutex.so" Tests/Sanitizers/mutex.c
  preload=(LD_PRELOAD="$PWD/$folder/mutex.so")
fi
targets=("$@")
((${#targets[@]})) || mapfile -t targets < <(find Tests -mindepth 1 -maxdepth 1 -name '*Tests' -printf '%f\n' | sort; echo FuzzTests)
failed=0
for target in "${targets[@]}"; do
  log=$folder/$target.log
  code=0
  # Few tests at once: slowed down, those that wait for the database would starve one another past their deadlines.
  env "${preload[@]}" timeout 900 "$folder/debug/reevePackageTests.xctest" --testing-library swift-testing \
    --experimental-maximum-parallelization-width 4 --filter "^$target\." >"$log" 2>&1 || code=$?
  reports=$(grep -cE '^(WARNING: ThreadSanitizer|==[0-9]+==ERROR: AddressSanitizer)' "$log" || true)
  tests=$(grep -oE 'Test run with [0-9]+ tests?.*' "$log" | tail -1 || true)
  echo "$target: ${tests:-nothing ran}, $reports reports"
  if ((code != 0 || reports > 0)) || [[ -z $tests ]]; then
    failed=1
    grep -E '^(SUMMARY: |✘)' "$log" | sort | uniq -c | head -20 || true
  fi
done
exit $failed
