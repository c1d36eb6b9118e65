// SPDX-License-Identifier: Apache-2.0
// What kind of file these bytes are, by their first bytes: a clear word for what is not ELF.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace ashore::elf {

enum class FileKind { elf, script, foreign, empty, unknown };

struct Recognised {
  FileKind kind = FileKind::unknown;
  std::string what;  // with its article: "a macOS program (Mach-O)", "a script for `/bin/sh`"
  bool operator==(const Recognised&) const = default;
};

Recognised recognise(std::span<const std::byte> file);

}  // namespace ashore::elf
