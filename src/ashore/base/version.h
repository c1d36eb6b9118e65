// SPDX-License-Identifier: Apache-2.0
// A dotted version number: "2.6.36.4brcmarm" is {2, 6, 36, 4}.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ashore {

struct Version {
  std::vector<unsigned> parts;
  // Part by part; a part that is not written is 0, so 3.2 and 3.2.0 are the same version.
  std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version& other) const { return (*this <=> other) == 0; }
};

// Reads leading numbers between dots and ignores what follows; no answer if there is no number at
// all.
std::optional<Version> parse_version(std::string_view text);
std::string to_string(const Version& version);

}  // namespace ashore
