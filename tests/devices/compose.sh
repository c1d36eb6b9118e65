#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Composes a transcript, as probe.sh prints it, from raw answers that were taken file by file:
#   compose DIRECTORY > NAME/transcript
# The directory holds uname-a, version, cpuinfo, auxv.bin, busybox-head4k.bin, meminfo, dt-model,
# dt-compatible, proc-mounts, df, applets and id, each if the device had it.
set -eu
from=$1
here=$(dirname "$0")

section() {
  printf '\n@@by-hand@@ %s\n' "$*"
}

text() {
  [ -r "$from/$2" ] || return 0
  section "$1" text "${3:-}"
  cat "$from/$2"
}

hex() {
  [ -r "$from/$2" ] || return 0
  section "$1" hex "$3"
  head -c 1024 "$from/$2" | od -An -v -tx1 | tr -d ' \n'
  echo
}

echo 'ashore-probe 1 by-hand'
section signature text
# The fragment reads /proc; here it reads the files of that device.
signature=$(sed -e "s,/proc/device-tree/compatible,$from/dt-compatible,g" -e "s,/proc/,$from/,g" \
  "$here/../../src/ashore/device/signature.sh")
sh -c "$signature
ashore_signature" 2>/dev/null
text tools applets
hex program busybox-head4k.bin /proc/self/exe
hex auxv auxv.bin /proc/self/auxv
text uname uname-a
text version version /proc/version
text cpuinfo cpuinfo /proc/cpuinfo
text meminfo meminfo /proc/meminfo
text dt-model dt-model /proc/device-tree/model
hex dt-compatible dt-compatible /proc/device-tree/compatible
text mounts proc-mounts /proc/mounts
section places text
echo /tmp
text df df
section libraries text
echo 'directory /lib'
text id id
section end text
