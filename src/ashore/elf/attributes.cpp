// SPDX-License-Identifier: Apache-2.0
// What compilers leave behind about the code: .ARM.attributes ("Addenda to, and Errata in, the ABI
// for the Arm Architecture", section 3), PT_MIPS_ABIFLAGS,
// .gnu.attributes and .riscv.attributes (RISC-V psABI, "Attributes"): hints, all of them.
#include "ashore/elf/attributes.h"
#include "ashore/base/text.h"
#include "ashore/elf/attribute_walk.h"
#include "ashore/elf/format.h"

namespace ashore::elf {

std::vector<std::span<const std::byte>> contents_of_sections(const Source& source,
                                                             std::uint32_t type) {
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

constexpr std::uint64_t tag_file = 1;
constexpr std::uint32_t sht_gnu_attributes = 0x6ffffff5, sht_mips_abiflags = 0x7000002a;

// "Addenda", 3.3.5.1: names 4 and 5, and from tag 32 on the odd ones, carry strings; what is
// unknown can be skipped. Compatibility (32) carries both.
bool arm_carries_string(std::uint64_t tag) {
  constexpr std::uint64_t cpu_raw_name = 4, cpu_name = 5;
  return tag == cpu_raw_name || tag == cpu_name || (tag > 32 && tag % 2 == 1);
}

void take_arm_number(std::uint64_t tag, std::uint64_t value, ArmAttributes& attributes) {
  switch (tag) {
  case 6: attributes.cpu_arch = value; break;
  case 7: attributes.cpu_arch_profile = value; break;
  case 8: attributes.arm_isa_use = value; break;
  case 9: attributes.thumb_isa_use = value; break;
  case 10: attributes.fp_arch = value; break;
  case 11: attributes.wmmx_arch = value; break;
  case 12: attributes.advanced_simd = value; break;
  case 27: attributes.hard_fp_use = value; break;
  case 28: attributes.vfp_args = value; break;
  case 34: attributes.unaligned_access = value; break;
  case 36: attributes.fp_half = value; break;
  case 42: attributes.mp_extension = value; break;
  case 44: attributes.div_use = value; break;
  case 46: attributes.dsp_extension = value; break;
  case 68: attributes.virtualization = value; break;
  default: break;
  }
}

void take_arm_attributes(AttributeWalk walk, ArmAttributes& attributes) {
  constexpr std::uint64_t cpu_name = 5, compatibility = 32;
  while (!walk.at_end()) {
    std::optional<std::uint64_t> tag = walk.uleb128();
    if (!tag) return;
    if (arm_carries_string(*tag)) {
      std::optional<std::string_view> text = walk.string();
      if (!text) return;
      if (*tag == cpu_name) attributes.cpu_name = printable(*text, 64);
      continue;
    }
    std::optional<std::uint64_t> value = walk.uleb128();
    if (!value || (*tag == compatibility && !walk.string())) return;
    take_arm_number(*tag, *value, attributes);
  }
}

// Calls `take` with the attributes of the whole file that one vendor defines.
template <class Take>
void for_each_of_file(std::span<const std::byte> content, Endian endian, std::string_view vendor,
                      Take take) {
  if (content.empty() || content[0] != std::byte{'A'}) return;
  AttributeWalk section(content.subspan(1), endian);
  while (std::optional<AttributeWalk> block = section.block(0)) {
    if (block->string() != vendor) continue;
    while (!block->at_end()) {
      std::optional<std::uint64_t> tag = block->uleb128();
      std::optional<AttributeWalk> attributes = block->block(1);
      if (!tag || !attributes) return;
      if (*tag == tag_file) take(*attributes);
    }
  }
}

void take_riscv_attributes(AttributeWalk walk, RiscvAttributes& attributes) {
  constexpr std::uint64_t stack_align = 4, arch = 5, unaligned_access = 6;
  while (!walk.at_end()) {
    std::optional<std::uint64_t> tag = walk.uleb128();
    if (!tag) return;
    if (*tag % 2 == 1) {
      std::optional<std::string_view> text = walk.string();
      if (!text) return;
      if (*tag == arch) attributes.arch = printable(*text, 4096);
      continue;
    }
    std::optional<std::uint64_t> value = walk.uleb128();
    if (!value) return;
    if (*tag == stack_align) attributes.stack_align = value;
    if (*tag == unaligned_access) attributes.unaligned_access = *value != 0;
  }
}

// PT_MIPS_ABIFLAGS, or the section of an object.
std::optional<std::span<const std::byte>> mips_abi_flag_bytes(const Source& source,
                                                              const ElfFacts& facts) {
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_mips_abiflags) continue;
    if (segment.file_size < 24) return std::nullopt;
    return source.reader.slice(segment.offset, 24);
  }
  for (std::span<const std::byte> bytes : contents_of_sections(source, sht_mips_abiflags))
    if (bytes.size() >= 24) return bytes;
  return std::nullopt;
}

