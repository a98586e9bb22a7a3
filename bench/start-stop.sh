#!/usr/bin/env bash
# How long the relay takes from its start to its address, and from SIGTERM to its end with a client connected; each as a multiple of what
# `dotnet --version` takes in the same minute. Build first: dotnet build src/Silo
#   ./bench/start-stop.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
program=src/Silo/bin/Debug/net10.0/sdtp-silo
port=4100
folder=$(mktemp -d)
relay=
trap '[ -z "$relay" ] || kill -9 "$relay" 2>/dev/null || true; rm -rf "$folder"' EXIT

now() { date +%s%3N; }

printf '%8s %8s %16s\n' ready stop 'dotnet --version'
for _ in $(seq "${1:-5}"); do
  start=$(now)
  dotnet --version >/dev/null
  peer=$(($(now) - start))

  start=$(now)
  "$program" --listen "127.0.0.1:$port" --data "$folder/data" >"$folder/out" 2>&1 &
  relay=$!
  until grep -q '^sdtp://' "$folder/out"; do
    kill -0 "$relay" 2>/dev/null || { cat "$folder/out"; exit 1; }
    sleep 0.02
  done
  ready=$(($(now) - start))

  exec 3<>"/dev/tcp/127.0.0.1/$port"
  start=$(now)
  kill -TERM "$relay"
  wait "$relay"
  stop=$(($(now) - start))
  relay=
  exec 3>&-
  printf '%5d ms %5d ms %13d ms   (%d.%02d x, %d.%02d x)\n' "$ready" "$stop" "$peer" \
    $((ready / peer)) $((ready * 100 / peer % 100)) $((stop / peer)) $((stop * 100 / peer % 100))
done
