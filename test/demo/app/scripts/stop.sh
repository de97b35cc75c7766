#!/bin/sh
# Stops the server, and is content when there is none.
set -eu
. "$(dirname "$0")/paths.sh"

if ! is_running; then
  echo "The shop is not running"
  rm -f "$pid_file"
  exit 0
fi

echo "Stopping the shop (process $pid)"
kill "$pid"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  is_running || break
  sleep 0.2
done
if is_running; then
  echo "It does not stop by itself: killing it" >&2
  kill -KILL "$pid"
fi
rm -f "$pid_file"