// Tag_GNU_MIPS_ABI_FP, of linkers that knew no abiflags yet.
std::optional<unsigned> fp_abi_in(AttributeWalk walk) {
  constexpr std::uint64_t mips_abi_fp = 4;
  while (!walk.at_end()) {
    std::optional<std::uint64_t> tag = walk.uleb128();
    if (!tag) return std::nullopt;
    if (*tag % 2 == 1) {
      if (!walk.string()) return std::nullopt;
      continue;
    }
    std::optional<std::uint64_t> value = walk.uleb128();
    if (!value) return std::nullopt;
    if (*tag == mips_abi_fp) return static_cast<unsigned>(*value & 0xFF);
  }
  return std::nullopt;
}

std::optional<unsigned> gnu_fp_abi(const Source& source) {
  std::vector<std::span<const std::byte>> found = contents_of_sections(source, sht_gnu_attributes);
  std::optional<unsigned> fp_abi;
  if (found.empty()) return fp_abi;
  for_each_of_file(found[0], source.reader.endian(), "gnu", [&](AttributeWalk walk) {
    if (!fp_abi) fp_abi = fp_abi_in(walk);
  });
  return fp_abi;
}

}  // namespace

void read_arm_attributes(const Source& source, ElfFacts& facts) {
  if (facts.machine != em_arm) return;
  std::vector<std::span<const std::byte>> found = contents_of_sections(source, sht_arm_attributes);
  if (found.empty()) return;
  for_each_of_file(found[0], source.reader.endian(), "aeabi", [&](AttributeWalk attributes) {
    if (!facts.arm_attributes) facts.arm_attributes.emplace();
    take_arm_attributes(attributes, *facts.arm_attributes);
  });
}

void read_mips_abi_flags(const Source& source, ElfFacts& facts) {
  if (facts.machine != em_mips) return;
  std::optional<std::span<const std::byte>> bytes = mips_abi_flag_bytes(source, facts);
  if (!bytes) {
    facts.mips_gnu_fp_abi = gnu_fp_abi(source);
    return;
  }
  ByteReader fields(*bytes, source.reader.endian());
  MipsAbiFlags flags;
  flags.isa_level = *fields.u8(2);
  flags.isa_revision = *fields.u8(3);
  flags.gpr_size = *fields.u8(4);
  flags.fpr_size = *fields.u8(5);
  flags.fp_abi = *fields.u8(7);
  flags.isa_ext = *fields.u32(8);
  flags.ases = *fields.u32(12);
  flags.odd_single = (*fields.u32(16) & 1) != 0;
  facts.mips_abi_flags = flags;
}

std::optional<RiscvAttributes> riscv_attributes(std::span<const std::byte> file,
                                                const ElfFacts& facts) {
  if (facts.machine != em_riscv) return std::nullopt;
  constexpr std::uint32_t riscv_attributes_type = 0x70000003;  // of the segment and of the section
  Source source = source_of(file, facts);
  std::optional<std::span<const std::byte>> content;
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != riscv_attributes_type) continue;
    content = source.reader.slice(segment.offset, segment.file_size);
    break;
  }
  if (!content) {
    std::vector<std::span<const std::byte>> found =
        contents_of_sections(source, riscv_attributes_type);
    if (found.empty()) return std::nullopt;
    content = found[0];
  }
  std::optional<RiscvAttributes> attributes;
  for_each_of_file(*content, facts.endian, "riscv", [&](AttributeWalk walk) {
    if (!attributes) attributes.emplace();
    take_riscv_attributes(walk, *attributes);
  });
  return attributes;
}

}  // namespace ashore::elf
