// SPDX-License-Identifier: Apache-2.0
// What a program for ARM is, for those who go through all that it may execute: its instructions by
// a complete descent, and the ways between them that the instructions do not tell.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "ashore/flow/arm_operation.h"
#include "ashore/reach/code_view.h"
#include "ashore/reach/reach.h"
#include "ashore/verify/code_words.h"

namespace ashore::verify {

// The address of an instruction, with the lowest bit set in Thumb.
using CodeKey = std::uint64_t;

// Instructions, one bit each.
class CodeSet {
 public:
  explicit CodeSet(const elf::LoadedImage& image) {
    for (const elf::CodeRange& range : image.code())
      ranges_.push_back({range.address, std::vector<bool>(range.size + 2)});
  }
  void insert(CodeKey key) {
    for (Range& range : ranges_)
      if (key >= range.begin && key - range.begin < range.bits.size())
        range.bits[key - range.begin] = true;
  }
  bool contains(CodeKey key) const {
    for (const Range& range : ranges_)
      if (key >= range.begin && key - range.begin < range.bits.size() &&
          range.bits[key - range.begin])
        return true;
    return false;
  }

 private:
  struct Range {
    std::uint64_t begin = 0;
    std::vector<bool> bits;
  };
  std::vector<Range> ranges_;
};

class ExecutionGround {
 public:
  // Empty: the program is not for ARM, or not all of its ways can be followed.
  static std::optional<ExecutionGround> of(const elf::LoadedImage& image, const ElfFacts& facts);

  flow::Step step(CodeKey key, bool conditional) const;
  flow::ArmOperation operation(CodeKey key, bool conditional) const;
  // The bits of the instruction, the first half of a long one of Thumb above.
  std::uint32_t word(CodeKey key, unsigned length) const;

  bool is_instruction(CodeKey key) const { return (marks_of(key) & instruction) != 0; }
  // Ways meet here, so what is known is kept.
  bool is_meeting(CodeKey key) const { return (marks_of(key) & meeting) != 0; }
  bool is_function(CodeKey key) const { return (marks_of(key) & function) != 0; }
  bool has_more_ways(CodeKey key) const { return (marks_of(key) & gate) != 0; }

  // Where execution begins, or may come to by an address that lies somewhere.
  const std::set<CodeKey>& entries() const { return entries_; }
  // Addresses of code that the instruction makes.
  std::vector<CodeKey> made_by(CodeKey key) const { return found(made_, key); }
  // Where a jump through a value goes.
  std::vector<CodeKey> leaps_from(CodeKey key) const { return found(leaps_, key); }
  // Where the unwinder goes on in a function.
  std::vector<CodeKey> pads_of(CodeKey key) const { return found(pads_, key); }

  // A number in memory that nothing changes once the loader is done.
  std::optional<std::uint32_t> constant(std::uint64_t address, unsigned size) const;
  bool is_writable(std::uint64_t address) const;
  // What a word of writable memory holds as the program starts; empty: nobody knows.
  std::optional<std::uint32_t> initial(std::uint64_t address) const;
  // Where words lie that are this number.
  std::vector<std::uint64_t> words_with(std::uint32_t number) const;
  CodeSet instructions() const;
  std::uint64_t code_size() const { return code_size_; }
  const elf::LoadedImage& image() const { return *image_; }

 private:
  static constexpr std::uint8_t instruction = 1, meeting = 2, function = 4, gate = 8;
  struct Range {
    std::uint64_t begin = 0, end = 0;
    std::vector<std::uint16_t> marks;  // a byte for A32 and one for Thumb a halfword
  };
  struct Memory {
    std::uint64_t begin = 0, end = 0;
  };

  ExecutionGround(const elf::LoadedImage& image, const ElfFacts& facts, reach::CodeView view)
      : image_(&image), code_(image, code_endian(facts)), view_(std::move(view)) {}
  std::uint8_t marks_of(CodeKey key) const;
  void mark(CodeKey key, std::uint8_t marks);
  std::vector<CodeKey> keys_at(std::uint64_t address) const;
  void read_code(const reach::Descent& descent);
  // For each register, where the number was loaded from that it holds.
  using LiteralsHeld = std::array<std::uint64_t, 16>;
  void note_distance(const flow::Step& step, LiteralsHeld& held);
  std::vector<CodeKey> keys_of(const reach::Made& made) const;
  bool is_run_into(CodeKey key) const;
  bool is_alone(const reach::Made& made) const;
  void read_ways(const reach::Descent& descent);
  void read_memory(const ElfFacts& facts);
  static std::vector<CodeKey> found(const std::map<CodeKey, std::vector<CodeKey>>& ways,
                                    CodeKey key) {
    auto known = ways.find(key);
    return known == ways.end() ? std::vector<CodeKey>() : known->second;
  }

  const elf::LoadedImage* image_;
  CodeWords code_;
  reach::CodeView view_;
  std::vector<Range> ranges_;
  std::set<CodeKey> entries_;
  std::map<CodeKey, std::vector<CodeKey>> made_, leaps_, pads_;
  std::vector<Memory> writable_, settled_;   // settled: only the loader writes there
  std::set<std::uint64_t> loaders_, moved_;  // words that others' symbols decide; and the base
  std::set<std::uint64_t> distances_;        // words that are added to places
  std::uint64_t code_size_ = 0;
};

}  // namespace ashore::verify
