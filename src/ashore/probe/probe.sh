# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Tells what this device is, in sections that begin with a marker line ($1 is the marker). Reads, and
# changes nothing. Needs a POSIX shell; `cat` and whatever more there is make it quicker and fuller.
# device/signature.sh stands before it. Run by hand: sh probe.sh > transcript.

# A section's name, how it is encoded (text, hex or raw), and where it comes from.
ashore_section() {
  echo "
@@$ashore_mark@@ $*"
}

ashore_has() {
  command -v "$1" >/dev/null 2>&1
}

ashore_lines() {
  while IFS= read -r ashore_line || [ -n "$ashore_line" ]; do
    echo "$ashore_line"
  done <"$1"
}

# NAME FILE: a text file as it is.
ashore_file() {
  if [ ! -r "$2" ] || [ -d "$2" ]; then return 1; fi
  ashore_section "$1" text "$2"
  $ashore_cat "$2"
}

# BYTES FILE: the head of a binary file, in the encoding that was found to work here.
ashore_dump() {
  case $ashore_encoder in
  hexdump) hexdump -v -e '1/1 "%02x"' -n "$1" "$2" ;;
  xxd) xxd -p -l "$1" "$2" ;;
  od) od -An -v -tx1 -N "$1" "$2" ;;
  dd) dd if="$2" bs="$1" count=1 ;;
  head) head -c "$1" "$2" ;;
  *) cat "$2" ;;
  esac
}

ashore_binary() {
  ashore_section "$1" "$ashore_encoding" "$3"
  ashore_dump "$2" "$3"
}

# The device's own program: byte order, word size, float ABI, loader. The program that reads
# /proc/self/exe reads itself. Small builds of these tools lack options, so the first real answer
# decides which one is used.
ashore_program() {
  for ashore_program in /proc/self/exe /bin/busybox /bin/sh; do
    [ -r "$ashore_program" ] || continue
    ashore_encoding=hex
    for ashore_encoder in hexdump xxd od; do
      ashore_has "$ashore_encoder" || continue
      ashore_bytes=$(ashore_dump 1024 "$ashore_program")
      case $ashore_bytes in
      7f454c46* | *'7f 45 4c 46'*)
        ashore_section program hex "$ashore_program"
        echo "$ashore_bytes"
        return
        ;;
      esac
    done
    ashore_encoding=raw
    for ashore_encoder in dd head cat; do
      ashore_has "$ashore_encoder" || continue
      ashore_binary program 1024 "$ashore_program"
      return
    done
  done
}

ashore_kernel() {
  if ashore_has uname; then
    ashore_section uname text
    uname -a
  fi
  # shellcheck disable=SC2154  # ashore_read_signature sets it
  if [ -n "$ashore_version" ]; then
    ashore_section version text /proc/version
    echo "$ashore_version"
  fi
  ashore_file cpuinfo /proc/cpuinfo
  ashore_file meminfo /proc/meminfo
}

# Named keys only, for the rest of nvram holds passwords; and no more of them than tell something
# new, for each costs a fork.
ashore_nvram() {
  ashore_value=$(nvram get "$1")
  echo "$1=$ashore_value"
  [ -n "$ashore_value" ]
}

