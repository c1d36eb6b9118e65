// SPDX-License-Identifier: Apache-2.0
// Any code on any floor: hits lie within the code, are counted right, and are the same whether they
// are told one by one or seen by a visitor; nothing grows with the code but what was asked for.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "ashore/isa/scanners.h"

namespace {

using ashore::Arch;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Kind {
  Arch arch;
  ashore::isa::Mode mode;
  std::array<const char*, 4> baselines;
  std::array<const char*, 8> features;
};

using ashore::isa::Mode;
constexpr std::array kinds = {
    Kind{Arch::arm,
         Mode::a32,
         {"armv4t", "armv5te", "armv6kz", "armv7-a"},
         {"vfp2", "vfp3d16", "d32", "neon", "hwdiv-arm", "crc", "fullfp16", "mp"}},
    Kind{Arch::arm,
         Mode::thumb,
         {"armv4t", "armv5te", "armv7-a", "armv8-a"},
         {"vfp2", "vfp3d16", "d32", "neon", "hwdiv", "aes", "i8mm", "mp"}},
    Kind{Arch::aarch64,
         Mode::a64,
         {"armv8-a", "armv8.1-a", "armv8.2-a", "armv8.5-a"},
         {"fp-armv8", "neon", "lse", "sve", "mte", "sme", "ccpp", "rand"}},
    Kind{Arch::mips,
         Mode::mips,
         {"mips1", "mips32", "mips32r2", "mips64r2"},
         {"dsp", "dspr2", "msa", "mt", "eva", "crc", "virt", "nan2008"}},
    Kind{Arch::riscv64,
         Mode::riscv,
         {"rv64i", "rv64imac", "rv64gc", "rv64imafdc"},
         {"zba", "zbb", "v", "zicond", "zfh", "zcb", "zifencei", "xtheadba"}},
};

// Many inputs ask for the same floor; thousands of floors are possible.
ashore::isa::Scanner* scanner_of(const ashore::Floor& floor, Mode mode) {
  constexpr int many = 100;
  static ashore::isa::Scanners scanners;
  static std::set<std::pair<std::string, Mode>> floors;
  std::string words = floor.baseline + std::to_string(static_cast<int>(floor.machine.float_abi));
  for (const std::string& name : floor.features.names) words += " " + name;
  floors.emplace(words, mode);
  if (floors.size() > many) scanners = {}, floors.clear();
  ashore::Expected<ashore::isa::Scanner*> scanner = scanners.of(floor, mode);
  require(scanner.has_value());
  return *scanner;
}

}  // namespace

// The first three bytes are the floor and how to look; the rest is the code.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3 || size > 4096) return 0;
  const Kind& kind = kinds[data[0] % kinds.size()];
  ashore::Floor floor;
  floor.machine.arch = kind.arch;
  floor.machine.float_abi = (data[0] & 0x80) != 0 ? ashore::FloatAbi::soft : ashore::FloatAbi::hard;
  floor.baseline = kind.baselines[data[1] % kind.baselines.size()];
  for (std::size_t bit = 0; bit < kind.features.size(); ++bit) {
    if ((data[2] >> bit & 1) != 0) floor.features.names.emplace(kind.features[bit]);
  }
  std::string_view bytes(reinterpret_cast<const char*>(data) + 3, size - 3);
  ashore::isa::Code code{bytes, 0xfffffffffffff000U + (data[1] >> 4), kind.mode};
  if ((data[1] & 4) != 0) code.endian = ashore::Endian::big;
  if ((data[1] & 8) != 0) code.boundaries = ashore::isa::Boundaries::in_sequence;

  ashore::isa::Scanner* scanner = scanner_of(floor, kind.mode);
  constexpr std::size_t keep = 5;
  ashore::isa::Scan scan = scanner->scan(code, keep);
  require(scan.bytes == bytes.size() && scan.count <= bytes.size() / 2);
  require(scan.hits.size() == (scan.count < keep ? scan.count : keep));
  std::size_t counted = 0;
  for (const auto& [needs, count] : scan.by_needs) {
    require(!needs.empty() && count > 0);
    counted += count;
  }
  require(counted == scan.count);

  std::size_t seen = 0;
  scanner->visit(code, [&](std::uint64_t address, unsigned length, std::string_view needs) {
    std::uint64_t offset = address - code.address;
    require(offset < bytes.size() && (length == 2 || length == 4));
    require(length <= bytes.size() - offset);
    if (seen < scan.hits.size()) {
      const ashore::isa::Outside& hit = scan.hits[seen];
      require(hit.address == address && hit.length == length && hit.needs == needs);
    }
    ++seen;
    return true;
  });
  require(seen == scan.count);
  return 0;
}
