// SPDX-License-Identifier: Apache-2.0
// What compilers leave behind about the code: .ARM.attributes ("Addenda to, and Errata in, the ABI
// for the Arm Architecture", section 3) and PT_MIPS_ABIFLAGS.
#include "ashore/base/text.h"
#include "ashore/elf/format.h"

namespace ashore::elf {

std::vector<std::span<const std::byte>> sections(const Source& source, std::uint32_t type) {
  std::vector<std::span<const std::byte>> found;
  std::uint64_t table = *source.word(source.is_64 ? 40 : 32);
  std::uint64_t entry_size = *source.reader.u16(source.is_64 ? 58 : 46);
  std::uint64_t count = *source.reader.u16(source.is_64 ? 60 : 48);
  if (entry_size != (source.is_64 ? 64U : 40U)) return found;
  if (!source.reader.slice(table, count * entry_size)) return found;
  for (std::uint64_t i = 0; i < count; ++i) {
    std::uint64_t at = table + i * entry_size;
    if (*source.reader.u32(at + 4) != type) continue;
    std::uint64_t word = source.word_size();
    std::uint64_t offset_at = at + 8 + 2 * word;
    std::optional<std::span<const std::byte>> bytes =
        source.reader.slice(*source.word(offset_at), *source.word(offset_at + word));
    if (bytes) found.push_back(*bytes);
  }
  return found;
}

namespace {

// Walks over bytes of numbers and strings; an answer is missing once it has run out of them.
class Walk {
 public:
  Walk(std::span<const std::byte> bytes, Endian endian) : reader_(bytes, endian) {}

  bool at_end() const { return at_ >= reader_.size(); }

  std::optional<std::uint64_t> uleb128() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
      std::optional<std::uint8_t> byte = reader_.u8(at_);
      if (!byte) return std::nullopt;
      ++at_;
      value |= static_cast<std::uint64_t>(*byte & 0x7F) << shift;
      if ((*byte & 0x80) == 0) return value;
    }
    return std::nullopt;
  }

  std::optional<std::string_view> string() {
    std::optional<std::string_view> text = reader_.c_string(at_);
    if (text) at_ += text->size() + 1;
    return text;
  }

  // A block whose 32-bit length counts the `before` bytes that were read already, and itself.
  std::optional<Walk> block(std::uint64_t before) {
    std::optional<std::uint32_t> length = reader_.u32(at_);
    if (!length || *length < before + 4) return std::nullopt;
    std::optional<std::span<const std::byte>> inside = reader_.slice(at_ + 4, *length - before - 4);
    if (!inside) return std::nullopt;
    at_ += *length - before;
    return Walk(*inside, reader_.endian());
  }

 private:
  ByteReader reader_;
  std::uint64_t at_ = 0;
};

constexpr std::uint64_t tag_file = 1, tag_cpu_raw_name = 4, tag_cpu_name = 5, tag_cpu_arch = 6,
                        tag_fp_arch = 10, tag_abi_vfp_args = 28, tag_compatibility = 32;

// From tag 32 on, odd tags carry strings and even ones numbers, so unknown ones can be skipped.
bool carries_string(std::uint64_t tag) {
  return tag == tag_cpu_raw_name || tag == tag_cpu_name || (tag > 32 && tag % 2 == 1);
}

void take_arm_attributes(Walk walk, ArmAttributes& attributes) {
  while (!walk.at_end()) {
    std::optional<std::uint64_t> tag = walk.uleb128();
    if (!tag) return;
    if (carries_string(*tag)) {
      std::optional<std::string_view> text = walk.string();
      if (!text) return;
      if (*tag == tag_cpu_name) attributes.cpu_name = printable(*text, 64);
      continue;
    }
    std::optional<std::uint64_t> value = walk.uleb128();
    if (!value || (*tag == tag_compatibility && !walk.string())) return;
    if (*tag == tag_cpu_arch) attributes.cpu_arch = value;
    if (*tag == tag_fp_arch) attributes.fp_arch = value;
    if (*tag == tag_abi_vfp_args) attributes.vfp_args = value;
  }
}

}  // namespace

void read_arm_attributes(const Source& source, ElfFacts& facts) {
  if (facts.machine != em_arm) return;
  std::vector<std::span<const std::byte>> found = sections(source, sht_arm_attributes);
  if (found.empty() || found[0].empty() || found[0][0] != std::byte{'A'}) return;
  Walk section(found[0].subspan(1), source.reader.endian());
  while (std::optional<Walk> vendor = section.block(0)) {
    if (vendor->string() != "aeabi") continue;
    while (!vendor->at_end()) {
      std::optional<std::uint64_t> tag = vendor->uleb128();
      std::optional<Walk> attributes = vendor->block(1);
      if (!tag || !attributes) return;
      if (*tag != tag_file) continue;
      if (!facts.arm_attributes) facts.arm_attributes.emplace();
      take_arm_attributes(*attributes, *facts.arm_attributes);
    }
  }
}

void read_mips_abi_flags(const Source& source, ElfFacts& facts) {
  if (facts.machine != em_mips) return;
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_mips_abiflags) continue;
    std::optional<std::span<const std::byte>> bytes = source.reader.slice(segment.offset, 24);
    if (!bytes || segment.file_size < 24) return;
    ByteReader fields(*bytes, source.reader.endian());
    facts.mips_abi_flags =
        MipsAbiFlags{*fields.u8(2), *fields.u8(3), *fields.u8(7), *fields.u32(12)};
    return;
  }
}

}  // namespace ashore::elf
