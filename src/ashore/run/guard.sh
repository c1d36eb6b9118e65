# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Stands by while a program runs over another channel of the same connection.
#
# $1 run: the word in ASHORE_RUN that marks the program and all that it starts.
# Each line on stdin is a signal to pass on, or "done". If stdin ends without "done", nobody is left
# who waits for the program (ashore was killed, the link is gone): it is ended within 2 seconds.
run=$1
trap '' HUP INT TERM PIPE

# Sets $found to the marked processes and their descendants: a child may have cleaned its
# environment. Only the shell's own words, so nothing is needed there but /proc; by environment and
# not by number, so nobody else is ever hit who got the number of a process that is gone.
find_processes() {
  found=' '
  pairs=
  for entry in /proc/[0-9]*; do
    pid=${entry#/proc/}
    # NULs are dropped by read, and a value may have several lines.
    while IFS= read -r words || [ -n "$words" ]; do
      case $words in
      *"ASHORE_RUN=$run"*)
        found="$found$pid "
        break
        ;;
      esac
    done <"$entry/environ"
    IFS= read -r line <"$entry/stat" || continue
    # After the name, which may hold anything: state, parent.
    line=${line##*) }
    line=${line#* }
    pairs="$pairs $pid:${line%% *}"
  done 2>/dev/null
  [ "$found" = ' ' ] && return
  grown=1
  while [ -n "$grown" ]; do
    grown=
    for pair in $pairs; do
      case $found in *" ${pair%:*} "*) continue ;; esac
      case $found in *" ${pair#*:} "*)
        found="$found${pair%:*} "
        grown=1
        ;;
      esac
    done
  done
}

send() {
  find_processes
  for pid in $found; do
    kill "-$1" "$pid" 2>/dev/null
  done
}

while read -r word; do
  case $word in
  done) exit 0 ;;
  INT | TERM | HUP | KILL) send "$word" ;;
  esac
done

send TERM
# Twice, since the program may have been about to start when its guard was told to end it.
sleep 1
send KILL
sleep 1
send KILL
