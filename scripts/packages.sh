# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Debian's packages for the other scripts: says what is missing and how big it is, and installs it. Asks for root only
# if something is missing.

say() { printf '%s\n' "$*" >&2; }

# The packages of the given ones that are not installed; NAME>=VERSION: or not in a version that is young enough.
missing_packages() {
  for wanted in "$@"; do
    package=${wanted%%>=*}
    # shellcheck disable=SC2016  # dpkg-query's own variables
    state=$(dpkg-query -W -f '${db:Status-Status} ${Version}' "$package" 2>/dev/null) || state=
    case $state in
      "installed "*)
        [ "$wanted" != "$package" ] || continue
        ! dpkg --compare-versions "${state#installed }" ge "${wanted#*>=}" || continue
        ;;
    esac
    printf '%s ' "$package"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo -- "$@"
  else
    say "error: this needs root and there is no sudo: $*"
    return 1
  fi
}

apt_install() { DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get install --no-install-recommends "$@"; }

# need_packages PURPOSE PACKAGE...
need_packages() {
  purpose=$1
  shift
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "no apt here: please provide what Debian 12 calls $*"
    return 0
  fi
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0

  # With old lists apt would bring old versions, without those of the last security update.
  if [ -z "${lists_are_fresh:-}" ]; then
    say "packages are missing $purpose; fetching apt's lists"
    as_root apt-get -q -q update >&2
    lists_are_fresh=yes
  fi
  # shellcheck disable=SC2086  # a list of words
  size=$(apt_install --assume-no $missing 2>/dev/null | grep -E '^(Need to get|After this)') || true
  say "installing Debian packages $purpose: $missing"
  [ -z "$size" ] || say "$size"
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -q -y --no-install-recommends $missing >&2
}

# What is needed to build ashore itself.
need_build_packages() {
  need_packages "to build ashore" g++ cmake ninja-build ccache \
    libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libfmt-dev libssl-dev \
    llvm-19-dev libzydis-dev zlib1g-dev libzstd-dev \
    libarchive-dev liblzma-dev libbz2-dev
}

# What ashore drives: a Rust that can build its own std, a linker, ssh, and QEMU with what makes an image for it.
need_device_packages() {
  # Older sources of std come without the crates that it is built from.
  need_packages "to build Rust programs and to run virtual routers" \
    "cargo-web>=1.96" "rustc-web>=1.96" "rust-web-src>=1.96" lld clang llvm openssh-client \
    qemu-system-arm e2fsprogs
}

# Debian's own programs must be found, whatever else stands first.
PATH="$PATH:/usr/local/bin:/usr/bin:/bin"
export PATH
