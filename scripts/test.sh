#!/usr/bin/env bash
# Builds everything once, checks the format and runs every test project. All set-up is done here; a clean clone is enough.
#   ./scripts/test.sh                  everything
#   ./scripts/test.sh Protocol Crypto  only tests/Protocol.Tests and tests/Crypto.Tests
# The last line is `N passed, N failed, N skipped`; a set-up, build, format or crash failure counts as one failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
exec </dev/null
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

configuration=Debug # what `dotnet run` uses too, so nothing is built twice
logs=TestResults
project_minutes_max=15
passed=0 failed=0 skipped=0
missing=

step() { printf '\n== %s\n' "$*"; }

finish() {
  if [ "$skipped" -gt 0 ]; then
    step "Skipped, and why"
    grep -h -A 1 '\[SKIP\]' "$logs"/*.log
    [ -z "$missing" ] || printf '%s' "$missing"
  fi
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" -eq 0 ]
  exit
}

# A failure outside the tests: what happened, and what to do about it.
complain() {
  printf 'FAILED: %s\n' "$*"
  failed=$((failed + 1))
}

need_tools() {
  command -v git >/dev/null || { complain "git is missing: install it, and run from a clone."; finish; }
  if ! sdk=$(dotnet --version 2>&1); then
    printf '%s\n' "$sdk"
    complain "the .NET 10 SDK is missing (global.json names the version). Get it from https://dotnet.microsoft.com/download/dotnet/10.0"
    finish
  fi
  # Terminal tests drive a real terminal through tmux; without it they skip and say so.
  if ! command -v tmux >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends tmux; } >/dev/null 2>&1 \
      || echo "tmux could not be installed; the tests that need it will be skipped."
  fi
}

# Runs one test program; its log and exit code are judged afterwards, in order.
run_project() {
  local program="tests/$1/bin/$configuration/net10.0/Sdtp.$1" limit=()
  command -v timeout >/dev/null && limit=(timeout --kill-after=10 "${project_minutes_max}m")
  "${limit[@]+"${limit[@]}"}" "$program" -noColor -noLogo -noAutoReporters >"$logs/$1.log" 2>&1
  echo $? >"$logs/$1.exit"
  echo "   ran $1"
}
export -f run_project
export configuration logs project_minutes_max

# Adds one project's counts; shows its log when something went wrong.
judge() {
  local log="$logs/$1.log" code total errors fails skips unrun
  code=$(cat "$logs/$1.exit" 2>/dev/null || echo none)
  read -r total errors fails skips unrun < <(
    sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+).*/\1 \2 \3 \4 \5/p' "$log" | tail -n 1)
  if [ -z "${total:-}" ]; then
    cat "$log"
    complain "$1 gave no results (exit code $code): it crashed, ran out of time or holds no tests. Its log is $log"
    return
  fi

  passed=$((passed + total - fails - skips - unrun))
  failed=$((failed + fails + errors))
  skipped=$((skipped + skips + unrun))
  if [ $((fails + errors)) -gt 0 ]; then
    cat "$log"
  elif [ "$code" != 0 ]; then
    cat "$log"
    complain "$1 passed its tests and then exited with code $code."
  fi
}

# The official Orleans storage packages are built apart, for not every package feed has them: they read what ours wrote, and the reverse.
official=.cache/official
run_official() {
  local options=(--artifacts-path "$official" -p:OrleansAzureStorage=true --verbosity quiet) project reason
  for project in Storage.Tests Clustering.Tests; do
    if ! reason=$(dotnet restore "tests/$project" "${options[@]}" 2>&1); then
      missing+="OFFICIAL PACKAGES MISSING: the interop tests of $project were not run: $(grep -m 1 error <<<"$reason")"$'\n'
      skipped=$((skipped + 1))
      continue
    fi
    dotnet build "tests/$project" "${options[@]}" --configuration "$configuration" --no-restore \
      || { complain "$project does not build with the official packages."; continue; }
    "$official/bin/Sdtp.$project/$(tr A-Z a-z <<<"$configuration")/Sdtp.$project" -noColor -noLogo -noAutoReporters -class '*InteropTests' \
      >"$logs/Official.$project.log" 2>&1
    echo $? >"$logs/Official.$project.exit"
    judge "Official.$project"
  done
}

need_tools

step "Build"
dotnet restore Sdtp.sln --verbosity quiet || { complain "restore failed: is a package feed reachable?"; finish; }
dotnet build Sdtp.sln --configuration "$configuration" --no-restore --verbosity quiet || { complain "the build failed."; finish; }

with_official=false
if [ $# -eq 0 ]; then
  with_official=true
  step "Format"
  dotnet format Sdtp.sln --verify-no-changes --no-restore --verbosity quiet || complain "run: dotnet format Sdtp.sln"
  set -- $(cd tests && ls -d ./*.Tests | sed 's|^\./||')
else
  set -- "${@/%/.Tests}"
fi

step "Test"
rm -rf "$logs" && mkdir -p "$logs"
# Two at a time; the end-to-end tests kill and time real processes, so they run alone at the end.
printf '%s\n' "$@" | grep -v '^EndToEnd' | xargs -P 2 -I{} bash -c 'run_project {}'
printf '%s\n' "$@" | grep '^EndToEnd' | xargs -I{} bash -c 'run_project {}'

step "Results"
for project in "$@"; do judge "$project"; done
if [ "$with_official" = true ]; then
  step "Official Orleans storage packages"
  run_official
fi
finish
