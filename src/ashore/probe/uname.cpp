// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/uname.h"

#include <array>
#include <vector>

#include "ashore/base/text.h"

namespace ashore::probe {

namespace {

struct Row {
  std::string_view machine;
  Kind kind;
};

constexpr std::array rows = {
    Row{"aarch64", {Arch::aarch64, Endian::little}},
    Row{"aarch64_be", {Arch::aarch64, Endian::big}},
    Row{"arm64", {Arch::aarch64, Endian::little}},
    Row{"x86_64", {Arch::x86_64, Endian::little}},
    Row{"i386", {Arch::x86, Endian::little}},
    Row{"i486", {Arch::x86, Endian::little}},
    Row{"i586", {Arch::x86, Endian::little}},
    Row{"i686", {Arch::x86, Endian::little}},
    Row{"mips", {Arch::mips, std::nullopt}},
    Row{"mips64", {Arch::mips64, std::nullopt}},
    // No kernel says these, but people who have looked do.
    Row{"mipsel", {Arch::mips, Endian::little}},
    Row{"mipseb", {Arch::mips, Endian::big}},
    Row{"mips64el", {Arch::mips64, Endian::little}},
    Row{"mips64eb", {Arch::mips64, Endian::big}},
    Row{"riscv64", {Arch::riscv64, Endian::little}},
    Row{"riscv32", {Arch::riscv32, Endian::little}},
    Row{"ppc", {Arch::powerpc, Endian::big}},
    Row{"ppc64", {Arch::powerpc64, Endian::big}},
    Row{"ppc64le", {Arch::powerpc64, Endian::little}},
    Row{"loongarch64", {Arch::loongarch64, Endian::little}},
};

}  // namespace

std::optional<Kind> kind_of_uname(std::string_view machine) {
  // armv7l, armv5tejl, armv5teb: the last letter is the byte order.
  if (machine.starts_with("armv"))
    return Kind{Arch::arm, machine.ends_with('b') ? Endian::big : Endian::little};
  for (const Row& row : rows) {
    if (machine == row.machine) return row.kind;
  }
  return std::nullopt;
}

std::string_view uname_machine(std::string_view uname) {
  std::vector<std::string_view> fields = words(uname);
  if (fields.empty()) return {};
  // "Linux NODE RELEASE VERSION... MACHINE [PROCESSOR PLATFORM] [OS]": a node may have any name.
  std::size_t first = fields.size() >= 4 ? 3 : fields.size() - 1;
  for (std::size_t i = fields.size(); i > first; --i) {
    if (kind_of_uname(fields[i - 1])) return fields[i - 1];
  }
  if (fields.size() < 4) return fields.back();
  bool with_system =
      fields.back() == "GNU/Linux" || fields.back() == "Linux" || fields.back() == "unknown";
  return with_system ? fields[fields.size() - 2] : fields.back();
}

}  // namespace ashore::probe
