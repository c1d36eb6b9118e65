// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/riscv_isa.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "ashore/base/text.h"

namespace ashore::probe {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "zba1p0" as "zba"; names that end in digits ("zvl128b", "sv39") do not look like versions.
std::string_view without_version(std::string_view name) {
  std::size_t minor = name.size();
  while (minor > 0 && is_digit(name[minor - 1])) --minor;
  if (minor == name.size() || minor < 2 || name[minor - 1] != 'p') return name;
  std::size_t major = minor - 1;
  while (major > 0 && is_digit(name[major - 1])) --major;
  return major == minor - 1 || major == 0 ? name : name.substr(0, major);
}

void add_name(std::string_view name, std::set<std::string>& extensions) {
  extensions.emplace(without_version(name));
}

// The letters before the first '_', "imafdc" or "i2p1m2p0".
void add_letters(std::string_view letters, std::set<std::string>& extensions) {
  for (std::size_t at = 0; at < letters.size();) {
    char letter = letters[at];
    // "rv64imafdvcsu" is older than names of several letters, and than version 1.0 of v: s and u
    // are privilege modes.
    if (letter == 's' && letters.substr(at).size() <= 2) {
      extensions.erase("v");
      return;
    }
    if (letter == 'z' || letter == 's' || letter == 'x')
      return add_name(letters.substr(at), extensions);
    if (letter == 'g') {
      extensions.insert({"i", "m", "a", "f", "d", "zicsr", "zifencei"});
    } else if (letter == 'b') {
      extensions.insert({"zba", "zbb", "zbs"});
    } else {
      extensions.insert(std::string(1, letter));
    }
    for (++at; at < letters.size() && is_digit(letters[at]);) ++at;
    // "2p0": the p is a version's only between digits.
    bool minor = at + 1 < letters.size() && letters[at] == 'p' && is_digit(letters[at + 1]) &&
                 is_digit(letters[at - 1]);
    if (minor) {
      for (++at; at < letters.size() && is_digit(letters[at]);) ++at;
    }
  }
}

// The number that JEDEC gave its maker, which kernels tell without a name of the core.
bool is_by_t_head(const CpuInfo& cpuinfo) {
  return std::ranges::any_of(cpuinfo.values("mvendorid"), [](std::string_view vendor) {
    if (vendor.starts_with("0x")) vendor.remove_prefix(2);
    return parse_unsigned(vendor, 16) == 0x5b7U;
  });
}

}  // namespace

std::optional<std::set<std::string>> riscv_extensions(std::string_view isa) {
  std::string lower = lower_case(isa);
  std::string_view text = lower;
  if (!text.starts_with("rv64") && !text.starts_with("rv32")) return std::nullopt;
  text.remove_prefix(4);
  std::set<std::string> extensions;
  std::vector<std::string_view> parts = split(text, '_');
  add_letters(parts.front(), extensions);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].size() == 1) {
      add_letters(parts[i], extensions);
    } else if (!parts[i].empty()) {
      add_name(parts[i], extensions);
    }
  }
  return extensions;
}

std::optional<std::set<std::string>> common_riscv_extensions(const CpuInfo& cpuinfo) {
  std::optional<std::set<std::string>> common;
  for (std::string_view key : {"isa", "hart isa"}) {
    if (!cpuinfo.told_of_every_core(key)) continue;
    std::string_view last;
    for (std::string_view isa : cpuinfo.values(key)) {
      if (common && isa == last) continue;
      last = isa;
      std::optional<std::set<std::string>> here = riscv_extensions(isa);
      if (!here) return std::nullopt;
      if (common) {
        std::erase_if(*common, [&](const std::string& word) { return !here->contains(word); });
      } else {
        common = *std::move(here);
      }
    }
  }
  if (!common) return std::nullopt;
  // T-Head's C906 and C910 say v for version 0.7.1, which has other encodings; C908 has 1.0.
  bool is_c908 = false;
  for (std::string_view core : cpuinfo.values("uarch")) {
    is_c908 = is_c908 || core == "thead,c908";
    if (core.starts_with("thead,") && core != "thead,c908") common->erase("v");
  }
  if (!is_c908 && is_by_t_head(cpuinfo)) common->erase("v");
  return common;
}

}  // namespace ashore::probe
