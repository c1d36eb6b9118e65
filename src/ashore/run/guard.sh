# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Stands by while a program runs over another channel of the same connection.
#
# $1 run: the word in ASHORE_RUN that marks the program and all that it starts.
# Each line on stdin is a signal to pass on, "program PID", "under PID" (the shell that waits for the
# program), or "done". If stdin ends without "done",
# nobody is left who waits for the program (ashore was killed, the link is gone): it is ended within
# 2 seconds. Only the shell's own words are used, so nothing is needed there but /proc; `read` takes
# byte by byte, so what is long is read only where it must be.
run=$1
program=
shell=
trap '' HUP INT TERM PIPE

# By environment and not by number alone, so nobody is ever hit who got the number of a process that
# is gone. NULs are dropped by read, and a value may have several lines.
is_marked() {
  while IFS= read -r words || [ -n "$words" ]; do
    case $words in *"ASHORE_RUN=$run"*) return 0 ;; esac
  done 2>/dev/null <"/proc/$1/environ"
  return 1
}

# Adds to $found the descendants of what is in it: a child may have cleaned its environment.
add_descendants() {
  pairs=
  for entry in /proc/[0-9]*; do
    # Number, name of at most 15 bytes, state, parent. Not every shell can read a part of a line.
    # shellcheck disable=SC3045
    read -r -n 44 line <"$entry/stat" || read -r line <"$entry/stat" || continue
    # After the name, which may hold anything: state, parent.
    line=${line##*) }
    line=${line#* }
    pairs="$pairs ${entry#/proc/}:${line%% *}"
  done 2>/dev/null
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

# The program and its descendants; false if it is not known.
find_tree() {
  if [ -n "$shell" ]; then
    found=" $shell "
    add_descendants
    found=" ${found#" $shell "}"
    program=${found# }
    program=${program%% *}
  fi
  [ -n "$program" ] && is_marked "$program" || return 1
  [ -n "$shell" ] && return
  found=" $program "
  add_descendants
}

# Whoever is marked, and their descendants: those too whose parents are gone.
find_all() {
  found=' '
  for entry in /proc/[0-9]*; do
    is_marked "${entry#/proc/}" && found="$found${entry#/proc/} "
  done
  [ "$found" = ' ' ] || add_descendants
}

send() {
  for pid in $found; do
    kill "-$1" "$pid"
  done 2>/dev/null
}

while read -r word argument; do
  case $word in
  done) exit 0 ;;
  program) program=$argument ;;
  under) shell=$argument ;;
  INT | TERM | HUP | KILL)
    find_tree || find_all
    send "$word"
    ;;
  esac
done

find_tree || find_all
send TERM
sleep 1
send KILL
# Who left the tree; and twice, since the program may have been about to start.
find_all
send KILL
sleep 1
find_all
send KILL
