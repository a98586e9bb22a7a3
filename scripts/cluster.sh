#!/usr/bin/env bash
# A whole cluster on loopback: Azurite from npm, silos and gateways, each a process with a pid file and a log.
#   ./scripts/cluster.sh up [--silos 3] [--gateways 2] [--port 5000]
#   ./scripts/cluster.sh status
#   ./scripts/cluster.sh address                            all gateways in one address, for clients
#   ./scripts/cluster.sh kill|stop|start silo|gateway N     kill -9 it, stop it in order, start it again
#   ./scripts/cluster.sh logs silo|gateway N
#   ./scripts/cluster.sh down [--erase]                     stop everything; --erase forgets the data too
# Gateway N listens on port + N - 1. Everything is kept in .cluster/ (or the folder that SDTP_CLUSTER names). SDTP_SILO=PROGRAM starts
# silos from another build than that of this checkout, for an upgrade one silo at a time.
set -euo pipefail
cd "$(dirname "$0")/.."

home=${SDTP_CLUSTER:-$PWD/.cluster}
account=devstoreaccount1
key='Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==' # the emulator's own, the same everywhere
blob_port=10000 queue_port=10001 table_port=10002
silo_port=11110 silo_gateway_port=30000 silo_health_port=8100 gateway_health_port=8200
ready_seconds=60 stop_seconds=25

complain() {
  printf 'cluster: %s\n' "$*" >&2
  exit 1
}

usage() {
  sed -n '2,10s/^# \{0,1\}//p' "$0"
  exit 2
}

# --- processes -------------------------------------------------------------------------------------------------------------------

pid_of() { cat "$home/$1.pid" 2>/dev/null || true; }

is_running() {
  local pid
  pid=$(pid_of "$1")
  [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null
}

# launch NAME COMMAND...: in the background, output to NAME.log.
launch() {
  local name=$1
  shift
  is_running "$name" && complain "$name runs already (pid $(pid_of "$name"))."
  [ ! -f "$home/$name.log" ] || mv "$home/$name.log" "$home/$name.old.log"
  nohup "$@" >"$home/$name.log" 2>&1 </dev/null &
  echo $! >"$home/$name.pid"
}

# await NAME TEXT: until its log says so; a process that has ended shows its last lines.
await() {
  local deadline=$((SECONDS + ready_seconds))
  until grep -q "$2" "$home/$1.log" 2>/dev/null; do
    is_running "$1" || { tail -n 5 "$home/$1.log" >&2; complain "$1 has ended; its log is $home/$1.log"; }
    [ $SECONDS -lt $deadline ] || complain "$1 was not ready within $ready_seconds s; its log is $home/$1.log"
    sleep 0.2
  done
}

# end NAME SIGNAL
end() {
  local pid deadline=$((SECONDS + stop_seconds))
  pid=$(pid_of "$1")
  is_running "$1" || { echo "$1 does not run."; rm -f "$home/$1.pid"; return; }
  kill "-$2" "$pid"
  while kill -0 "$pid" 2>/dev/null; do
    [ $SECONDS -lt $deadline ] || { echo "$1 does not stop: killing it."; kill -KILL "$pid"; deadline=$((SECONDS + stop_seconds)); }
    sleep 0.1
  done
  rm -f "$home/$1.pid"
}

# --- parts -----------------------------------------------------------------------------------------------------------------------

start_azurite() {
  local program
  program=$(./scripts/install-azurite.sh) || exit 1
  mkdir -p "$home/azurite"
  AZURITE_ACCOUNTS="$account:$key" launch azurite node "$program" --location "$home/azurite" --disableTelemetry --skipApiVersionCheck \
    --blobPort $blob_port --queuePort $queue_port --tablePort $table_port
  await azurite 'Table service is successfully listening'
}

export_store() {
  export SDTP_STORAGE=azure SDTP_CLUSTER_TLS="$home/tls"
  export SDTP_STORAGE_CONNECTION_STRING="DefaultEndpointsProtocol=http;AccountName=$account;AccountKey=$key;\
BlobEndpoint=http://127.0.0.1:$blob_port/$account;TableEndpoint=http://127.0.0.1:$table_port/$account"
}

start_silo() {
  launch "silo-$1" "${SDTP_SILO:-src/Silo/bin/Debug/net10.0/sdtp-silo}" --silo-port $((silo_port + $1)) --silo-gateway-port $((silo_gateway_port + $1)) \
    --health "127.0.0.1:$((silo_health_port + $1))"
}

start_gateway() {
  local port
  port=$(cat "$home/port")
  launch "gateway-$1" src/Gateway/bin/Debug/net10.0/sdtp-gateway --listen "127.0.0.1:$((port + $1 - 1))" \
    --health "127.0.0.1:$((gateway_health_port + $1))"
}

start_part() {
  export_store
  case $1 in
    silo) start_silo "$2" && await "silo-$2" '\[Silo\] Ready' ;;
    gateway) start_gateway "$2" && await "gateway-$2" '\[Server\] Listening' ;;
  esac
}

