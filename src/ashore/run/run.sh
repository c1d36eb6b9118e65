# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # look_closer.sh shares its words with this
# Runs a program and says exactly how it ended.
#
# $1 marker  $2 run  $3 program  $4 sha256  $5 directory or empty
# $6 key: what ship wrote into the record for this file on this device
# $7 signature or empty  $8 "terminal" or empty
# $9 number of NAME=VALUE words, then those words, then the program's arguments.
#
# Every fork, every system call and every byte that is read (`read` takes one at a time) costs on a
# slow device, and all of it before the program starts; hence the shape of what follows. Complaints
# of the shell before "begun" are not shown, so nothing is redirected to hide them.
#
# What we say goes to stderr between the program's own bytes, as "MARKER word\n"; the marker is fresh
# for each run. On stdout when both are one (a terminal). The words:
#   unsure                                          nothing was run: again, behind look_closer.sh
#   device_differs | file_differs | no_directory    nothing was run
#   begun PID                                       the program starts now
#   not_started                                     it did not; the shell's own words stand before
#   ended [WORD...] STATUS                          what the shell said of its death, and its $?
mark=$1 run=$2 program=$3 digest=$4 directory=$5 key=$6 signature=$7 terminal=$8 settings=$9
shift 9

say() {
  echo "$mark $1" >&2
}

record=${program%/*}/.${program##*/}.ashore

# Not of POSIX, and in every shell of a device; where it is not, everything is newer.
is_newer() {
  # shellcheck disable=SC3013
  [ ! "$1" -nt "$2" ] || return 0
  return 1
}

# ship left a record beside the file, see device.sh there, and gave both the same time of change. Any
# later change of the file, or another file in its place, breaks this tie.
is_tied() {
  [ "$stamp" != loose ] && ! is_newer "$program" "$record" && ! is_newer "$record" "$program"
}

# The first part of this boot's number; not every shell can read a part.
read_boot() {
  boot=''
  [ -r /proc/sys/kernel/random/boot_id ] || return 1
  # shellcheck disable=SC3045
  read -r -n 8 boot </proc/sys/kernel/random/boot_id ||
    read -r boot </proc/sys/kernel/random/boot_id
  boot=${boot%%-*}
  [ -n "$boot" ]
}

# The key stands for file and device; it is the same boot, so it is the same device.
stamp=loose
booted=''
read -r stamp booted <"$record"
is_as_shipped() {
  [ "$stamp" = "$key" ] && [ -x "$program" ] && is_tied && read_boot && [ "$boot" = "$booted" ]
}

if ! is_as_shipped; then
  if [ -z "$ashore_closer" ]; then
    say unsure
    exit 0
  fi
  look_closer
fi

if [ -n "$directory" ] && ! cd -- "$directory" >/dev/null 2>&1; then
  say no_directory
  exit 0
fi

# Runs the program and prints its $?. Our stdout and stderr are 3 and 4 here, and the program's.
#
# $? cannot tell exit(132) from SIGILL, but a shell says a word on its own stderr when a signal ended
# its child, and nothing at exit(132). So the shell that waits has another stderr than the program.
#
# Ctrl-C on a terminal reaches these shells too; they must live on to tell how the program ended. A
# trap (unlike an ignored signal) is not passed on to the program.
watch_program() {
  [ -n "$terminal" ] && trap : INT QUIT TERM HUP
  (
    [ -n "$terminal" ] && trap - INT QUIT TERM HUP
    exec 1>&3 3>&- 2>&4 4>&-
    while [ "$settings" -gt 0 ]; do
      # shellcheck disable=SC2163 # the word is NAME=VALUE
      export "$1"
      settings=$((settings - 1))
      shift
    done
    # By this word the guard knows the program and all that it started.
    export ASHORE_RUN="$run"
    # bash leaves a subshell without this when exec fails; then it is 126 or 127, as in any shell.
    trap 'say not_started' EXIT
    # The number of this very process, which becomes the program ($$ is another), without reading
    # a long line: /proc/self leads there.
    here=$PWD
    self=''
    cd -P /proc/self && self=${PWD#/proc/} && cd "$here" || self=''
    say "begun $self"
    exec "$program" "$@"
  )
  echo "$?"
}

[ -n "$terminal" ] && trap : INT QUIT TERM HUP
exec 3>&1 4>&2
if [ -n "$BASH_VERSION" ]; then
  # Within $(...) bash says nothing about signals.
  watch_program "$@" 2>&1 | {
    [ -n "$terminal" ] && trap '' INT QUIT TERM HUP
    exec 3>&- 4>&-
    said=''
    while read -r line; do
      said="$said $line"
    done
    say "ended$said"
  }
else
  said=$(watch_program "$@" 2>&1)
  set -f
  # shellcheck disable=SC2086 # lines become words
  set -- $said
  say "ended $*"
fi
