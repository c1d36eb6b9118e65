// SPDX-License-Identifier: Apache-2.0
#include "ashore/reach/variables.h"

#include <algorithm>

#include "ashore/base/byte_reader.h"
#include "ashore/reach/a32_numbers.h"

namespace ashore::reach {

namespace {

// Who has the address of one member of a structure, or of an array, reaches the others; few are
// longer than this.
constexpr std::uint64_t most_apart = 4096;

constexpr std::uint32_t arguments = 0xf;  // r0 to r3
constexpr std::uint32_t lost_by_calls = arguments | 1U << 12 | 1U << 14;

}  // namespace

// Instructions that follow each other.
class Variables::Run {
 public:
  explicit Run(Variables& all) : all_(all), numbers_(all.view_) {}

  void begin() { numbers_.forget(); }

  void pass(std::uint64_t address) {
    std::uint32_t word = all_.view_.instruction_word(address).value_or(0);
    Step step = all_.walk_.written({address, CodeKind::a32});
    bool is_call = step.flow == Flow::call || step.flow == Flow::call_through;
    bool is_return = step.stack_return || (step.effect == Effect::sum && step.first == 14);
    bool leaves =
        is_call || step.flow == Flow::jump_through ||
        (step.flow == Flow::jump && all_.walk_.is_function({step.target, step.target_kind}));
    std::uint32_t given = leaves ? arguments : 0;
    if (step.flow == Flow::jump_through && is_return) given = 1;
    if (step.calls_kernel) given = 0x7f;
    for (unsigned reg = 0; reg < 7; ++reg)
      if ((given >> reg & 1) != 0) all_.give_away(numbers_.held(reg, address));
    note_store(word, address);
    numbers_.pass(word, step, address);
    if (is_call) numbers_.forget(lost_by_calls);
  }

 private:
  void note_store(std::uint32_t word, std::uint64_t address) {
    bool is_load = (word >> 20 & 1) != 0;
    if (word >> 28 == 15 || is_load) return;
    std::optional<std::uint32_t> base = numbers_.held(word >> 16 & 15, address);
    std::optional<std::uint32_t> value = numbers_.held(word >> 12 & 15, address);
    if ((word & 0x0e000000) == 0x08000000) {  // STM
      bool is_stack = (word >> 16 & 15) == 13;
      for (unsigned reg = 0; reg < 13; ++reg)
        if ((word >> reg & 1) != 0 && (reg < 4 || !is_stack))
          all_.give_away(numbers_.held(reg, address));
      if (base) spoil(*base - 64, 128);
      return;
    }
    bool is_word = (word & 0x0c000000) == 0x04000000 && (word & 0x02000010) != 0x02000010;
    bool is_small = (word & 0x0e000090) == 0x00000090 && (word & 0x60) != 0;
    bool is_exclusive = (word & 0x0f800ff0) == 0x01800f90 || (word & 0x0fb00ff0) == 0x01000090;
    bool is_float = (word & 0x0e000000) == 0x0c000000;
    if (!is_word && !is_small && !is_exclusive && !is_float) return;
    if (is_exclusive) value = numbers_.held(word & 15, address);
    if (!is_float) all_.give_away(value);
    if (!base) return;
    bool is_plain = (word & 0x0f700000) == 0x05000000;  // STR of a word, a number added, no more
    if (!is_plain) return spoil(*base - most_apart, 2 * most_apart);
    std::uint32_t offset = word & 0xfff;
    std::uint32_t slot = (word >> 23 & 1) != 0 ? *base + offset : *base - offset;
    if (slot % 4 != 0) return spoil(slot, 8);
    if (value)
      all_.stored_[slot].insert(*value);
    else
      all_.unknown_.insert(slot);
  }

  void spoil(std::uint64_t begin, std::uint64_t size) {
    for (std::uint64_t at = begin & 0xfffffffc; at < (begin & 0xffffffff) + size; at += 4)
      if (all_.is_writable(at)) all_.unknown_.insert(at);
  }

  Variables& all_;
  A32Numbers numbers_;
};

Variables::Variables(const Walk& walk) : walk_(walk), view_(walk.view()) {
  // What is small is read through at once; bigger programs have pointers to everything anyway.
  constexpr std::uint64_t most_code = 1 << 16;
  std::uint64_t size = 0;
  for (const elf::CodeRange& range : view_.image().code()) size += range.size;
  Expected<ElfFacts> facts = elf::read_head(view_.image().file());
  is_known_ = facts && view_.is_arm() && size <= most_code && !walk.has_proven(CodeKind::thumb) &&
              !view_.image().has_dynamic_section();
  if (!is_known_) return;
  segments_ = facts->segments;
  read_pointers();
  Run run(*this);
  for (const Reached& piece : walk.reached()) {
    if (piece.kind != CodeKind::a32) {
      is_known_ = false;
      return;
    }
    run.begin();
    for (std::uint64_t at = piece.begin; at < piece.end; at += 4) {
      Place place{at, CodeKind::a32};
      if (walk.is_joined(place) || walk.is_function(place)) run.begin();
      run.pass(at);
      if (walk.written(place).ends_run()) run.begin();
    }
  }
}

bool Variables::is_writable(std::uint64_t address) const {
  for (const ElfSegment& segment : segments_)
    if (segment.is_load() && segment.is_writable() && address >= segment.address &&
        address - segment.address < segment.memory_size)
      return true;
  return false;
}

// Words of data that may be addresses of variables.
void Variables::read_pointers() {
  for (const elf::LoadedBytes& loaded : view_.image().loaded()) {
    if (view_.image().is_code(loaded.address)) continue;
    ByteReader reader(loaded.bytes, view_.image().endian());
    for (std::uint64_t at = (4 - loaded.address % 4) % 4; at + 4 <= loaded.bytes.size(); at += 4)
      if (!view_.is_header(loaded.address + at)) give_away(reader.u32(at));
  }
}

std::optional<std::vector<std::uint64_t>> Variables::values(std::uint64_t address) const {
  auto stored = stored_.find(address);
  if (!is_known_ || stored == stored_.end() || unknown_.contains(address) || address % 4 != 0)
    return std::nullopt;
  if (!is_writable(address) || view_.image().is_code(address)) return std::nullopt;
  auto near = given_away_.lower_bound(address - std::min(address, most_apart));
  if (near != given_away_.end() && *near <= address + most_apart) return std::nullopt;
  std::vector<std::uint64_t> all(stored->second.begin(), stored->second.end());
  all.push_back(view_.image().word_at(address).value_or(0));
  return all;
}

}  // namespace ashore::reach