names() { (cd "$home" 2>/dev/null && ls ./*.pid 2>/dev/null | sed 's|^\./||; s|\.pid$||' | sort -V) || true; }

# --- verbs -----------------------------------------------------------------------------------------------------------------------

up() {
  local silos=3 gateways=2 port=5000 i
  while [ $# -gt 0 ]; do
    [ $# -gt 1 ] && [[ $2 =~ ^[0-9]+$ ]] || usage
    case $1 in
      --silos) silos=$2 ;;
      --gateways) gateways=$2 ;;
      --port) port=$2 ;;
      *) usage ;;
    esac
    shift 2
  done
  [ "$silos" -ge 1 ] && [ "$gateways" -ge 1 ] && [ "$silos" -le 20 ] && [ "$gateways" -le 20 ] || complain "1 to 20 silos and gateways."
  mkdir -p "$home"
  for name in $(names); do is_running "$name" && complain "a cluster runs already: see status, or take it down first."; done
  rm -f "$home"/*.pid
  echo "$port" >"$home/port"

  echo "Building ..."
  for project in Silo Gateway Admin; do
    dotnet build "src/$project" --verbosity quiet -nologo >"$home/build.log" || { cat "$home/build.log";  complain "src/$project does not build."; }
  done
  [ -d "$home/tls" ] || src/Admin/bin/Debug/net10.0/sdtp-admin certificates --out "$home/tls" >/dev/null
  echo "Starting azurite, $silos silos and $gateways gateways ..."
  start_azurite
  export_store
  start_silo 1
  await silo-1 '\[Silo\] Ready' # the first makes tables and identity; the others then start together
  for ((i = 2; i <= silos; i++)); do start_silo "$i"; done
  for ((i = 2; i <= silos; i++)); do await "silo-$i" '\[Silo\] Ready'; done
  for ((i = 1; i <= gateways; i++)); do start_gateway "$i"; done
  for ((i = 1; i <= gateways; i++)); do
    await "gateway-$i" '^sdtp://'
    grep -h '^sdtp://' "$home/gateway-$i.log"
  done
  [ "$gateways" -eq 1 ] || { echo "Clients that know all gateways go on at another when one is lost:"; address; }
}

# address: all gateways of the cluster in one address, as clients take it.
address() {
  local all
  all=$(grep -ho -m 1 '^sdtp://.*' $(ls "$home"/gateway-*.log | grep -v old) | sed 's|^sdtp://||')
  [ -n "$all" ] || complain "no gateway has started here yet."
  echo "sdtp://$(sed 's/#.*//' <<<"$all" | paste -sd ,)#$(sed -n '1s/.*#//p' <<<"$all")"
}

status() {
  local name state where health
  [ -n "$(names)" ] || { echo "No cluster runs here."; return; }
  printf '%-10s %8s  %-8s %-24s %s\n' name pid state address health
  for name in $(names); do
    state=stopped health=
    where=$(grep -ho -m 1 -e '^sdtp://[^#]*' -e '\[Silo\] Ready on .*' "$home/$name.log" | sed 's/.*on //' || true)
    if is_running "$name"; then
      state=running
      case $name in
        silo-*) health=$(ask_health $((silo_health_port + ${name#silo-}))) ;;
        gateway-*) health=$(ask_health $((gateway_health_port + ${name#gateway-}))) ;;
      esac
    fi
    printf '%-10s %8s  %-8s %-24s %s\n' "$name" "$(pid_of "$name")" "$state" "$where" "$health"
  done
}

# ask_health PORT: what /health/ready answers, in one line, without need of another program.
ask_health() {
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || { echo "no answer on port $1"; return; }
  printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
  tr -d '\r' <&3 | sed '1,/^$/d' | paste -sd ' '
  exec 3>&-
}

down() {
  local name
  [ "${1:-}" = --erase ] || [ $# -eq 0 ] || usage
  for name in $(names | grep '^gateway-') $(names | grep '^silo-') $(names | grep '^azurite'); do end "$name" TERM; done
  [ "${1:-}" != --erase ] || rm -rf "$home"
}

one() {
  [ $# -eq 3 ] && [[ $2 =~ ^(silo|gateway)$ ]] && [[ $3 =~ ^[0-9]+$ ]] || usage
  [ -d "$home" ] || complain "no cluster is here: ./scripts/cluster.sh up"
  case $1 in
    kill) end "$2-$3" KILL; touch "$home/$2-$3.pid" ;;
    stop) end "$2-$3" TERM; touch "$home/$2-$3.pid" ;;
    start) start_part "$2" "$3" ;;
    logs) exec cat "$home/$2-$3.log" ;;
  esac
}

case ${1:-} in
  up) shift; up "$@" ;;
  status) status ;;
  address) address ;;
  down) shift; down "$@" ;;
  kill | stop | start | logs) one "$@" ;;
  *) usage ;;
esac
