// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/object_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "ashore/elf/archive.h"
#include "ashore/elf/format.h"
#include "ashore/elf/mapping.h"
#include "ashore/elf/sections.h"
#include "ashore/elf/symbols.h"

namespace ashore::isa {

namespace {

constexpr std::string_view archive_magic = "!<arch>\n";
constexpr std::string_view elf_magic = "\177ELF";
constexpr std::uint32_t ef_arm_be8 = 0x00800000;

bool begins_with(std::span<const std::byte> bytes, std::string_view magic) {
  return bytes.size() >= magic.size() &&
         std::ranges::equal(bytes.first(magic.size()), std::as_bytes(std::span(magic)));
}

struct NamedPlace {
  std::uint32_t section = 0;
  std::uint64_t begin = 0;
  std::string_view name;
  auto key() const { return std::pair(section, begin); }
};

// One object while it is read.
struct Object {
  std::string_view name;
  std::span<const std::byte> bytes;
  ElfFacts facts;
  std::vector<elf::Section> sections;
  std::vector<elf::MappedRange> ranges;
  std::vector<NamedPlace> functions;  // by section and offset

  std::string_view function_at(std::uint32_t section, std::uint64_t offset) const {
    auto after =
        std::ranges::upper_bound(functions, std::pair(section, offset), {}, &NamedPlace::key);
    if (after == functions.begin() || std::prev(after)->section != section)
      return sections[section].name;
    return std::prev(after)->name;
  }
};

std::vector<NamedPlace> functions_of(const elf::SymbolTable& symbols, bool is_arm) {
  std::vector<NamedPlace> places;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    elf::Symbol symbol = symbols[i];
    bool is_named = !symbol.name.empty() && symbol.name[0] != '$' && symbol.name[0] != '.';
    bool is_function =
        symbol.kind == elf::SymbolKind::function || symbol.kind == elf::SymbolKind::none;
    if (!is_named || !is_function || !symbol.is_defined() || symbol.is_absolute()) continue;
    std::uint64_t value = is_arm ? symbol.value & ~std::uint64_t{1} : symbol.value;
    places.push_back({symbol.section, value, symbol.name});
  }
  std::ranges::stable_sort(places, {}, &NamedPlace::key);
  return places;
}

class ObjectReader {
 public:
  ObjectReader(const Floor& floor, ObjectScan& result) : floor_(floor), result_(result) {}

  Expected<void> object(std::string_view name, std::span<const std::byte> bytes) {
    Object object{name, bytes, {}, {}, {}, {}};
    TRY_ASSIGN(object.facts, elf::read(bytes));
    if (object.facts.type != ElfType::relocatable)
      return failure(ErrorKind::bad_input, "this is no object file");
    if (object.facts.arch != floor_.machine.arch)
      return failure(ErrorKind::bad_input,
                     fmt::format("the object is not for {}", in_words(floor_.machine.arch)));
    TRY_ASSIGN(object.sections, elf::sections(bytes, object.facts));
    TRY_ASSIGN(object.ranges, elf::mapped_ranges(bytes, object.facts));
    TRY_ASSIGN(elf::SymbolTable symbols, elf::static_symbols(bytes, object.facts));
    object.functions = functions_of(symbols, object.facts.machine == elf::em_arm);
    ++result_.objects;
    for (std::uint32_t i = 0; i < object.sections.size(); ++i) {
      const elf::Section& section = object.sections[i];
      bool is_code = section.is_loaded() && section.is_executable() && section.is_in_file();
      if (is_code && section.size > 0) TRY(scan_section(object, i));
    }
    return {};
  }

 private:
  Expected<void> scan_section(const Object& object, std::uint32_t index) {
    std::uint64_t size = object.sections[index].size;
    result_.bytes += size;
    std::uint64_t at = 0;
    for (const elf::MappedRange& range : object.ranges) {
      if (range.section != index) continue;
      TRY(scan_unmarked(object, index, at, range.begin));
      at = range.end;
      if (range.kind == elf::MappedKind::data) continue;
      Mode mode = range.kind == elf::MappedKind::thumb ? Mode::thumb
                                                       : modes_of(floor_.machine.arch).front();
      TRY(scan_piece(object, index, range.begin, range.end, mode, Boundaries::in_sequence));
    }
    return scan_unmarked(object, index, at, size);
  }

