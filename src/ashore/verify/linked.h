// SPDX-License-Identifier: Apache-2.0
// A dynamic program and the libraries that the device's loader would find for it, as far as their
// bytes are known.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/device/library_files.h"
#include "ashore/elf/elf.h"

namespace ashore::verify {

// A file that the loader maps.
struct Linked {
  std::string path;  // on the device
  std::string name;  // as it was asked for: "libc.so.6"
  std::size_t asked_by = 0;
  std::span<const std::byte> bytes;
  ElfFacts facts;
};

struct NotFound {
  std::string name;
  std::size_t asked_by = 0;  // among Linkage::objects
  // Empty: no such file where the loader looks. Otherwise what it stumbles over there.
  std::string why;
  bool searched_everywhere = true;  // false: the loader also looks where we cannot tell
};

// Paths that are alternatives: the loader takes the first that suits.
using Alternatives = std::vector<std::string>;

struct Linkage {
  Libc libc = Libc::musl;
  std::vector<Linked> objects;  // the program first, then as the loader comes to them
  std::vector<NotFound> missing;
  std::vector<Alternatives> wanted;  // nobody has asked the device for these yet

  // Every path that counts was asked for.
  bool is_known() const { return wanted.empty(); }
};

// What the device's loader would put together. `directory`: where the program will be. Empty: no
// loader that we know, or none at all.
std::optional<Linkage> linkage_of(std::span<const std::byte> file, const ElfFacts& facts,
                                  const std::string& directory, const LibraryFiles& have);

}  // namespace ashore::verify
