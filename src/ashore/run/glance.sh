# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# The short way of run.sh, for the usual case: the record beside the program proves at a glance that it
# is the right file on the right device, and nothing but arguments is asked for. In any other case it
# says "unsure", and run.sh does it all. Words and record are those of run.sh.
#
# $1 marker  $2 run  $3 program  $4 key, then the program's arguments.
mark=$1 run=$2 program=$3 key=$4
shift 4
record=${program%/*}/.${program##*/}.ashore
boot_id=/proc/sys/kernel/random/boot_id
read -r stamp booted <"$record"
# shellcheck disable=SC3013,SC3045
if ! { [ "$stamp" = "$key" ] && [ -x "$program" ] &&
  [ ! "$program" -nt "$record" ] && [ ! "$record" -nt "$program" ] &&
  { read -r -n 8 boot <$boot_id || read -r boot <$boot_id; } &&
  [ "${boot%%-*}" = "$booted" ] && [ -w "/proc/$$/comm" ]; }; then
  echo "$mark unsure" >&2
  exit 0
fi

# What a shell says of a child's death by signal must be told from what the program says, see run.sh.
# Here it goes into the name of this process (Linux 2.6.33 and later), which needs neither a fork nor
# a file; any word changes it.
exec 4>&2 2<>"/proc/$$/comm"
echo ashore >&2
# As much as possible before the fork: what a child writes to is copied first.
export ASHORE_RUN="$run"
echo "$mark begun under $$" >&4
(
  exec 2>&4 4>&-
  trap 'echo "$mark not_started" >&2' EXIT
  exec "$program" "$@"
)
status=$?
said=''
[ "$status" -lt 129 ] || {
  read -r said <&2
  [ "$said" = ashore ] && said=''
}
echo "$mark ended $said $status" >&4
