# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # look_closer.sh shares its words with this
# Runs a program and says exactly how it ended. Put behind look_closer.sh; glance.sh is its short way.
#
# $1 marker  $2 run  $3 program  $4 directory or empty
# $5 key: what ship wrote into the record for this file on this device
# $6 "terminal" or empty  $7 sha256  $8 signature or empty (both for look_closer.sh)
# $9 number of NAME=VALUE words, then those words, then the program's arguments.
#
# Every fork, every system call and every byte that is read (`read` takes one at a time) costs on a
# slow device, and all of it before the program starts; hence the shape of what follows. Complaints
# of the shell before "begun" are not shown, so nothing is redirected to hide them.
#
# What we say goes to stderr between the program's own bytes, as "MARKER word\n"; the marker is fresh
# for each run. On stdout when both are one (a terminal). The words:
#   unsure                                          nothing was run; only glance.sh says so
#   device_differs | file_differs | no_directory    nothing was run
#   begun PID                                       the program starts now, as this process
#   begun under PID                                 the same, of glance.sh: this shell waits for it
#   not_started                                     it did not; the shell's own words stand before
#   ended [WORD...] STATUS                          what the shell said of its death, and its $?
mark=$1 run=$2 program=$3 directory=$4 key=$5 terminal=$6 digest=$7 signature=$8 settings=$9
shift 9

say() {
  echo "$mark $1" >&2
}

record=${program%/*}/.${program##*/}.ashore

# ship left a record beside the file, see device.sh there, and gave both the same time of change: any
# later change of the file, or another file in its place, breaks this tie (-nt is not of POSIX; where
# it is missing, nothing is proved). The key stands for file and device, and the boot's number for the
# device as it was then.
stamp=loose
booted=''
boot_id=/proc/sys/kernel/random/boot_id
read -r stamp booted <"$record"
# shellcheck disable=SC3013,SC3045
if ! { [ "$stamp" = "$key" ] && [ -x "$program" ] &&
  [ ! "$program" -nt "$record" ] && [ ! "$record" -nt "$program" ] &&
  { read -r -n 8 boot <$boot_id || read -r boot <$boot_id; } &&
  [ "${boot%%-*}" = "$booted" ]; }; then
  look_closer
fi

[ -z "$directory" ] || cd -- "$directory" >/dev/null 2>&1 || {
  say no_directory
  exit 0
}

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
