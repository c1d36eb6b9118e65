// SPDX-License-Identifier: Apache-2.0
// Where the user's apt fetches from, cut down to the distribution's main archive. Pure text in,
// text out: both of apt's formats are read, DEB822 is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ashore::packages {

// One archive of the distribution; fields are as DEB822 spells them.
struct Source {
  std::string uri;
  std::string suite;
  std::string signed_by;  // a path, or a whole key in continuation lines; empty: apt's trusted keys
  std::string trusted;    // "yes" where the user said so
  bool operator==(const Source&) const = default;
};

// The main archives of release `codename` ("bookworm") in one-line format (sources.list). Security
// updates, backports and other vendors are left out: foreign architectures are complete only in the
// main archive and its updates.
std::vector<Source> read_one_line(std::string_view text, std::string_view codename);

// The same from DEB822 format (*.sources).
std::vector<Source> read_deb822(std::string_view text, std::string_view codename);

// VERSION_CODENAME of os-release; empty where it has none.
std::string codename(std::string_view os_release);

// Of which packages an archive's index tells.
enum class Index { binaries, sources };

// A *.sources file of exactly these, without duplicates.
std::string written(const std::vector<Source>& sources, Index index = Index::binaries);

}  // namespace ashore::packages
