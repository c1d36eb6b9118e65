// SPDX-License-Identifier: Apache-2.0
#include "ashore/base/version.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

namespace ashore {

std::strong_ordering Version::operator<=>(const Version& other) const {
  auto part = [](const Version& version, std::size_t i) {
    return i < version.parts.size() ? version.parts[i] : 0;
  };
  for (std::size_t i = 0; i < std::max(parts.size(), other.parts.size()); ++i) {
    std::strong_ordering order = part(*this, i) <=> part(other, i);
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

std::optional<Version> parse_version(std::string_view text) {
  Version version;
  while (true) {
    unsigned part = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), part);
    if (error != std::errc()) break;
    version.parts.push_back(part);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.starts_with('.')) break;
    text.remove_prefix(1);
  }
  if (version.parts.empty()) return std::nullopt;
  return version;
}

std::string to_string(const Version& version) {
  std::string text;
  for (unsigned part : version.parts) {
    if (!text.empty()) text += '.';
    text += std::to_string(part);
  }
  return text;
}

}  // namespace ashore
