#!/usr/bin/env bash
# Fits and predicts on a Slurm cluster: an array of fits, one merge, an array of predictions.
#
#   submit.sh DATA OUTPUT [SHARDS] [-- OPTIONS OF slicedot fit]
#   submit.sh pairs.parquet results 16 -- --dimension 2 --epsilon 0.1
#
# DATA and OUTPUT are on a file system that all nodes see; slicedot is on their PATH, or is what SLICEDOT says. SBATCH_OPTIONS go to every job.
# The merge depends on all fits: where one fails, Slurm cancels merge and predictions, and a last job writes OUTPUT/FAILED to say so. A task that was
# killed may simply be submitted again: it replaces its own file, and nothing else.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
data="$(realpath "$1")" output="$(realpath -m "$2")" shards="${3:-16}"
shift $(( $# < 3 ? $# : 3 ))
[ "${1:-}" != -- ] || shift
slicedot="$(printf %q "${SLICEDOT:-slicedot}")"
mkdir -p "$output/sums" "$output/predictions" "$output/logs"
rm -f "$output/FAILED"

# job NAME SBATCH-OPTIONS… -- COMMAND: submits and prints the job's number.
job() {
    local name="$1" options=()
    shift
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    # shellcheck disable=SC2086
    sbatch --parsable --job-name="slicedot-$name" --cpus-per-task="${CPUS:-1}" --kill-on-invalid-dep=yes ${SBATCH_OPTIONS:-} \
        --output="$output/logs/$name-%a.log" "${options[@]}" --wrap="$*"
}

task='$SLURM_ARRAY_TASK_ID' last=$((shards - 1))
arguments="$(printf '%q ' "$@")"
fit="$(job fit --array="0-$last" -- "$slicedot fit $(printf %q "$data") --shard $task/$shards --output $(printf %q "$output")/sums/$task.sums --threads ${CPUS:-1} --json $arguments")"
merge="$(job merge --dependency="afterok:$fit" -- "$slicedot merge $(printf %q "$output")/sums --output $(printf %q "$output")/model.zip --json")"
predict="$(job predict --array="0-$last" --dependency="afterok:$merge" -- "$slicedot predict $(printf %q "$data") --model $(printf %q "$output")/model.zip --shard $task/$shards --output $(printf %q "$output")/predictions/$task.parquet --json")"
# sorry STEP JOB [DEPENDENCY,]: where a step failed, and not only one before it, says so.
sorry() {
    job "failed-$1" --dependency="${3:-}afternotok:$2" -- "echo '$1 failed (job $2), and what comes after it was cancelled. Logs: $output/logs' >> $(printf %q "$output")/FAILED" > /dev/null
}
sorry fit "$fit"
sorry merge "$merge" "afterok:$fit,"
sorry predict "$predict" "afterok:$merge,"
echo "$fit $merge $predict"
