#!/bin/sh
# Checks what the shop needs, and makes the directory for what it writes.
set -eu
. "$(dirname "$0")/paths.sh"

if ! command -v node >/dev/null; then
  echo "Node.js is not installed on this instance" >&2
  exit 1
fi
echo "Node.js $(node --version)"
mkdir -p "$state"
