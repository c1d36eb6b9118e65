// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/llvm_features.h"

#include <algorithm>

#include "ashore/base/assert.h"
#include "ashore/base/text.h"

namespace ashore::isa {

LlvmFeatures::LlvmFeatures(std::span<const llvm::SubtargetFeatureKV> all,
                           std::span<const std::string_view> conditions)
    : all_(all) {
  conditions_.reserve(conditions.size());
  for (std::string_view text : conditions) conditions_.push_back(condition_of(text));
}

const llvm::SubtargetFeatureKV* LlvmFeatures::find(std::string_view name) const {
  // LLVM keeps them sorted.
  auto found =
      std::ranges::lower_bound(all_, name, {}, [](const llvm::SubtargetFeatureKV& feature) {
        return std::string_view(feature.Key);
      });
  return found == all_.end() || name != found->Key ? nullptr : &*found;
}

void LlvmFeatures::add(const llvm::SubtargetFeatureKV& feature, Bits& bits) const {
  if (bits.test(feature.Value)) return;
  bits.set(feature.Value);
  Bits implied = feature.Implies.getAsBitset();
  // Of most there is nothing to look for.
  if ((implied & ~bits).none()) return;
  for (const llvm::SubtargetFeatureKV& other : all_) {
    if (implied.test(other.Value)) add(other, bits);
  }
}

LlvmFeatures::Difference LlvmFeatures::change_by(const std::vector<std::string>& names) const {
  Difference difference;
  for (std::string_view name : names) {
    bool removes = name.starts_with('-');
    const llvm::SubtargetFeatureKV* feature = find(removes ? name.substr(1) : name);
    if (feature == nullptr) continue;
    if (removes) {
      difference.added.reset(feature->Value);
      difference.removed.set(feature->Value);
    } else {
      add(*feature, difference.added);
    }
  }
  return difference;
}

std::vector<std::string> LlvmFeatures::names() const {
  std::vector<std::pair<std::size_t, std::string>> sized;
  for (const llvm::SubtargetFeatureKV& feature : all_) {
    Bits bits;
    add(feature, bits);
    sized.emplace_back(bits.count(), feature.Key);
  }
  std::ranges::sort(sized);
  std::vector<std::string> names;
  for (auto& [size, name] : sized) names.push_back(std::move(name));
  return names;
}

LlvmFeatures::Product LlvmFeatures::product_of(std::string_view text, Bits& named) const {
  Product product;
  for (std::string_view name : split(text, '&')) {
    bool is_wanted = !name.starts_with('!');
    const llvm::SubtargetFeatureKV* feature = find(is_wanted ? name : name.substr(1));
    ASHORE_ASSERT(feature != nullptr, "the tables are of the same LLVM");
    named.set(feature->Value);
    (is_wanted ? product.wanted : product.unwanted).set(feature->Value);
  }
  return product;
}

LlvmFeatures::Condition LlvmFeatures::condition_of(std::string_view text) const {
  Condition condition;
  condition.is_unknown = text == "*";
  if (condition.is_unknown) return condition;
  for (std::string_view word : ashore::words(text)) {
    std::vector<Product> products;
    for (std::string_view product : split(word, '|'))
      products.push_back(product_of(product, condition.named));
    if (products.size() > 1) {
      condition.words.push_back(std::move(products));
    } else {
      condition.always.wanted |= products.front().wanted;
      condition.always.unwanted |= products.front().unwanted;
    }
  }
  return condition;
}

bool LlvmFeatures::holds(std::size_t number, const Bits& bits) const {
  const Condition& condition = conditions_[number];
  return !condition.is_unknown && condition.always.holds(bits) &&
         std::ranges::all_of(condition.words, [&](const std::vector<Product>& products) {
           return std::ranges::any_of(products,
                                      [&](const Product& product) { return product.holds(bits); });
         });
}

bool LlvmFeatures::differ(std::size_t number, const Bits& one, const Bits& other) const {
  const Condition& condition = conditions_[number];
  return condition.is_unknown || ((one ^ other) & condition.named).any();
}

}  // namespace ashore::isa
