// SPDX-License-Identifier: Apache-2.0
// What apt says of one package: the fields of `apt-cache show` that we need.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/digest.h"
#include "ashore/base/expected.h"

namespace ashore::packages {

struct Stanza {
  std::string package;
  std::string version;
  std::uint64_t size = 0;            // of the .deb
  Digest sha256;                     // of the .deb
  std::vector<std::string> depends;  // names only; of alternatives the first
};

// The first stanza of the text.
Expected<Stanza> read_stanza(std::string_view text);

// apt's private settings for one architecture under `root`: own lists, own empty status, nothing of
// the user's system is written.
std::string apt_settings(std::string_view root, std::string_view architecture);

// How far apt is, from a line that it writes to APT::Status-Fd: 0 to 1; negative for other lines.
double download_fraction(std::string_view status_line);

}  // namespace ashore::packages
