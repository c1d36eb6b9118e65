# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Which device is this? One line of kernel, CPU features and board, so that another device behind the
# same address is noticed. A fragment: put before the scripts of probe, ship and run.
#
# ashore_read_signature sets $ashore_signature_line and forks nothing; ashore_signature prints it.
# AT_HWCAP is binary and would cost a fork; the lines of /proc/cpuinfo that are made from it do not.
ashore_read_signature() {
  ashore_version=
  ashore_cpu=
  ashore_board=
  ashore_told=
  [ -r /proc/version ] && read -r ashore_version </proc/version
  if [ -r /proc/cpuinfo ]; then
    while read -r ashore_line; do
      case $ashore_line in
      # Every further core of the same kind says the same; Linux before 3.8 names them all first.
      processor*) [ -n "$ashore_told" ] && break ;;
      Features* | flags* | isa* | 'ASEs implemented'*)
        ashore_told=1
        ashore_cpu="$ashore_cpu;${ashore_line#*:}"
        ;;
      'CPU implementer'* | 'CPU architecture'* | 'CPU part'* | 'cpu model'* | 'model name'* | \
        'system type'* | machine* | uarch* | Hardware* | cpu[!a-zA-Z\ ]*)
        ashore_cpu="$ashore_cpu;${ashore_line#*:}"
        ;;
      esac
    done </proc/cpuinfo
  fi
  # No line end there, so read fails although it reads; it drops the NULs between the names.
  [ -r /proc/device-tree/compatible ] && read -r ashore_board </proc/device-tree/compatible
  ashore_signature_line="1|$ashore_version|$ashore_cpu|$ashore_board"
}

ashore_signature() {
  ashore_read_signature
  # Not every busybox has printf built in.
  echo "$ashore_signature_line"
}
