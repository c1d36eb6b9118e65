// SPDX-License-Identifier: Apache-2.0
// LLVM's decoder of one architecture, with features that can be changed between two instructions.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ashore/isa/encoding.h"

namespace ashore::isa {

class Decoder {
 public:
  // `triple`: one of the architectures that are linked in. What decodes is made when the first
  // encoding is asked for: of most programs the features alone decide.
  Decoder(const char* triple, Mode mode);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // A set of LLVM's features together with what they imply, by a number that stays good.
  using FeatureSet = std::size_t;
  // In this order; "-name" takes away again. Names that LLVM does not have are not an error: a
  // kernel knows features without instructions.
  FeatureSet feature_set(const std::vector<std::string>& names);
  // What these names do to a set, ready to be done often.
  using Change = std::size_t;
  Change change(const std::vector<std::string>& names);
  // `base` after those changes. There is one such set at a time: the next call takes its place.
  FeatureSet changed(FeatureSet base, std::span<const Change> changes);
  // All that LLVM knows of the architecture, those that imply the least first.
  std::vector<std::string> feature_names() const;

  // Whether the set meets that condition of the tables (encodings.h), by its number.
  bool holds(std::size_t condition, FeatureSet features) const;
  // Whether the sets are of two minds about a feature that the condition names.
  bool differ(std::size_t condition, FeatureSet one, FeatureSet other) const;

  // LLVM's number of the instruction, or nothing if the set has none of that encoding.
  std::optional<unsigned> opcode(const Encoding& encoding, FeatureSet features) const;
  // Whether the manual leaves open what it does, such as with bits that should be zero and are not.
  bool is_unpredictable(const Encoding& encoding, FeatureSet features) const;
  // In an assembler's words; empty as above.
  std::string text(const Encoding& encoding, std::uint64_t address, FeatureSet features) const;

 private:
  struct Llvm;
  std::unique_ptr<Llvm> llvm_;
};

}  // namespace ashore::isa
