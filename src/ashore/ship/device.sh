# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Receives a file so that at any moment, power cuts included, the old file or the new one is there,
# whole. Put behind device/signature.sh.
#
# shellcheck disable=SC2154 # ashore_signature_line comes from there
#
# $1 marker  $2 goal  $3 sha256  $4 md5 or empty  $5 signature or empty  $6 time of change for `touch -t`
# $7 "own" if the goal's directory is ashore's own, to be made here  $8 "force" or empty
# $9 the key of this file on this device, for the record
# $10 "commit": an earlier call had nothing to compute a digest with, and the sender has compared
#
# Each line that we say on stdout begins with the marker:
#   room WORD...     what df says about the place
#   send             the sender may send now, up to the end of stdin
#   same             that content is there already
#   placed           it is there now
#   read_back        what follows is all that arrived: compare, and call again to commit
#   waiting          another ashore is at work on this goal
#   device_differs busy foreign foreign_directory is_directory no_directory unwritable missing WORD
#   unfinished damaged not_executable                why nothing was placed
mark=$1 goal=$2 sha256=$3 md5=$4 signature=$5 moment=$6 own=$7 force=$8 key=$9
shift 9
step=$1

say() {
  echo "$mark $*"
}

refuse() {
  say "$@"
  exit 0
}

has() {
  type "$1" >/dev/null 2>&1
}

if [ -n "$signature" ]; then
  ashore_read_signature
  [ "$signature" = "$ashore_signature_line" ] || refuse device_differs
fi

directory=${goal%/*}/
name=${goal##*/}
record=$directory.$name.ashore
part=$record-part
lock=$record-lock

# Does the file have that SHA-256 or, where that cannot be asked, that MD5? No MD5 is nobody's.
has_content() {
  if has sha256sum; then
    sum=$(sha256sum <"$1")
    [ "${sum%% *}" = "$2" ]
  elif has md5sum; then
    sum=$(md5sum <"$1")
    [ -n "$3" ] && [ "${sum%% *}" = "$3" ]
  else
    return 1
  fi
}

can_compute() {
  has sha256sum || { [ -n "$md5" ] && has md5sum; }
}

# Not of POSIX, and in every shell of a device; where it is not, everything is newer.
is_newer() {
  # shellcheck disable=SC3013
  [ ! "$1" -nt "$2" ] 2>/dev/null || return 0
  return 1
}

# The record beside a file that ashore put there; run.sh reads it too:
#   KEY BOOT      the file and the device in short, and the boot on which it was put there; or "loose"
#   SHA256 MD5    what is there
#   SHA256 MD5    the file before it, still there if the power went between two renames
# Unless loose, file and record are tied: they have the same time of change, far from now, so that any
# later change shows without reading the file.
stamp=loose recorded_boot='' recorded='' recorded_md5='' former='' former_md5=''
read_record() {
  [ -r "$record" ] || return 0
  {
    read -r stamp recorded_boot
    read -r recorded recorded_md5
    read -r former former_md5
  } <"$record"
}

is_current() {
  [ "$stamp $recorded_boot" = "$key $boot" ] && is_tied
}

is_tied() {
  [ "$stamp" != loose ] && ! is_newer "$goal" "$record" && ! is_newer "$record" "$goal"
}

is_ours() {
  [ -n "$recorded" ] || return 1
  is_tied && return 0
  if can_compute; then
    has_content "$goal" "$recorded" "$recorded_md5" || has_content "$goal" "$former" "$former_md5"
  else
    ! is_newer "$goal" "$record"
  fi
}

is_there() {
  [ -f "$goal" ] || return 1
  [ "$recorded" = "$sha256" ] && is_tied && return 0
  has_content "$goal" "$sha256" "$md5"
}

record_text() {
  echo "$1"
  echo "$sha256 $md5"
  echo "$recorded $recorded_md5"
}