ashore_board() {
  ashore_file dt-model /proc/device-tree/model
  [ -r /proc/device-tree/compatible ] && [ -n "$ashore_encoding" ] &&
    ashore_binary dt-compatible 512 /proc/device-tree/compatible
  for ashore_path in /etc/*release /etc/*version; do
    ashore_file release "$ashore_path"
  done
  if ashore_has ubus; then
    ashore_section ubus text
    ubus -t 2 call system board
  fi
  if ashore_has nvram; then
    ashore_section nvram text
    ashore_nvram t_model_name || ashore_nvram productid || ashore_nvram DD_BOARD ||
      ashore_nvram model
    ashore_nvram boardid || ashore_nvram board_id || ashore_nvram boardtype
    ashore_nvram os_version || ashore_nvram buildno
  fi
}

# Directories where a program could be put, and the room there. File systems of the network are left
# alone: df waits for them.
ashore_places() {
  ashore_file mounts /proc/mounts || return
  set --
  while read -r _ ashore_dir ashore_type ashore_options _; do
    case $ashore_type in
    proc | sysfs | dev* | cgroup* | *debugfs | tracefs | securityfs | pstore | bpf | mqueue | \
      configfs | hugetlbfs | autofs | binfmt_misc | squashfs | nfs* | cifs | smb* | fuse*) continue ;;
    esac
    case $ashore_dir in
    / | /dev* | /proc* | /sys* | /run* | /var/run* | /boot* | /rom* | /overlay/* | /etc* | /usr* | \
      /lib* | *\\*) continue ;;
    esac
    case ,$ashore_options, in
    *,rw,*) set -- "$@" "$ashore_dir" ;;
    esac
  done </proc/mounts
  ashore_home=$(cd -P "${HOME:-/root}" && pwd -P)
  for ashore_dir in /tmp /jffs /opt /data /var/tmp "$ashore_home"; do
    case " $* " in
    *" $ashore_dir "*) ;;
    *) set -- "$@" "$ashore_dir" ;;
    esac
  done
  ashore_section places text
  for ashore_dir in "$@"; do
    shift
    if [ -d "$ashore_dir" ] && [ -w "$ashore_dir" ] && [ ! -h "$ashore_dir" ]; then
      echo "$ashore_dir"
      set -- "$@" "$ashore_dir"
    fi
  done
  if [ $# -gt 0 ] && ashore_has df; then
    ashore_section df text
    df -k "$@"
  fi
}

# Where a loader looks when nobody tells it otherwise. Globs cost no fork.
ashore_libraries() {
  ashore_section libraries text
  for ashore_dir in /lib /usr/lib /lib32 /usr/lib32 /lib64 /usr/lib64 /lib/*-linux-* \
    /usr/lib/*-linux-*; do
    if [ -d "$ashore_dir" ] && [ -r "$ashore_dir" ] && [ -x "$ashore_dir" ]; then
      echo "directory $ashore_dir"
      for ashore_path in "$ashore_dir"/*.so "$ashore_dir"/*.so.*; do
        [ -e "$ashore_path" ] && echo "$ashore_path"
      done
    fi
  done
  for ashore_path in /lib/ld-*.so* /lib/ld.so.1 /lib32/ld-*.so* /lib64/ld-*.so* /libx32/ld-*.so* \
    /opt/lib/ld-*.so*; do
    [ -r "$ashore_path" ] || continue
    if [ -n "$ashore_encoding" ] && [ "$ashore_encoder" != cat ]; then
      ashore_binary loader 64 "$ashore_path"
    fi
    # musl's loader and glibc's from 2.33 on tell their version; older names have it in them.
    case $ashore_path in
    *ld-musl-*) ashore_argument= ;;
    *) ashore_argument=--version ;;
    esac
    if [ -x "$ashore_path" ]; then
      ashore_section loader-version text "$ashore_path"
      # shellcheck disable=SC2086  # no argument at all for musl's
      "$ashore_path" $ashore_argument 2>&1
    fi
  done
}

ashore_tools() {
  ashore_section tools text
  for ashore_tool in awk base64 busybox cat chmod cmp cp cut date dd df echo env fsync gdbserver grep \
    gunzip gzip head hexdump id kill killall ln logger logread ls md5sum mkdir mkfifo mktemp mv nc \
    nohup nvram od openssl opkg pgrep printf ps pwd readlink rm rmdir rsync scp sed setsid sh \
    sha1sum sha256sum sleep sort start-stop-daemon stat strace stty sync sysctl tail tar tee test \
    timeout touch tr true tty ubus uname usleep wc wget xargs xxd xz zcat zstd; do
    ashore_has "$ashore_tool" && echo "$ashore_tool"
  done
}

ashore_probe() {
  ashore_mark=${1:-by-hand}
  ashore_encoding=
  ashore_encoder=
  # A failing redirection of exec would end the shell.
  [ -c /dev/null ] && exec 2>/dev/null
  echo "ashore-probe 1 $ashore_mark"
  if ashore_has cat; then ashore_cat='cat'; else ashore_cat='ashore_lines'; fi
  ashore_section signature text
  ashore_signature
  ashore_tools
  # The session of a small ssh server may not look where the administrator's commands are.
  PATH=$PATH:/bin:/usr/bin:/sbin:/usr/sbin
  ashore_program
  if [ -r /proc/self/auxv ] && [ -n "$ashore_encoding" ]; then
    ashore_binary auxv 1024 /proc/self/auxv
  fi
  ashore_kernel
  ashore_board
  ashore_places
  ashore_libraries
  if ashore_has id; then
    ashore_section id text
    id
  fi
  if ashore_has date; then
    ashore_section date text
    date +%s
  fi
  ashore_section end text
}

ashore_probe "$@" </dev/null
