// SPDX-License-Identifier: Apache-2.0
// Takes the debug sections out of an ELF file: they are for the desktop, and often ten times the
// size of the program. Bytes in, bytes out; the bytes may be hostile.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "ashore/base/expected.h"

namespace ashore::build {

// Whether the table of symbols is needed where the file goes.
enum class Symbols { stay, go };

// A copy of the file without its .debug_* sections, and without its table of symbols if that goes;
// no value: there are none that could be taken out (none at all, or inside a segment). What is
// loaded to run stays byte for byte where it is; the numbers of sections stay with the symbols that
// use them. Broken ELF is ErrorKind::bad_input.
Expected<std::optional<std::string>> without_debug_sections(std::span<const std::byte> file,
                                                            Symbols symbols = Symbols::stay);

// The GNU build id (note NT_GNU_BUILD_ID) in hexadecimal, by which a debugger finds the debug
// sections again.
std::optional<std::string> build_id(std::span<const std::byte> file);

}  // namespace ashore::build
