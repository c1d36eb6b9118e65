// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/tool_name.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "ashore/base/text.h"

namespace ashore {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

struct Name {
  std::string_view word;
  Tool tool;
};

// The first of each tool is its own name. Names for one tool that end alike stand longest first.
constexpr std::array tool_names = {
    Name{"gcc", Tool::cc},
    Name{"cc", Tool::cc},
    Name{"clang", Tool::cc},
    Name{"g++", Tool::cxx},
    Name{"c++", Tool::cxx},
    Name{"clang++", Tool::cxx},
    Name{"cpp", Tool::cpp},
    Name{"ar", Tool::ar},
    Name{"gcc-ar", Tool::ar},
    Name{"llvm-ar", Tool::ar},
    Name{"ranlib", Tool::ranlib},
    Name{"gcc-ranlib", Tool::ranlib},
    Name{"llvm-ranlib", Tool::ranlib},
    Name{"ld", Tool::ld},
    Name{"ld.bfd", Tool::ld},
    Name{"ld.gold", Tool::ld},
    Name{"ld.lld", Tool::ld},
    Name{"nm", Tool::nm},
    Name{"gcc-nm", Tool::nm},
    Name{"llvm-nm", Tool::nm},
    Name{"objcopy", Tool::objcopy},
    Name{"llvm-objcopy", Tool::objcopy},
    Name{"objdump", Tool::objdump},
    Name{"llvm-objdump", Tool::objdump},
    Name{"strip", Tool::strip},
    Name{"llvm-strip", Tool::strip},
    Name{"readelf", Tool::readelf},
    Name{"llvm-readelf", Tool::readelf},
    Name{"as", Tool::as},
    Name{"size", Tool::size},
    Name{"llvm-size", Tool::size},
    Name{"strings", Tool::strings},
    Name{"llvm-strings", Tool::strings},
    Name{"addr2line", Tool::addr2line},
};

// GCC's word for an architecture, and Rust's. An `arm` without a version is the oldest that Rust
// has for that way of passing floats.
constexpr std::array architectures = {
    Pair{"armv4t", "armv4t"},       Pair{"armv5", "armv5te"},       Pair{"armv5l", "armv5te"},
    Pair{"armv5te", "armv5te"},     Pair{"armv5tel", "armv5te"},    Pair{"armv5tejl", "armv5te"},
    Pair{"armv6", "arm"},           Pair{"armv6l", "arm"},          Pair{"armv6k", "arm"},
    Pair{"armv6kz", "arm"},         Pair{"armv7", "armv7"},         Pair{"armv7a", "armv7"},
    Pair{"armv7l", "armv7"},        Pair{"armv7hl", "armv7"},       Pair{"armv7ve", "armv7"},
    Pair{"arm64", "aarch64"},       Pair{"riscv64", "riscv64gc"},   Pair{"riscv32", "riscv32gc"},
    Pair{"amd64", "x86_64"},        Pair{"ppc", "powerpc"},         Pair{"ppc64", "powerpc64"},
    Pair{"ppc64le", "powerpc64le"}, Pair{"loong64", "loongarch64"}, Pair{"i786", "i686"},
};

// After "linux": the C library and the ABI.
constexpr std::array environments = {
    Pair{"muslgnueabi", "musleabi"},
    Pair{"muslgnueabihf", "musleabihf"},
    Pair{"muslsf", "musl"},
    Pair{"uclibcgnueabi", "uclibceabi"},
    Pair{"uclibcgnueabihf", "uclibceabihf"},
    Pair{"gnusf", "gnu"},
};

std::string_view other_word(std::span<const Pair> pairs, std::string_view word) {
  for (const auto& [gcc, rust] : pairs) {
    if (gcc == word) return rust;
  }
  return word;
}

// Debian's arm-linux-gnueabihf makes ARMv7, and nobody else leaves the vendor out of a glibc name.
std::string_view plain_arm(std::string_view environment, bool has_vendor) {
  if (!environment.ends_with("hf")) return "armv5te";
  return environment == "gnueabihf" && !has_vendor ? "armv7" : "arm";
}

std::string_view without_version(std::string_view file) {
  std::size_t dash = file.rfind('-');
  if (dash == std::string_view::npos || dash + 1 == file.size()) return file;
  bool is_version =
      file.substr(dash + 1).find_first_not_of("0123456789.") == std::string_view::npos;
  return is_version ? file.substr(0, dash) : file;
}

const Name* longest_tool(std::string_view file) {
  const Name* best = nullptr;
  for (const Name& name : tool_names) {
    bool fits =
        file == name.word || (file.ends_with(name.word) && file.size() > name.word.size() + 1 &&
                              file[file.size() - name.word.size() - 1] == '-');
    if (fits && (best == nullptr || name.word.size() > best->word.size())) best = &name;
  }
  return best;
}

// Rust's name and GCC's, each with and without the vendor, where they mean this target.
std::vector<std::string> prefixes_of(const Triple& triple) {
  std::string rust = rust_name(triple);
  std::vector<std::string> names = {rust};
  for (std::string_view arch : {"riscv64gc", "riscv32gc"}) {
    if (rust.starts_with(arch)) names.push_back(rust.substr(0, 7) + rust.substr(arch.size()));
  }
  constexpr std::string_view vendor = "-unknown-";
  std::size_t before_short = names.size();
  for (std::size_t i = 0; i < before_short; ++i) {
    std::size_t at = names[i].find(vendor);
    if (at == std::string::npos) continue;
    names.push_back(names[i].substr(0, at) + "-" + names[i].substr(at + vendor.size()));
  }
  std::erase_if(names, [&](const std::string& name) {
    std::optional<Triple> meant = parse_gcc_triple(name);
    return !meant || *meant != triple;
  });
  return names;
}

}  // namespace

