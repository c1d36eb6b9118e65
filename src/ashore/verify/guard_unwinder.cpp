// SPDX-License-Identifier: Apache-2.0
// Encodings: GCC, libgcc/config/arm/libunwind.S; LLVM,
// libunwind/src/UnwindRegisters{Save,Restore}.S.
#include "ashore/verify/guard_unwinder.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "ashore/base/byte_reader.h"

namespace ashore::verify {

namespace {

// A body: one instruction many times, its number of register going up by one, and a return.
struct Body {
  std::uint32_t first = 0;
  unsigned count = 1;
};

// In the order of libgcc. The first six are one instruction each.
constexpr std::array bodies = {
    Body{0xec900b21},      // fldmiax r0, {d0-d15}
    Body{0xec800b21},      // fstmiax
    Body{0xec900b20},      // vldmia r0, {d0-d15}
    Body{0xec800b20},      // vstmia
    Body{0xecd00b20},      // vldmia r0, {d16-d31}
    Body{0xecc00b20},      // vstmia
    Body{0xecf00102, 16},  // wldrd wr0 and on, [r0], #8
    Body{0xece00102, 16},  // wstrd
    Body{0xfcb08101, 4},   // wldrw wcgr0 and on, [r0], #4
    Body{0xfca08101, 4},   // wstrw
};
constexpr unsigned vfp_bodies = 6;
constexpr std::uint32_t next_register = 0x1000;

constexpr std::array<std::string_view, 2> prefixes = {"__gnu_Unwind_",
                                                      "_ZN9libunwind13Registers_arm"};

class Text {
 public:
  Text(const elf::LoadedImage& image, const Offender& offender)
      : image_(image), is_thumb_(offender.mode == isa::Mode::thumb) {}

  // The instruction at `at` as the manual writes it.
  std::optional<std::uint32_t> word(std::uint64_t at) const {
    std::optional<std::uint16_t> low = half(at), high = half(at + 2);
    if (!low || !high) return std::nullopt;
    if (is_thumb_) return std::uint32_t{*low} << 16 | *high;
    return std::uint32_t{*high} << 16 | *low;
  }

  std::uint64_t return_length(std::uint64_t at) const {
    if (is_thumb_) {
      std::optional<std::uint16_t> code = half(at);
      bool returns = code && (*code == 0x4770 || *code == 0x46f7);  // bx lr, mov pc, lr
      return returns ? 2 : 0;
    }
    std::optional<std::uint32_t> code = word(at);
    bool returns = code && (*code == 0xe12fff1e || *code == 0xe1a0f00e);
    return returns ? 4 : 0;
  }

  // The bytes that `body` takes at `at`; 0: it is not there.
  std::uint64_t length_of(const Body& body, std::uint64_t at) const {
    for (unsigned i = 0; i < body.count; ++i)
      if (word(at + 4 * i) != body.first + i * next_register) return 0;
    std::uint64_t end = return_length(at + 4 * body.count);
    return end == 0 ? 0 : 4 * body.count + end;
  }

 private:
  // Instructions are little-endian but in old big-endian programs, which have none of these units.
  std::optional<std::uint16_t> half(std::uint64_t at) const {
    std::optional<std::span<const std::byte>> bytes = image_.bytes_at(at, 2);
    if (!bytes) return std::nullopt;
    return ByteReader(*bytes, Endian::little).u16(0);
  }

  const elf::LoadedImage& image_;
  bool is_thumb_;
};

struct Place {
  unsigned body = 0;
  std::uint64_t begin = 0;
};

std::optional<Place> body_around(const Text& text, std::uint64_t address) {
  for (unsigned i = 0; i < bodies.size(); ++i) {
    for (unsigned before = 0; before < bodies[i].count; ++before) {
      std::uint64_t begin = address - 4 * before;
      if (begin <= address && text.length_of(bodies[i], begin) > 0) return Place{i, begin};
    }
  }
  return std::nullopt;
}

bool has_its_name(const Place& place, const Functions& functions) {
  for (std::string_view name : functions.names_at(place.begin))
    for (std::string_view prefix : prefixes)
      if (name.starts_with(prefix)) return true;
  return false;
}

// Whether the six of the VFP stand before it, or around it, one behind the other.
bool stands_in_block(const Text& text, const Place& place) {
  // From one body of one instruction to the next: A32 or Thumb filled up, and Thumb close together.
  for (std::uint64_t stride : {std::uint64_t{8}, std::uint64_t{6}}) {
    std::uint64_t before = stride * std::min(place.body, vfp_bodies);
    for (unsigned i = vfp_bodies; i < place.body; ++i) before += 4 * bodies[i].count + stride - 4;
    if (before > place.begin) continue;
    std::uint64_t begin = place.begin - before;
    bool all = true;
    for (unsigned i = 0; i < vfp_bodies && all; ++i)
      all = text.length_of(bodies[i], begin + stride * i) > 0;
    if (all) return true;
  }
  return false;
}

}  // namespace

bool is_in_unwinder(const Offender& offender, const elf::LoadedImage& image,
                    const Functions& functions) {
  if (offender.length != 4) return false;
  if (offender.mode != isa::Mode::a32 && offender.mode != isa::Mode::thumb) return false;
  Text text(image, offender);
  std::optional<Place> place = body_around(text, offender.address);
  return place && (has_its_name(*place, functions) || stands_in_block(text, *place));
}

}  // namespace ashore::verify