  Expected<void> scan_unmarked(const Object& object, std::uint32_t index, std::uint64_t begin,
                               std::uint64_t end) {
    if (begin >= end) return {};
    std::vector<Mode> modes = modes_of(floor_.machine.arch);
    // Sections of x86 hold code alone, and reading at every byte would say nothing.
    if (modes.empty()) {
      Mode mode = floor_.machine.arch == Arch::x86 ? Mode::x86_32 : Mode::x86_64;
      return scan_piece(object, index, begin, end, mode, Boundaries::in_sequence);
    }
    if (modes.size() > 1) ++result_.unmarked;
    for (Mode mode : modes) TRY(scan_piece(object, index, begin, end, mode, Boundaries::every));
    return {};
  }

  Expected<void> scan_piece(const Object& object, std::uint32_t index, std::uint64_t begin,
                            std::uint64_t end, Mode mode, Boundaries boundaries) {
    TRY_ASSIGN(Scanner * scanner, scanner_for(mode));
    std::span<const std::byte> content = elf::content_of(object.bytes, object.sections[index]);
    std::span<const std::byte> bytes = content.subspan(begin, end - begin);
    Code code{{reinterpret_cast<const char*>(bytes.data()), bytes.size()},
              begin,
              mode,
              endian_of(object.facts),
              boundaries};
    scanner->visit(code, [&](std::uint64_t at, unsigned, std::string_view needs) {
      ObjectInstructions& group = group_of(object, index, at, needs);
      if (group.count++ == 0) group.first = at;
      if (group.instruction.empty()) group.instruction = scanner->text(code, at);
      return true;
    });
    return {};
  }

  static Endian endian_of(const ElfFacts& facts) {
    if (facts.machine == elf::em_mips) return facts.endian;
    // Objects for BE8 are turned round by the linker, so they are not marked yet; data and code
    // have one order in them.
    bool is_turned = (facts.flags & ef_arm_be8) != 0;
    return facts.machine == elf::em_arm && !is_turned ? facts.endian : Endian::little;
  }

  Expected<Scanner*> scanner_for(Mode mode) {
    auto found = scanners_.find(mode);
    if (found == scanners_.end()) {
      TRY_ASSIGN(Scanner made, Scanner::of(floor_, mode));
      found = scanners_.emplace(mode, std::move(made)).first;
    }
    return &found->second;
  }

  // Those of one function follow each other.
  ObjectInstructions& group_of(const Object& object, std::uint32_t section, std::uint64_t at,
                               std::string_view needs) {
    std::string_view function = object.function_at(section, at);
    for (auto group = result_.outside.rbegin(); group != result_.outside.rend(); ++group) {
      if (group->object != object.name || group->function != function) break;
      if (group->needs == needs) return *group;
    }
    result_.outside.push_back(
        {std::string(object.name), std::string(function), std::string(needs), 0, 0, ""});
    return result_.outside.back();
  }

  const Floor& floor_;
  ObjectScan& result_;
  std::map<Mode, Scanner> scanners_;
};

}  // namespace

Expected<ObjectScan> outside_in_objects(std::span<const std::byte> file, const Floor& floor) {
  ObjectScan result;
  ObjectReader reader(floor, result);
  if (!begins_with(file, archive_magic)) {
    TRY(reader.object("", file));
    return result;
  }
  TRY_ASSIGN(std::vector<elf::ArchiveMember> members, elf::archive_members(file));
  for (const elf::ArchiveMember& member : members) {
    if (!begins_with(member.bytes, elf_magic)) {
      ++result.others;
      continue;
    }
    Expected<void> scanned = reader.object(member.name, member.bytes);
    if (!scanned)
      return Failure(
          std::move(scanned).error().while_doing(fmt::format("reading member {}", member.name)));
  }
  return result;
}

}  // namespace ashore::isa
