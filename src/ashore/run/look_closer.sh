# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # run.sh shares its words with this
# What run.sh does where the record beside the program does not prove at a glance that this is the
# right file on the right device: reads the signature, and a digest. Put between device/signature.sh
# and run.sh.
recorded=''
recorded_md5=''

# Not of POSIX, and in every shell of a device; where it is not, everything is newer.
is_newer() {
  # shellcheck disable=SC3013
  [ ! "$1" -nt "$2" ] || return 0
  return 1
}

# See run.sh.
is_tied() {
  [ "$stamp" != loose ] && ! is_newer "$program" "$record" && ! is_newer "$record" "$program"
}

is_same_device() {
  [ -n "$signature" ] || return 0
  ashore_read_signature
  [ "$signature" = "$ashore_signature_line" ]
}

is_same_file() {
  [ -f "$program" ] && [ -x "$program" ] || return 1
  [ -r "$record" ] && { read -r stamp booted && read -r recorded recorded_md5; } <"$record"
  [ "$recorded" = "$digest" ] && is_tied && return 0
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

look_closer() {
  if ! is_same_device; then
    say device_differs
    exit 0
  fi
  if ! is_same_file; then
    say file_differs
    exit 0
  fi
}
