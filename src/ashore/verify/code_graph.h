// SPDX-License-Identifier: Apache-2.0
// The instructions of a program with the direct ways between them, to be walked backwards.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ashore/verify/instruction_effect.h"
#include "ashore/verify/number_flow.h"

namespace ashore::verify {

// An instruction in one of the spans.
struct Place {
  std::uint32_t span = 0;
  std::uint64_t address = 0;
  auto operator<=>(const Place&) const = default;
};

// A direct branch or call to `target`.
struct Way {
  std::uint64_t target = 0;
  Place source;
};

// Whether the bytes of a system call instruction stand at any boundary of the span.
bool has_system_call(const elf::LoadedImage& image, const CodeSpan& code);

class CodeGraph {
 public:
  CodeGraph(const elf::LoadedImage& image, std::span<const CodeSpan> spans);

  isa::Mode mode(const Place& place) const { return spans_[place.span].mode; }
  // With what an IT before it changes.
  std::optional<Effect> effect(const Place& place) const;
  // The instruction that stands before it, in its span or in the one that ends where its begins.
  std::optional<Place> before(const Place& place) const;
  // Branches and calls to it.
  std::span<const Way> ways_to(const Place& place) const;
  const std::vector<Place>& system_calls() const { return system_calls_; }

 private:
  bool is_variable(std::uint32_t span) const;
  void read(std::uint32_t span);
  bool begins_at(std::uint32_t span, std::uint64_t address) const;
  std::optional<unsigned> condition_by_it(const Place& place) const;

  const elf::LoadedImage& image_;
  std::span<const CodeSpan> spans_;
  std::vector<std::vector<bool>> begins_;  // of spans with two lengths: one for each halfword
  std::vector<Way> ways_;                  // by target
  std::vector<Place> system_calls_;
};

}  // namespace ashore::verify
