// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/built_in.h"

#include <utility>

#include "ashore/base/assert.h"
#include "ashore/base/text.h"

namespace ashore::catalogue {

Table built_in(std::string_view text, std::span<const std::string_view> columns) {
  Expected<Table> table = Table::parse(text, columns);
  ASHORE_ASSERT(table.has_value(), "tests read every table that is built in");
  return *std::move(table);
}

Features features_of_words(std::string_view text) {
  Features features;
  for (std::string_view word : words(text)) features.names.emplace(word);
  return features;
}

}  // namespace ashore::catalogue
