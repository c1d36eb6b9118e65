// SPDX-License-Identifier: Apache-2.0
// What a device said about itself, each fact with its evidence. Complete when built, never changed
// after.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ashore/base/evidence.h"
#include "ashore/base/version.h"
#include "ashore/target/machine.h"

namespace ashore {

// A program loader (PT_INTERP) that is there.
struct Loader {
  std::string path;
  Libc libc = Libc::musl;
  std::optional<Version> version;
  bool operator==(const Loader&) const = default;
};

// A directory where a program could be put.
struct WritablePlace {
  std::string path;
  std::uint64_t free_bytes = 0;
  bool free_measured = true;  // false: no df there, and free_bytes is a guess or 0
  std::string file_system;    // "tmpfs", "jffs2", "ext4", ...
  bool executable = false;    // not mounted noexec
  bool survives_reboot = false;
  bool operator==(const WritablePlace&) const = default;
};

struct DeviceFacts {
  // The host key's fingerprint ("SHA256:..."); addresses are not identities: every router is
  // 192.168.1.1. Empty for facts that came without ssh (a transcript, a pasted cpuinfo).
  std::string identity;
  // Kernel, CPU features and board as one printable line that a shell can read again and compare
  // without a fork (device/signature.sh), in the round trip that ships and the one that runs.
  // Empty: not compared.
  std::string signature;

  Fact<Machine> machine;  // the one fact we cannot do without
  MaybeFact<std::string>
      baseline;  // "armv7-a", "armv5te", "mips32r2", "x86-64": what the core's architecture is
  MaybeFact<Features>
      features;  // what every core has, from hwcap and cpuinfo; missing is not "none"
  MaybeFact<std::string> core;    // LLVM's CPU name: "cortex-a9"
  MaybeFact<std::string> model;   // "Netgear R7000"
  MaybeFact<std::string> board;   // device-tree compatible, nvram boardid
  MaybeFact<std::string> system;  // firmware: "FreshTomato 2024.3", "OpenWrt 23.05.2"
  MaybeFact<std::string> uname;   // as printed by `uname -a`
  MaybeFact<Version> kernel;
  MaybeFact<std::uint64_t> page_size, memory_bytes, memory_available_bytes;
  MaybeFact<std::int64_t> clock_offset_seconds;  // device minus desk
  std::vector<Fact<Loader>> loaders;
  std::set<std::string> libraries;          // sonames found where the loader looks: "libc.so.6"
  bool libraries_listed = false;            // whether the directories could be read at all
  std::vector<Fact<WritablePlace>> places;  // best first
  std::optional<std::set<std::string>>
      tools;  // commands that are there ("sha256sum"); missing: not asked

  // Where catalogue and measurement differ, for people; the smaller set is in `features`.
  std::vector<std::string> disagreements;
};

}  // namespace ashore
