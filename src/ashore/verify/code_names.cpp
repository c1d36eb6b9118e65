// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/code_names.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "ashore/elf/compile_units.h"
#include "ashore/elf/debug_sections.h"
#include "ashore/elf/source_lines.h"
#include "ashore/isa/demangle.h"
#include "ashore/isa/unpack.h"

namespace ashore::verify {

namespace {

std::string_view file_name(std::string_view path) {
  std::size_t slash = path.find_last_of("/\\");
  return slash == path.npos ? path : path.substr(slash + 1);
}

bool begins_with_crate(std::string_view path, std::string_view crate) {
  while (path.starts_with('<') || path.starts_with('&')) path.remove_prefix(1);
  return path.starts_with(crate) && path.substr(crate.size()).starts_with("::");
}

std::string in_brackets(const std::string& function, const std::string& where) {
  if (where.empty() || function.empty()) return function.empty() ? where : function;
  return fmt::format("{} ({})", function, where);
}

}  // namespace

std::string CodeName::function_and_origin() const { return in_brackets(function, origin); }

std::string CodeName::with_line() const {
  bool says_both = line.starts_with(origin) && line.substr(origin.size()).starts_with(':');
  if (line.empty()) return function_and_origin();
  return in_brackets(function, origin.empty() || says_both ? line : origin + ", " + line);
}

struct CodeNames::State {
  State(std::span<const std::byte> file, const ElfFacts& facts, const Functions& known)
      : functions(known), debug(unpacked_debug(file, facts)), units(elf::CompileUnits::of(debug)),
        programs(debug) {}

  elf::DebugBytes unpacked_debug(std::span<const std::byte> file, const ElfFacts& facts) {
    elf::DebugBytes bytes;
    bytes.endian = facts.endian;
    for (const elf::DebugSection& section : elf::debug_sections(file, facts)) {
      elf::DebugPart part = elf::debug_part(section.name);
      if (section.packing == elf::Packing::none) {
        bytes.*part = section.bytes;
      } else if (std::optional<std::vector<std::byte>> made = isa::unpacked(section)) {
        unpacked.push_back(*std::move(made));
        bytes.*part = unpacked.back();
      }
    }
    return bytes;
  }

  const Functions& functions;
  std::vector<std::vector<std::byte>> unpacked;  // what `debug` points into
  elf::DebugBytes debug;
  elf::CompileUnits units;
  elf::LinePrograms programs;
  elf::SourceLines lines;
};

CodeNames::CodeNames(std::span<const std::byte> file, const ElfFacts& facts,
                     const Functions& functions)
    : state_(std::make_unique<State>(file, facts, functions)) {}
CodeNames::~CodeNames() = default;

void CodeNames::find_lines(std::span<const std::uint64_t> addresses) {
  // By unit, and in order within each.
  std::vector<std::pair<const elf::CompileUnit*, std::uint64_t>> wanted;
  for (std::uint64_t address : addresses)
    if (const elf::CompileUnit* unit = state_->units.at(address))
      wanted.emplace_back(unit, address);
  std::ranges::sort(wanted);
  std::vector<std::uint64_t> of_unit;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    of_unit.push_back(wanted[i].second);
    if (i + 1 < wanted.size() && wanted[i + 1].first == wanted[i].first) continue;
    state_->programs.add_lines(*wanted[i].first, of_unit, state_->lines);
    of_unit.clear();
  }
}

CodeName CodeNames::of(std::uint64_t address, const Function* function) const {
  CodeName name;
  if (function != nullptr) name.function = isa::demangled(state_->functions.name(*function));
  if (const elf::CompileUnit* unit = state_->units.at(address)) {
    std::string_view path = state_->units.name(*unit);
    std::string_view crate = elf::crate_of_unit(path);
    name.origin = crate.empty() ? file_name(path) : crate;
    if (!crate.empty() && begins_with_crate(name.function, crate)) name.origin.clear();
  }
  if (auto found = state_->lines.find(address); found != state_->lines.end() && found->second.line)
    name.line = fmt::format("{}:{}", file_name(found->second.file), found->second.line);
  return name;
}

}  // namespace ashore::verify
