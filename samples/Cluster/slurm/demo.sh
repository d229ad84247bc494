#!/usr/bin/env bash
# 100,000 small pairs through Slurm, compared bit by bit with one process:
#
#   two-nodes.sh ./demo.sh [ROWS] [SHARDS]
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)" rows="${1:-100000}" shards="${2:-16}"
slicedot="${SLICEDOT:-slicedot}" folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
awk -v rows="$rows" -v seed=1 -f "$here/../make-pairs.awk" > "$folder/pairs.csv"
fact() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}$/\1/p"; }

since() { awk -v start="$1" -v end="$(date +%s.%N)" 'BEGIN { printf "%.1f", end - start }'; }

start=$(date +%s.%N)
jobs="$("$here/submit.sh" "$folder/pairs.csv" "$folder/slurm" "$shards" -- --dimension 2 --epsilon 0.1)"
"$here/wait.sh" 3600
echo "Slurm: $rows rows in $shards shards, jobs $jobs: $(since "$start") s in all"
[ ! -e "$folder/slurm/FAILED" ] || { cat "$folder/slurm/FAILED" "$folder"/slurm/logs/*; exit 1; }

start=$(date +%s.%N)
"$slicedot" fit "$folder/pairs.csv" --dimension 2 --epsilon 0.1 --output "$folder/one.zip" --json > "$folder/one.json"
"$slicedot" predict "$folder/pairs.csv" --model "$folder/one.zip" --output "$folder/one.parquet" --json > "$folder/predicted.json"
echo "One process: $(since "$start") s; peak memory of its fit $(fact peakMemoryMB < "$folder/one.json") MB, of its prediction $(fact peakMemoryMB < "$folder/predicted.json") MB"

model="$("$slicedot" inspect "$folder/slurm/model.zip" --json | fact parametersSha256)"
[ -n "$model" ] && [ "$model" = "$(fact parametersSha256 < "$folder/one.json")" ] || { echo "The models differ."; exit 1; }
answers="$("$slicedot" inspect "$folder/slurm/predictions" --json | fact contentSha256)"
[ -n "$answers" ] && [ "$answers" = "$("$slicedot" inspect "$folder/one.parquet" --json | fact contentSha256)" ] || { echo "The predictions differ."; exit 1; }
echo "Equal to the last bit: model $model, predictions $answers"
