// SPDX-License-Identifier: Apache-2.0
// Devices and chips that we know before we meet them: data/catalogue, and the user's own rows.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/target/machine.h"

namespace ashore::catalogue {

// One device as a firmware project lists it; the same model has a row for each revision and
// firmware. Fields are empty where the source says nothing. Columns of data/catalogue/devices.tsv.
struct Board {
  std::string_view vendor;        // "NETGEAR"
  std::string_view model;         // "R7000"
  std::string_view revision;      // "v2", "A1"; empty: the source knows one only
  std::string_view other_names;   // "; " between them: "Nighthawk AC1900; R6900"
  std::string_view firmware;      // "OpenWrt", "FreshTomato-ARM"; "own" rows: what the user wrote
  std::string_view profile;       // the firmware's own name: "netgear_r7000"
  std::string_view soc;           // "bcm4709"
  std::string_view core;          // "arm,cortex-a9"
  std::string_view compatible;    // device tree, most special first, blanks between
  std::string_view architecture;  // a name in data/catalogue/architectures.tsv: "arm_cortex-a9"
  std::string_view kernel;        // "2.6.36.4brcmarm", where the firmware has one only
  std::string_view libc;          // "uClibc 0.9.32.1"
  std::string_view source;        // where the row is from: "OpenWrt main: target/linux/..."
  bool own = false;               // one of the user's rows
};

// What all devices of one package architecture have in common, named as OpenWrt names it.
struct Architecture {
  std::string_view name;  // "arm_cortex-a9_vfpv3-d16"
  Machine machine;
  std::string_view baseline;  // as in DeviceFacts::baseline
  Features features;          // in LLVM's names, all that code for it may assume
  std::string_view cpu;       // LLVM's name; empty: none
  std::string_view note;      // for people
};

struct Soc {
  std::string_view name;  // "bcm4709"
  std::string_view vendor, core, cpus, fpu, architecture, note, source;
};

class Catalogue {
 public:
  // The built-in tables. `own_devices` is the text of the user's devices.tsv (the same columns;
  // empty: none); its rows come first. ErrorKind::config names the line that is wrong, and why.
  static Expected<Catalogue> load(std::string own_devices = {});
  // Those devices alone, with the built-in architectures and SoCs.
  static Expected<Catalogue> of_rows(std::string devices);

  std::span<const Board> boards() const { return boards_; }
  std::span<const Soc> socs() const { return socs_; }
  std::span<const Architecture> architectures() const { return architectures_; }
  const Architecture* architecture(std::string_view name) const;
  const Soc* soc(std::string_view name) const;

 private:
  std::shared_ptr<const std::string> own_;  // what the own rows' views point into
  std::vector<Board> boards_;
  std::span<const Soc> socs_;  // parsed once, for all catalogues
  std::span<const Architecture> architectures_;
};

// "NETGEAR R7000", "Linksys EA7500 v2".
std::string title(const Board& board);

// Where the tables come from, of what date, and how many rows each has: for
// `ashore devices --about`. Taken from the comment lines of the tables themselves.
std::string about();

}  // namespace ashore::catalogue
