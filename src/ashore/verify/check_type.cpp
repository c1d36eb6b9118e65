// SPDX-License-Identifier: Apache-2.0
// Is it a program at all: something that a kernel starts, with code at its first instruction?
#include <fmt/format.h>

#include <algorithm>

#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

// EI_OSABI of systems whose programs a Linux kernel would start, and which then fail at once.
const char* foreign_system(std::uint8_t os_abi) {
  switch (os_abi) {
  case 2: return "NetBSD";
  case 6: return "Solaris";
  case 9: return "FreeBSD";
  case 12: return "OpenBSD";
  default: return nullptr;
  }
}

// A position-independent program and a shared library have the same type. What tells a library: no
// interpreter, and a name of its own or libraries that nobody would load for it.
bool is_library(const ElfFacts& file) {
  if (file.type != ElfType::shared || file.interpreter || file.says_pie) return false;
  return file.entry == 0 || file.soname || !file.needed.empty();
}

bool entry_is_code(const ElfFacts& file) {
  std::uint64_t entry = file.entry;
  if (file.arch == Arch::arm || file.arch == Arch::mips)
    entry &= ~std::uint64_t{1};  // Thumb, MIPS16
  return std::ranges::any_of(file.segments, [&](const ElfSegment& segment) {
    return segment.is_load() && segment.is_executable() && entry >= segment.address &&
           entry - segment.address < segment.file_size;
  });
}

// In version 1 of its ABI the entry of 64-bit PowerPC is a descriptor among the data.
bool entry_may_be_data(const ElfFacts& file) {
  return file.arch == Arch::powerpc64 && (file.flags & 3) != 2;
}

}  // namespace

Checked check_type(const Subject& subject) {
  const ElfFacts& file = subject.file;
  if (file.type == ElfType::relocatable)
    return will_not_run("this is an object file, not yet linked into a program", {},
                        "a linker makes a program of it: `ashore cc`, `ashore build`");
  if (file.type == ElfType::core)
    return will_not_run("this is the memory of a crashed program (core dump), not a program", {},
                        "name the program that left it");
  if (file.type == ElfType::other) return will_not_run("this is no kind of program (e_type)");
  if (const char* system = foreign_system(file.os_abi))
    return will_not_run(fmt::format("this is a program for {}", system), {}, build_for_device);
  if (is_library(file))
    return will_not_run("this is a shared library, not a program", {},
                        "name the program that loads it");
  if (std::ranges::none_of(file.segments, &ElfSegment::is_load))
    return will_not_run("the program has nothing to load (no PT_LOAD)");
  if (!entry_may_be_data(file) && !entry_is_code(file))
    return will_not_run(
        fmt::format("the program's entry {:#x} is not in its executable code", file.entry));
  return nothing_to_say();
}

}  // namespace ashore::verify
