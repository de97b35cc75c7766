#!/bin/sh
# Starts the server in the background. Both outputs are redirected: CodeDeploy waits until they are closed.
set -eu
. "$(dirname "$0")/paths.sh"

cd "$shop"
nohup node server.js >"$log" 2>&1 </dev/null &
echo $! >"$pid_file"
echo "Started the shop (process $!)"
