// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/unwind_tables.h"

#include <optional>
#include <unordered_set>
#include <vector>

namespace ashore::verify {

namespace {

constexpr std::uint32_t pt_arm_exidx = 0x70000001;
constexpr std::uint32_t cannot_unwind = 1, is_compact = 0x80000000;

// A signed offset of 31 bits from its own place.
std::uint64_t place_of(std::uint64_t at, std::uint32_t word) {
  auto offset = static_cast<std::int32_t>(word << 1) >> 1;
  return static_cast<std::uint32_t>(at + static_cast<std::uint32_t>(offset));
}

class Reader {
 public:
  explicit Reader(const elf::LoadedImage& image) : image_(image) {}

  // False: something in it is not understood.
  bool read_index(std::uint64_t address, std::uint64_t size) {
    if (size % 8 != 0) return false;
    for (std::uint64_t at = address; at < address + size; at += 8) {
      std::optional<std::uint64_t> word = image_.word_at(at + 4);
      if (!word) return false;
      auto entry = static_cast<std::uint32_t>(*word);
      if (entry == cannot_unwind) continue;
      if ((entry & is_compact) != 0) {
        if ((entry & 0x7f000000) != 0) return false;
        if (!read_opcodes(bytes_of(entry, 3))) return false;
        continue;
      }
      std::uint64_t table = place_of(at + 4, entry);
      // Many functions share one table.
      if (tables_.insert(table).second && !read_table(table)) return false;
    }
    return true;
  }

  UnwoundRegisters found;

 private:
  using Opcodes = std::vector<std::uint8_t>;

  // The last `count` bytes of a word, the highest first.
  static Opcodes bytes_of(std::uint32_t word, unsigned count) {
    Opcodes opcodes;
    for (unsigned i = count; i > 0; --i)
      opcodes.push_back(static_cast<std::uint8_t>(word >> (8 * (i - 1))));
    return opcodes;
  }

  bool read_table(std::uint64_t at) {
    std::optional<std::uint64_t> word = image_.word_at(at);
    if (!word) return false;
    auto first = static_cast<std::uint32_t>(*word);
    unsigned kept = 3, more = 0;
    if ((first & is_compact) == 0) {
      // A personality routine of a language; all of them keep their opcodes as routine 1 does, one
      // word further on (10.3, note on generic models of GNU).
      at += 4;
      word = image_.word_at(at);
      if (!word) return false;
      first = static_cast<std::uint32_t>(*word);
      more = first >> 24;
    } else {
      unsigned routine = first >> 24 & 0x7f;
      if (routine > 2) return false;
      if (routine != 0) {
        more = first >> 16 & 0xff;
        kept = 2;
      }
    }
    Opcodes opcodes = bytes_of(first, kept);
    for (unsigned i = 1; i <= more; ++i) {
      word = image_.word_at(at + 4 * i);
      if (!word) return false;
      for (std::uint8_t byte : bytes_of(static_cast<std::uint32_t>(*word), 4))
        opcodes.push_back(byte);
    }
    return read_opcodes(opcodes);
  }

  bool read_opcodes(const Opcodes& opcodes) {
    for (std::size_t i = 0; i < opcodes.size(); ++i) {
      std::uint8_t op = opcodes[i];
      if (op == 0xb0) return true;  // finish
      if (op < 0x80 || (op >= 0x90 && op < 0xb0)) continue;
      if (op < 0x90 || op == 0xb1) {
        ++i;  // a mask of core registers
      } else if (op == 0xb2) {
        while (++i < opcodes.size() && (opcodes[i] & 0x80) != 0) {
        }
      } else if (op == 0xb3 || op == 0xc8 || op == 0xc9) {
        found.vfp = true;
        ++i;
      } else if ((op >= 0xb8 && op < 0xc0) || (op >= 0xd0 && op < 0xd8)) {
        found.vfp = true;
      } else if (op >= 0xc0 && op < 0xc8) {
        found.wmmx = true;
        if (op >= 0xc6) ++i;
      } else if (op != 0xb4 && op != 0xb5) {
        return false;
      }
    }
    return true;
  }

  const elf::LoadedImage& image_;
  std::unordered_set<std::uint64_t> tables_;
};

}  // namespace

UnwoundRegisters unwound_registers(const elf::LoadedImage& image, const ElfFacts& facts) {
  Reader reader(image);
  bool understood = !image.is_64();
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_arm_exidx) continue;
    understood = understood && segment.file_size == segment.memory_size &&
                 image.bytes_at(segment.address, segment.file_size).has_value() &&
                 reader.read_index(segment.address, segment.file_size);
  }
  reader.found.is_complete = understood;
  return reader.found;
}

}  // namespace ashore::verify
