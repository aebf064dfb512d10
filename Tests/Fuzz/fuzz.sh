#!/usr/bin/env bash
# Fuzzes a parser with libFuzzer under AddressSanitizer: fuzz.sh http [RUNS], 1,000,000 runs if it is not said.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${1:?which parser: http}
runs=${2:-1000000}
case $target in
  http) sources=(
    Sources/HTTP/Messages/{BodyError,Headers,IPAddress,Method,PeerAddress,RequestHead,Status}.swift Sources/HTTP/Parsing/{ASCII,BytesHandle,ChunkDecoder,FieldCollector,HeadLimits,HeadParser,ProtocolViolation,RequestReader,Target}.swift
    Sources/HTTP/Helpers/{PercentCoding,QueryParameters,TargetError,TrustedProxies}.swift Tests/Fuzz/HTTPFuzz.swift
  ) ;;
  *) echo "no such target: $target" >&2; exit 64 ;;
esac
folder=.build/fuzz/$target
mkdir -p "$folder/corpus"
swiftc -O -swift-version 6 -parse-as-library -sanitize=fuzzer,address -module-name Fuzz \
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature NonisolatedNonsendingByDefault \
  "${sources[@]}" -o "$folder/fuzz"
"$folder/fuzz" -runs="$runs" -max_len=2048 -timeout=10 -print_final_stats=1 "$folder/corpus" "Tests/Fuzz/corpus/$target" 2>&1 |
  grep -E '^(Done|stat::|SUMMARY|ERROR|==)|Fatal|precondition|Test unit'
