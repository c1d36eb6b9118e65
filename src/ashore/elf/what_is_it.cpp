// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "ashore/elf/format.h"
#include "ashore/elf/recognise.h"

namespace ashore::elf {

namespace {

// p_info and l_info, which UPX puts right behind the program headers (its src/p_unix.h and
// src/stub/src/include/linux.h), and its trailer at the very end, hold these letters. Programs
// that only speak of UPX hold them elsewhere.
constexpr std::string_view upx_magic = "UPX!";
constexpr std::size_t upx_search = 64;

std::string_view letters(std::span<const std::byte> file, std::uint64_t offset,
                         std::uint64_t length) {
  std::uint64_t start = std::min<std::uint64_t>(offset, file.size());
  std::uint64_t size = std::min<std::uint64_t>(length, file.size() - start);
  return {reinterpret_cast<const char*>(file.data()) + start, size};
}

bool is_debian_package(std::span<const std::byte> file) {
  return letters(file, 0, 21) == "!<arch>\ndebian-binary";
}

std::string machine_words(const ElfFacts& facts) {
  std::optional<Machine> machine = machine_of(facts, FloatAbi::soft);
  if (!machine) return "a machine that we do not know (" + std::to_string(facts.machine) + ")";
  std::string words(in_words(machine->arch));
  bool both_orders = machine->arch == Arch::mips || machine->arch == Arch::mips64 ||
                     machine->arch == Arch::arm || machine->arch == Arch::aarch64;
  if (both_orders && facts.endian == Endian::big) words += ", big-endian";
  return words;
}

std::string elf_words(std::span<const std::byte> file) {
  Expected<ElfFacts> head = read_head(file);
  if (!head) return "a damaged ELF file";
  std::string machine = machine_words(*head);
  switch (head->type) {
  case ElfType::relocatable: return "an object file (.o) for " + machine;
  case ElfType::core: return "the memory of a crashed program (core dump) for " + machine;
  case ElfType::other: return "an ELF file of an unknown type for " + machine;
  case ElfType::executable:
  case ElfType::shared: break;
  }
  if (is_packed_by_upx(file)) return "a program for " + machine + ", packed by UPX";
  if (head->type == ElfType::executable || head->interpreter) return "a program for " + machine;
  // Position-independent programs without a loader look like libraries to their first bytes.
  Expected<ElfFacts> whole = read(file);
  if (whole && whole->says_pie) return "a program for " + machine;
  if (whole && whole->soname) return "a shared library for " + machine;
  return "a shared library or a static program for " + machine;
}

}  // namespace

bool is_packed_by_upx(std::span<const std::byte> file) {
  ElfFacts facts;
  Expected<Source> source = read_header(file, facts);
  if (!source) return false;
  std::uint64_t headers = *source->word(source->is_64 ? 32 : 28);
  std::uint64_t entry_size = *source->reader.u16(source->is_64 ? 54 : 42);
  std::uint64_t count = *source->reader.u16(source->is_64 ? 56 : 44);
  if (headers > file.size()) return false;
  std::string_view behind = letters(file, headers + count * entry_size, upx_search);
  std::string_view end = letters(file, file.size() - std::min(file.size(), upx_search), upx_search);
  return behind.find(upx_magic) != std::string_view::npos &&
         end.find(upx_magic) != std::string_view::npos;
}

std::string what_is_it(std::span<const std::byte> file) {
  if (is_debian_package(file)) return "a Debian package (.deb)";
  Recognised recognised = recognise(file);
  return recognised.kind == FileKind::elf ? elf_words(file) : recognised.what;
}

}  // namespace ashore::elf
