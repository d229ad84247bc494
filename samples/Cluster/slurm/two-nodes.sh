#!/usr/bin/env bash
# Starts a Slurm of two nodes on this machine, runs a command with it, and ends it: for a test, as root, with Debian's slurm-wlm and munge.
#
#   two-nodes.sh COMMAND [ARGUMENT…]
#
# Configuration, keys and logs are in a folder of their own (SLURM_TEST_FOLDER, else a temporary one); nothing of the system's is touched. Everything that is
# started is ended by its process number, also after a failure.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 2; }
[ "$(id -u)" = 0 ] || { echo "Two nodes on one machine need root." >&2; exit 77; }
for program in munged slurmctld slurmd sbatch; do
    PATH="$PATH:/usr/sbin" command -v "$program" > /dev/null || { echo "There is no $program here: apt-get install slurm-wlm munge." >&2; exit 77; }
done
export PATH="$PATH:/usr/sbin"
folder="${SLURM_TEST_FOLDER:-$(mktemp -d)}" host="$(hostname -s)" processors="$(nproc)" base="${SLURM_TEST_PORT:-16817}"
mkdir -p "$folder"/{munge,state,one,two,log}
chmod 700 "$folder/munge"
pids=()

stop() {
    local k
    for ((k = ${#pids[@]} - 1; k >= 0; k--)); do
        kill "${pids[k]}" 2> /dev/null || true
        wait "${pids[k]}" 2> /dev/null || true
    done
}
trap stop EXIT

# start COMMAND…: a daemon in the foreground of a background job, so that its number is known.
start() {
    "$@" >> "$folder/log/$(basename "$1").out" 2>&1 &
    pids+=($!)
}

key="$folder/munge/key"
dd if=/dev/urandom of="$key" bs=1024 count=1 status=none
chmod 600 "$key"
start munged --foreground --force --key-file="$key" --socket="$folder/munge/socket" --pid-file="$folder/munge/pid" --seed-file="$folder/munge/seed" --log-file="$folder/log/munged.log"

export SLURM_CONF="$folder/slurm.conf"
cat > "$SLURM_CONF" << CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
SlurmctldPort=$base
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
SchedulerType=sched/builtin
SwitchType=switch/none
ReturnToService=2
MaxArraySize=1001
KillWait=5
NodeName=one NodeHostname=$host NodeAddr=127.0.0.1 Port=$((base + 1)) CPUs=$(((processors + 1) / 2)) State=UNKNOWN
NodeName=two NodeHostname=$host NodeAddr=127.0.0.1 Port=$((base + 2)) CPUs=$(((processors + 1) / 2)) State=UNKNOWN
PartitionName=test Nodes=one,two Default=YES MaxTime=INFINITE State=UP
CONF
echo "CgroupPlugin=cgroup/v1" > "$folder/cgroup.conf"

for ((k = 0; k < 100; k++)); do [ -S "$folder/munge/socket" ] && break; sleep 0.1; done
start slurmctld -D -i -f "$SLURM_CONF"
start slurmd -D -N one -f "$SLURM_CONF"
start slurmd -D -N two -f "$SLURM_CONF"
for ((k = 0; k < 300; k++)); do
    [ "$(sinfo -h -t idle -N 2> /dev/null | wc -l)" = 2 ] && break
    sleep 0.1
done
[ "$(sinfo -h -t idle -N 2> /dev/null | wc -l)" = 2 ] || { echo "The two nodes did not come up; see $folder/log." >&2; sinfo >&2 || true; tail -n 5 "$folder"/log/* >&2; exit 1; }

status=0
"$@" || status=$?
exit "$status"