std::string_view name(Tool tool) {
  for (const Name& name : tool_names) {
    if (name.tool == tool) return name.word;
  }
  return "";
}

std::optional<Triple> parse_gcc_triple(std::string_view name) {
  if (std::optional<Triple> triple = parse_rust_triple(name)) return triple;
  std::vector<std::string_view> pieces = split(name, '-');
  // ARCH-linux-ENV or ARCH-VENDOR-linux-ENV.
  if (pieces.size() < 3 || pieces.size() > 4 || pieces[pieces.size() - 2] != "linux")
    return std::nullopt;
  bool has_vendor = pieces.size() == 4;
  std::string_view environment = other_word(environments, pieces.back());
  std::string_view arch = pieces.front() == "arm" ? plain_arm(environment, has_vendor)
                                                  : other_word(architectures, pieces.front());
  std::string beginning = std::string(arch) + "-unknown-linux-" + std::string(environment);
  if (std::optional<Triple> triple = parse_rust_triple(beginning)) return triple;
  // The 64-bit ABI of MIPS is the usual one.
  return parse_rust_triple(beginning + "abi64");
}

std::optional<ToolName> parse_tool_name(std::string_view program) {
  std::string_view file = program.substr(program.rfind('/') + 1);
  const Name* name = longest_tool(file);
  if (name == nullptr) {
    file = without_version(file);
    name = longest_tool(file);
  }
  if (name == nullptr) return std::nullopt;
  ToolName found{name->tool, std::nullopt, ""};
  if (file.size() == name->word.size()) return found;
  found.prefix = file.substr(0, file.size() - name->word.size() - 1);
  found.triple = parse_gcc_triple(found.prefix);
  if (!found.triple) return std::nullopt;
  return found;
}

std::vector<ToolLink> tool_links(const Triple& triple) {
  std::vector<ToolLink> links;
  for (const std::string& prefix : prefixes_of(triple)) {
    for (const Name& name : tool_names) {
      // LLVM's own names carry no target.
      bool is_llvms = name.word.starts_with("llvm-");
      if (!is_llvms) links.push_back({prefix + "-" + std::string(name.word), name.tool});
    }
  }
  return links;
}

}  // namespace ashore
