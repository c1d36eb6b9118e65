// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <string_view>

#include "ashore/catalogue/built_in.h"
#include "ashore/catalogue/search.h"
#include "ashore/catalogue/spelling.h"
#include "embedded/labels.h"

namespace ashore::catalogue {

std::string_view where_the_revision_is(const Catalogue& /*catalogue*/, std::string_view vendor) {
  constexpr std::array<std::string_view, 2> columns = {"vendor", "where"};
  static const Table labels = built_in(embedded::labels, columns);
  std::string asked = compact(vendor);
  std::string_view general;
  for (std::size_t row = 0; row < labels.rows(); ++row) {
    if (labels.at(row, 0) == "*") general = labels.at(row, 1);
    if (!asked.empty() && compact(labels.at(row, 0)) == asked) return labels.at(row, 1);
  }
  return general;
}

}  // namespace ashore::catalogue
