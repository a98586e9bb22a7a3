#!/usr/bin/env bash
# Prints the path of Azurite's main script, and installs it from npm into .cache/azurite first where it is missing.
#   SDTP_AZURITE=FOLDER   a folder whose node_modules holds azurite already
# Safe to call from several programs at once: each installs aside, and the first to finish gives the folder its name.
set -euo pipefail
cd "$(dirname "$0")/.."

version=3.37.0
folder=${SDTP_AZURITE:-$PWD/.cache/azurite}
program=$folder/node_modules/azurite/dist/src/azurite.js

complain() {
  printf 'install-azurite: %s\n' "$*" >&2
  exit 1
}

command -v node >/dev/null || complain "Node.js is missing: install it (version 20 or later)."
if [ ! -f "$program" ]; then
  command -v npm >/dev/null || complain "npm is missing: install it with Node.js, or set SDTP_AZURITE to a folder with node_modules/azurite."
  mkdir -p "$(dirname "$folder")"
  aside=$(mktemp -d "$folder.XXXXXX")
  trap 'rm -rf "$aside"' EXIT
  npm install --prefix "$aside" --no-audit --no-fund --no-package-lock --silent "azurite@$version" >&2 \
    || complain "npm could not install azurite $version into $folder."
  # rename(2) is atomic, and refuses a folder that another program has put there meanwhile.
  node -e 'fs.renameSync(process.argv[1], process.argv[2])' "$aside" "$folder" 2>/dev/null || [ -f "$program" ] \
    || complain "$folder is in the way and holds no azurite: remove it."
fi

printf '%s\n' "$program"
