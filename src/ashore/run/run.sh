# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Runs a program and says exactly how it ended. Put behind device/signature.sh.
#
# shellcheck disable=SC2154 # ashore_signature_line comes from there
#
# $1 marker  $2 run  $3 program  $4 sha256  $5 signature or empty  $6 directory or empty
# $7 number of NAME=VALUE words, then those words, then the program's arguments.
#
# What we say goes to stderr between the program's own bytes, as "MARKER word\n"; the marker is fresh
# for each run. On stdout when both are one (a terminal). The words:
#   device_differs | file_differs | no_directory    nothing was run
#   begun PID                                       the program starts now
#   not_started                                     it did not; the shell's own words stand before
#   ended [WORD...] STATUS                          what the shell said of its death, and its $?
mark=$1 run=$2 program=$3 digest=$4 signature=$5 directory=$6 settings=$7
shift 7

say() {
  echo "$mark $1" >&2
}

if [ -n "$signature" ]; then
  ashore_read_signature
  if [ "$signature" != "$ashore_signature_line" ]; then
    say device_differs
    exit 0
  fi
fi

# ship left a record beside the file and gave both the same time of change. Any later change of the
# file, or another file in its place, breaks the tie. This needs no fork; a digest would cost one and
# the reading of the whole file.
record=${program%/*}/.${program##*/}.ashore
recorded=
recorded_md5=
tied=
[ -r "$record" ] && read -r recorded recorded_md5 tied <"$record"
# Not of POSIX, and in every shell of a device; where it is not, everything is newer.
is_newer() {
  # shellcheck disable=SC3013
  [ ! "$1" -nt "$2" ] 2>/dev/null || return 0
  return 1
}
is_unchanged() {
  [ -f "$program" ] && [ -x "$program" ] || return 1
  if [ "$recorded" = "$digest" ] && [ "$tied" = tied ] && ! is_newer "$program" "$record" &&
    ! is_newer "$record" "$program"; then
    return 0
  fi
  if type sha256sum >/dev/null 2>&1; then
    sum=$(sha256sum <"$program")
    [ "${sum%% *}" = "$digest" ]
  elif [ "$recorded" != "$digest" ]; then
    return 1
  elif [ -n "$recorded_md5" ] && type md5sum >/dev/null 2>&1; then
    sum=$(md5sum <"$program")
    [ "${sum%% *}" = "$recorded_md5" ]
  else
    # Nothing here can compare more: a file that changed after the record is newer.
    ! is_newer "$program" "$record"
  fi
}
if ! is_unchanged; then
  say file_differs
  exit 0
fi

if [ -n "$directory" ] && ! cd -- "$directory" >/dev/null 2>&1; then
  say no_directory
  exit 0
fi

# Ctrl-C on a terminal reaches these shells too; they must live on to tell how the program ended. A
# trap (unlike an ignored signal) is not passed on to the program.
trap : INT QUIT TERM HUP

# $? cannot tell exit(132) from SIGILL, but a shell says a word on its own stderr when a signal ended
# its child, and nothing at exit(132). So the stderr of the shell that waits is a pipe, and the
# program's is 4. It must be a pipe: within $(...) bash says nothing.
exec 3>&1 4>&2
{
  trap : INT QUIT TERM HUP
  (
    trap - INT QUIT TERM HUP
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
    # Opened by this very process, which becomes the program; $$ is another.
    self=
    [ -r /proc/self/stat ] && read -r self rest </proc/self/stat
    say "begun $self"
    exec "$program" "$@"
  )
  echo "$?"
} 2>&1 | {
  trap '' INT QUIT TERM HUP
  exec 3>&- 4>&-
  said=
  while read -r line; do
    said="$said $line"
  done
  say "ended$said"
}
