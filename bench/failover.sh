#!/usr/bin/env bash
# Real clients send and receive through a cluster of this checkout while parts of it go; every acknowledged message is checked.
#   ./bench/failover.sh kill     kill -9 of a silo, 20 s later of a gateway
#   ./bench/failover.sh roll     all silos one by one onto a build with a later version: SIGTERM, wait, start, wait until it is ready
# Takes the cluster of scripts/cluster.sh, three silos and two gateways, up and down again. Options of sdtp-load failover may follow.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-} in
  kill | roll) what=$1 ;;
  *)
    sed -n '2,5s/^# \{0,1\}//p' "$0"
    exit 2
    ;;
esac
shift
export SDTP_CLUSTER=${SDTP_CLUSTER:-$PWD/.cluster}
next=$SDTP_CLUSTER/next
settle=10 between=20

# What it starts must not inherit the pipe that ends the load when it is closed.
cluster() { ./scripts/cluster.sh "$@" 9>&-; }
say() { printf '%s  %s\n' "$(date +%T)" "$*"; }

dotnet build bench/Sdtp.Load --configuration Release --verbosity quiet -nologo
if [ "$what" = roll ]; then
  # In a folder of its own: the running silos keep the programs that they were started from.
  dotnet build src/Silo --verbosity quiet -nologo -p:Version=99.0.0 --artifacts-path "$next"
fi
cluster up --silos 3 --gateways 2 >&2
trap 'cluster down >/dev/null' EXIT

mkfifo "$SDTP_CLUSTER/stop"
log=$SDTP_CLUSTER/load.log
bench/Sdtp.Load/bin/Release/net10.0/sdtp-load failover "$(cluster address)" "$@" <"$SDTP_CLUSTER/stop" >"$log" 2>&1 &
load=$!
exec 9>"$SDTP_CLUSTER/stop"
rm "$SDTP_CLUSTER/stop"
until grep -q '^running' "$log"; do
  kill -0 "$load" 2>/dev/null || { cat "$log" >&2; exit 1; }
  sleep 0.2
done
sleep "$settle"
if [ "$what" = kill ]; then
  say "kill -9 of silo 2"
  cluster kill silo 2
  sleep "$between"
  say "kill -9 of gateway 1"
  cluster kill gateway 1
  sleep "$between"
else
  for silo in 1 2 3; do
    say "silo $silo stops"
    cluster stop silo "$silo"
    SDTP_SILO=$next/bin/Sdtp.Silo/debug/sdtp-silo cluster start silo "$silo"
    say "silo $silo is ready, version $("$next/bin/Sdtp.Silo/debug/sdtp-silo" --version)"
    sleep 5
  done
fi
exec 9>&-
wait "$load" || { cat "$log" >&2; exit 1; }
grep -v '^acknowledged' "$log"
