#!/usr/bin/env bash
# How much faster two workers of one thread are than one, by the clock: needs two free processors.
#
#   two-workers.sh [ROWS]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)" rows="${1:-400000}"
slicedot="${SLICEDOT:-slicedot}" folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
awk -v rows="$rows" -v seed=1 -f "$here/make-pairs.awk" > "$folder/pairs.csv"

seconds() {
    local start; start=$(date +%s.%N)
    "$@"
    awk -v start="$start" -v end="$(date +%s.%N)" 'BEGIN { printf "%.2f", end - start }'
}
# A worker keeps to one processor: its compiler and ML.NET's reader would use the other.
on() { taskset -c "$@"; }
fit() { on "$2" "$slicedot" fit "$folder/pairs.csv" --dimension 2 --epsilon 0.1 --threads 1 --shard "$1" --output "$folder/${1//\//-}.sums" --json > /dev/null 2>&1; }
predict() { on "$2" "$slicedot" predict "$folder/pairs.csv" --model "$folder/model.zip" --shard "$1" --output "$folder/${1//\//-}.parquet" --json > /dev/null 2>&1; }
both() { "$1" 0/2 0 & local first=$!; "$1" 1/2 1; wait "$first"; }

one=$(seconds fit 0/1 0); two=$(seconds both fit)
awk -v rows="$rows" -v one="$one" -v two="$two" 'BEGIN { printf "fit: %d rows, one worker %.1f s, two %.1f s: %.2f times as fast\n", rows, one, two, one / two }'

"$slicedot" merge "$folder/0-2.sums" "$folder/1-2.sums" --output "$folder/model.zip" --json > /dev/null 2>&1
one=$(seconds predict 0/1 0); two=$(seconds both predict)
awk -v rows="$rows" -v one="$one" -v two="$two" 'BEGIN { printf "predict: %d rows, one worker %.1f s, two %.1f s: %.2f times as fast\n", rows, one, two, one / two }'
