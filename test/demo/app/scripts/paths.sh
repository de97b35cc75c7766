# Sourced by the other scripts. INSTANCE_ROOT is empty on a real host.
shop="${INSTANCE_ROOT:-}/srv/shop"
state="${INSTANCE_ROOT:-}/var/lib/shop"
pid_file="$state/server.pid"
log="$state/server.log"

# A process that has ended may still be listed, as a zombie.
is_running() {
  [ -f "$pid_file" ] || return 1
  pid=$(cat "$pid_file")
  kill -0 "$pid" 2>/dev/null && ! grep -qs '^State:.Z' "/proc/$pid/status"
}
