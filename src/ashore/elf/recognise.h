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

// The same in more words, for people; of ELF files also type and machine: "an object file (.o) for
// 64-bit ARM", "a program for 32-bit MIPS, big-endian, packed by UPX".
std::string what_is_it(std::span<const std::byte> file);

// Whether UPX packed this program: what is in it now is not what will run.
bool is_packed_by_upx(std::span<const std::byte> file);

}  // namespace ashore::elf
