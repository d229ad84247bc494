#!/usr/bin/env bash
# Waits until no job of a user is left, looking often: wait.sh [SECONDS]
set -euo pipefail
end=$((SECONDS + ${1:-600}))
while [ -n "$(squeue -h -u "$(id -un)" 2> /dev/null || echo unknown)" ]; do
    [ "$SECONDS" -lt "$end" ] || { echo "Jobs are still there after ${1:-600} s:" >&2; squeue >&2; exit 1; }
    sleep 0.2
done
