// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/elf_edit.h"

#include <fmt/format.h>

#include "ashore/base/text.h"
#include "ashore/elf/elf.h"

namespace ashore::lab {
namespace {

std::size_t replace_all(std::string& bytes, std::string_view from, std::string_view to) {
  std::size_t count = 0;
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at)) {
    bytes.replace(at, from.size(), to);
    at += to.size();
    ++count;
  }
  return count;
}

}  // namespace

Expected<std::string> with_interpreter(std::string program, std::string_view from,
                                       std::string_view to) {
  std::string old(from), fresh(to);
  old += '\0';
  fresh.resize(std::max(old.size(), fresh.size()), '\0');
  if (fresh.size() > old.size() || to.size() >= old.size()) {
    return failure(ErrorKind::bug, fmt::format("`{}` does not fit in the place of `{}`", to, from));
  }
  if (replace_all(program, old, fresh) == 0) {
    return failure(ErrorKind::toolchain, fmt::format("a program of the distribution does not name "
                                                     "the loader `{}` that it should have",
                                                     from));
  }
  return program;
}

Expected<std::string> searching(std::string loader, std::string_view triplet,
                                std::string_view directory) {
  // glibc's system_dirs: with and without /usr. Slashes fill the rest; a path may have many.
  std::size_t found = 0;
  for (std::string_view prefix : {"/usr/lib/", "/lib/"}) {
    std::string old = fmt::format("{}{}/", prefix, triplet);
    if (directory.size() > old.size()) {
      return failure(ErrorKind::bug, fmt::format("`{}` is longer than `{}`", directory, old));
    }
    std::string fresh(directory);
    fresh.resize(old.size(), '/');
    found += replace_all(loader, old, fresh);
  }
  if (found == 0) {
    return failure(ErrorKind::toolchain,
                   fmt::format("the distribution's loader does not search /lib/{}", triplet));
  }
  return loader;
}

Expected<std::string> said_to_be_soft_float(std::string file) {
  std::span<const std::byte> bytes = std::as_bytes(std::span(file));
  TRY_ASSIGN(ElfFacts facts, elf::read(bytes));
  constexpr std::uint32_t pt_mips_abiflags = 0x70000003;
  constexpr std::size_t fp_register_size = 5, fp_abi = 7;
  for (const ElfSegment& segment : facts.segments) {
    bool is_whole = segment.offset < file.size() && file.size() - segment.offset > fp_abi;
    if (segment.type != pt_mips_abiflags || !is_whole) continue;
    constexpr char no_registers = 0, soft = 3;
    file[segment.offset + fp_register_size] = no_registers;
    file[segment.offset + fp_abi] = soft;
    return file;
  }
  return failure(ErrorKind::toolchain,
                 "a program of the distribution does not tell its MIPS ABI, as it should");
}

std::vector<std::string> modules_needed(std::string_view module) {
  using namespace std::string_view_literals;
  constexpr std::string_view field = "\0depends="sv;
  std::size_t at = module.find(field);
  if (at == std::string_view::npos) return {};
  std::string_view list = module.substr(at + field.size());
  std::vector<std::string> names;
  for (std::string_view name : split(list.substr(0, list.find('\0')), ',')) {
    if (!name.empty()) names.emplace_back(name);
  }
  return names;
}

std::vector<std::string> applets_of(std::string_view busybox) {
  using namespace std::string_view_literals;
  // applet_names of include/applet_tables.h: sorted, each ended by NUL.
  constexpr std::string_view first = "\0[\0[[\0"sv;
  std::size_t at = busybox.find(first);
  if (at == std::string_view::npos) return {};
  std::string_view rest = busybox.substr(at + 1);
  std::vector<std::string> names;
  while (true) {
    std::size_t end = rest.find('\0');
    if (end == std::string_view::npos || end == 0 || end > 40) return names;
    std::string name(rest.substr(0, end));
    if (!names.empty() && name <= names.back()) return names;
    names.push_back(std::move(name));
    rest = rest.substr(end + 1);
  }
}

}  // namespace ashore::lab
