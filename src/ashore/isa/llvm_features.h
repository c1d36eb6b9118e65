// SPDX-License-Identifier: Apache-2.0
// LLVM's features of one architecture: what each brings along, and which of them the conditions of
// the tables ask for. Only this and decoder.cpp see LLVM.
#pragma once

#include <llvm/MC/MCSubtargetInfo.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/isa/scan.h"

namespace ashore::isa {

class LlvmFeatures {
 public:
  using Bits = llvm::FeatureBitset;

  // Both must outlive it.
  LlvmFeatures(std::span<const llvm::SubtargetFeatureKV> all,
               std::span<const std::string_view> conditions);

  // What some names do to a set.
  struct Difference {
    Bits added, removed;
  };
  // As Decoder::feature_set.
  Difference change_by(const std::vector<std::string>& names) const;

  // As Decoder's.
  std::vector<std::string> names() const;
  bool holds(std::size_t condition, const Bits& bits) const;
  bool differ(std::size_t condition, const Bits& one, const Bits& other) const;

 private:
  // "sme&!sve"
  struct Product {
    Bits wanted, unwanted;
    bool holds(const Bits& bits) const {
      return (bits & wanted) == wanted && (bits & unwanted).none();
    }
  };
  struct Condition {
    Product always;                           // all words without a choice
    std::vector<std::vector<Product>> words;  // of each other word one product must hold
    Bits named;
    bool is_unknown = false;  // "*"
  };

  const llvm::SubtargetFeatureKV* find(std::string_view name) const;
  void add(const llvm::SubtargetFeatureKV& feature, Bits& bits) const;
  Condition condition_of(std::string_view text) const;
  Product product_of(std::string_view text, Bits& named) const;

  std::span<const llvm::SubtargetFeatureKV> all_;
  std::vector<Condition> conditions_;
};

}  // namespace ashore::isa
