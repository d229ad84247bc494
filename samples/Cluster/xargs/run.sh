#!/usr/bin/env bash
# Fits and predicts in shards on one machine, several processes at a time, with nothing but xargs:
#
#   run.sh DATA OUTPUT [SHARDS] [PROCESSES] [-- OPTIONS OF slicedot fit]
#   run.sh pairs.parquet results 16 4 -- --dimension 2
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2; }
export data="$1" output="$2" shards="${3:-16}" slicedot="${SLICEDOT:-slicedot}"
processes="${4:-$(nproc)}"
shift $(( $# < 4 ? $# : 4 ))
[ "${1:-}" != -- ] || shift
mkdir -p "$output/sums" "$output/predictions"

# xargs ends with 123 where a process failed, and the script with it: nothing is merged then.
seq 0 $((shards - 1)) | xargs -P "$processes" -I{} sh -c 'k="$1"; shift; exec "$slicedot" fit "$data" --shard "$k/$shards" --output "$output/sums/$k.sums" --threads 1 --json "$@"' fit {} "$@" > "$output/fit.json"
"$slicedot" merge "$output/sums" --output "$output/model.zip" --json > "$output/merge.json"
seq 0 $((shards - 1)) | xargs -P "$processes" -I{} sh -c 'exec "$slicedot" predict "$data" --model "$output/model.zip" --shard "$1/$shards" --output "$output/predictions/$1.parquet" --json' predict {} > "$output/predict.json"