# The record appears before the file that it speaks of; see read_record.
write_record() {
  new=loose
  TZ=UTC0 touch -t "$moment" "$1" 2>/dev/null && new="$key ${boot:--}"
  record_text "$new" >"$record-new" || refuse unwritable
  if [ "$new" != loose ] && ! touch -r "$1" "$record-new" 2>/dev/null; then
    record_text loose >"$record-new"
  fi
  mv -f "$record-new" "$record" || refuse unwritable
}

flush() {
  if has fsync && [ -f "$1" ]; then
    fsync "$1"
  elif has sync; then
    sync
  fi
}

# Whoever made the lock is gone if the device was started again since, or has no such process.
is_stale() {
  owner='' owner_boot=''
  read -r owner owner_boot <"$lock" || return 0
  [ "$owner_boot" = "$boot" ] || return 0
  [ -n "$owner" ] && ! [ -d "/proc/$owner" ] && ! kill -0 "$owner"
}

take_lock() {
  tries=0
  # With -C the file is made by us or not at all.
  until (set -C && echo "$$ $boot" >"$lock"); do
    [ -e "$lock" ] || return 1
    is_stale && rm -f "$lock"
    tries=$((tries + 1))
    [ $tries = 2 ] && say waiting
    [ $tries -gt 60 ] && refuse busy
    [ $tries -gt 1 ] && sleep 1
  done 2>/dev/null
  # The loop's own status is that of its last test.
  return 0
}

# The first part is enough to tell one boot from another.
boot=''
[ -r /proc/sys/kernel/random/boot_id ] && read -r boot </proc/sys/kernel/random/boot_id
boot=${boot%%-*}

for tool in cat mv chmod rm; do
  has $tool || refuse missing $tool
done

if [ -n "$own" ]; then
  [ -d "$directory" ] || (umask 077 && mkdir "$directory") || refuse unwritable
  # Where others may write, somebody else could have put a directory or a link there first.
  # shellcheck disable=SC3067 # where it cannot be asked, nothing is known against it
  if [ -L "${directory%/}" ] || [ ! -O "$directory" ] 2>/dev/null; then
    refuse foreign_directory
  fi
fi
[ -d "$directory" ] || refuse no_directory
[ -d "$goal" ] && refuse is_directory

if ! take_lock; then
  # Once more, for the words on stderr that say why; a shell may end at them.
  (: >"$lock")
  refuse unwritable
fi
trap 'rm -f "$lock"' EXIT
trap 'exit 1' HUP INT TERM PIPE

read_record
if [ "$step" != commit ]; then
  if is_there && [ -x "$goal" ]; then
    # A tie that somebody broke without changing a byte is mended; what is not ours stays so.
    if [ -n "$recorded" ] && ! is_current; then
      write_record "$goal"
    fi
    refuse same
  fi
  if [ -e "$goal" ] || [ -L "$goal" ]; then
    is_ours || [ -n "$force" ] || refuse foreign
  fi
  rm -f "$part" "$record-new"
  # Device names and mount points may hold patterns.
  set -f
  # shellcheck disable=SC2046 # one line
  has df && say room $(df -k "$directory" 2>/dev/null)
  set +f

  # From here on the link or the power may go at any moment: the goal is untouched until the end.
  say send
  trap 'rm -f "$part" "$lock"' EXIT
  cat >"$part" || refuse unfinished
  # The sender thought better of it.
  [ -s "$part" ] || refuse damaged
  if ! can_compute; then
    trap 'rm -f "$lock"' EXIT
    say read_back
    cat "$part"
    exit 0
  fi
  has_content "$part" "$sha256" "$md5" || refuse damaged
fi

trap 'rm -f "$part" "$lock"' EXIT
chmod 755 "$part" || refuse unwritable
# A mount with noexec answers no, whatever the mode is.
[ -x "$part" ] || refuse not_executable
write_record "$part"
flush "$part"
mv -f "$part" "$goal" || refuse unwritable
# The new file is there, whole; this makes it stay.
flush "$directory"
say placed
