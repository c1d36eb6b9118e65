// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/outside_floor.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "ashore/verify/code_words.h"
#include "ashore/verify/kernel_emulates.h"

namespace ashore::verify {

namespace {

// An instruction may begin in a stretch and end after it.
constexpr std::uint64_t longest_instruction = 4;

std::string_view bytes_of(const elf::LoadedImage& image, std::uint64_t begin, std::uint64_t end) {
  std::span<const std::byte> bytes = image.rest_at(begin).value_or(std::span<const std::byte>());
  bytes = bytes.first(std::min<std::uint64_t>(bytes.size(), end - begin));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class Gatherer {
 public:
  Gatherer(const Program& program, Guards& guards) : program_(program), guards_(guards) {}

  Expected<void> add_scanners() {
    for (isa::Mode mode : isa::modes_of(*program_.subject.file.arch)) {
      TRY_ASSIGN(isa::Scanner * scanner, program_.scanners.of(program_.floor, mode));
      scanners_.emplace(mode, scanner);
    }
    return {};
  }

  void scan(const Stretch& stretch) {
    bool is_code = stretch.knowledge == Knowledge::code;
    if (!is_code && stretch.knowledge != Knowledge::unknown) return;
    for (auto& [mode, scanner] : scanners_)
      if (!is_code || mode == stretch.mode)
        scan(stretch, mode, is_code ? Reading::code : Reading::anything);
  }

  // Read as code, and yet something says that it is none.
  void scan_entered(const Stretch& stretch) { scan(stretch, stretch.mode, Reading::entered); }
  // Read as code, and nothing says for sure that it is.
  void scan_possible(const Stretch& stretch) { scan(stretch, stretch.mode, Reading::possible); }

  Gathered take() {
    std::ranges::sort(gathered_.groups, {}, [](const Group& group) {
      return std::tuple(group.standing, group.first, group.needs);
    });
    return std::move(gathered_);
  }

  void count_bytes(std::uint64_t bytes) { gathered_.bytes += bytes; }

 private:
  enum class Reading { code, entered, possible, anything };

  void scan(const Stretch& stretch, isa::Mode mode, Reading reading) {
    isa::Scanner& scanner = *scanners_.at(mode);
    isa::Code code{bytes_of(program_.image, stretch.begin, stretch.end + longest_instruction - 1),
                   stretch.begin, mode, code_endian(program_.subject.file),
                   reading == Reading::anything ? isa::Boundaries::every
                                                : isa::Boundaries::in_sequence};
    scanner.visit(code, [&](std::uint64_t address, unsigned length, std::string_view needs) {
      if (address >= stretch.end) return false;
      add({address, length, mode, needs, program_.functions.at(address)}, reading);
      return true;
    });
    name_instructions(code, scanner);
  }

  void add(const Offender& offender, Reading reading) {
    Standing standing = Standing::open;
    std::string why;
    if (reading != Reading::anything) {
      Ruling ruling = ruling_on(offender.needs, program_.subject.device);
      if (ruling.gravity == Gravity::fine) return;
      standing = ruling.gravity == Gravity::unsure ? Standing::open : Standing::outside;
      why = ruling.why;
      if (reading == Reading::entered) why = "it is called data, and code leads to it";
      if (reading == Reading::possible) why = "it is code only if certain numbers are pointers";
      if (reading != Reading::code) standing = Standing::open;
      if (std::optional<Guard> guard = guards_.of(offender)) {
        standing = guard->is_proved ? Standing::guarded : Standing::open;
        why = guard->name;
      }
    }
    Group& group = group_of(standing, offender, why);
    if (group.count++ == 0) {
      group.first = offender.address;
      unnamed_.push_back(&group - gathered_.groups.data());
    }
  }

  Group& group_of(Standing standing, const Offender& offender, const std::string& why) {
    auto key = std::tuple(standing, std::string(offender.needs), offender.function, why);
    auto [place, is_new] = by_key_.try_emplace(std::move(key), gathered_.groups.size());
    if (is_new)
      gathered_.groups.push_back(
          {standing, std::string(offender.needs), offender.function, why, 0, 0, ""});
    return gathered_.groups[place->second];
  }

  // The text of the first of each new group, which is in that piece.
  void name_instructions(const isa::Code& code, const isa::Scanner& scanner) {
    for (std::ptrdiff_t i : unnamed_) {
      Group& group = gathered_.groups[static_cast<std::size_t>(i)];
      group.instruction = scanner.text(code, group.first);
    }
    unnamed_.clear();
  }

  const Program& program_;
  Guards& guards_;
  std::map<isa::Mode, isa::Scanner*> scanners_;
  using Key = std::tuple<Standing, std::string, const Function*, std::string>;
  std::map<Key, std::size_t> by_key_;
  std::vector<std::ptrdiff_t> unnamed_;
  Gathered gathered_;
};

}  // namespace

std::size_t Gathered::count(Standing standing) const {
  std::size_t sum = 0;
  for (const Group& group : groups) sum += group.standing == standing ? group.count : 0;
  return sum;
}

Expected<bool> nothing_outside(const Program& program) {
  for (isa::Mode mode : isa::modes_of(*program.subject.file.arch)) {
    TRY_ASSIGN(isa::Scanner * scanner, program.scanners.of(program.floor, mode));
    for (const elf::CodeRange& range : program.image.code()) {
      isa::Code code{bytes_of(program.image, range.address, range.address + range.size),
                     range.address, mode, code_endian(program.subject.file),
                     isa::Boundaries::every};
      auto stop = [](std::uint64_t, unsigned, std::string_view) { return false; };
      if (!scanner->visit(code, stop)) return false;
    }
  }
  return true;
}

Expected<Gathered> gather_outside(const Program& program, const CodePieces& pieces,
                                  Guards& guards) {
  Gatherer gatherer(program, guards);
  TRY(gatherer.add_scanners());
  for (const Stretch& stretch : pieces.stretches) gatherer.scan(stretch);
  for (const Stretch& stretch : pieces.entered) gatherer.scan_entered(stretch);
  for (const Stretch& stretch : pieces.possible) gatherer.scan_possible(stretch);
  for (const elf::CodeRange& range : program.image.code()) gatherer.count_bytes(range.size);
  return gatherer.take();
}

}  // namespace ashore::verify
