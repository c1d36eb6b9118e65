// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/x86_instructions.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "ashore/base/text.h"
#include "ashore/isa/x86.h"
#include "ashore/isa/x86_sets.h"
#include "ashore/verify/x86_starts.h"
#include "ashore/verify/x86_sweep.h"

namespace ashore::verify {

namespace {

// What libraries offer to those who want to know what the core can do.
constexpr auto questions = std::to_array<std::string_view>(
    {"getauxval", "__getauxval", "__cpu_model", "__cpu_indicator_init",
     "__x86_get_cpuid_feature_leaf", "__x86_get_cpu_features", "cpuid_get"});

// Bytes of this kind, from the first of them on, that the file loads.
bool loads_text(const elf::LoadedImage& image, std::string_view text) {
  return std::ranges::any_of(image.loaded(), [&](const elf::LoadedBytes& loaded) {
    std::string_view bytes(reinterpret_cast<const char*>(loaded.bytes.data()), loaded.bytes.size());
    return bytes.find(text) != bytes.npos;
  });
}

std::optional<std::string> imported_question(const elf::LoadedImage& image) {
  Expected<elf::SymbolTable> symbols = elf::dynamic_symbols(image);
  if (!symbols) return std::nullopt;
  for (std::size_t i = 1; i < symbols->size(); ++i) {
    elf::Symbol symbol = (*symbols)[i];
    if (!symbol.is_defined() && std::ranges::find(questions, symbol.name) != questions.end())
      return std::string(symbol.name);
  }
  return std::nullopt;
}

class X86Gatherer {
 public:
  X86Gatherer(const Program& program, const isa::X86Scanner& scanner)
      : program_(program), scanner_(scanner) {}

  void add(const X86Place& place) {
    std::string needs(place.reading == X86Reading::unreadable ? "unknown" : place.needs);
    const Function* function = program_.functions.at(place.address);
    auto key = std::tuple(place.reading, needs, function);
    auto [entry, is_new] = by_key_.try_emplace(std::move(key), groups_.size());
    if (is_new) groups_.push_back({place.reading, {Standing::open, needs, function, {}, 0, 0, {}}});
    Group& group = groups_[entry->second].group;
    if (group.count++ == 0 || place.address < group.first) group.first = place.address;
  }

  // `question`: how the program asks what the core can do; empty: it does not.
  Gathered take(const std::string& question) {
    Gathered gathered;
    for (Read& read : groups_) {
      decide(read, question);
      read.group.instruction = text_at(read.group.first);
      gathered.groups.push_back(std::move(read.group));
    }
    std::ranges::sort(gathered.groups, {}, [](const Group& group) {
      return std::tuple(group.standing, group.first, group.needs);
    });
    for (const elf::CodeRange& range : program_.image.code()) gathered.bytes += range.size;
    return gathered;
  }

 private:
  struct Read {
    X86Reading reading;
    Group group;
  };

  static void decide(Read& read, const std::string& question) {
    Group& group = read.group;
    if (read.reading == X86Reading::unreadable)
      group.why = "what is no known instruction stands in a function";
    if (read.reading == X86Reading::perhaps) group.why = "an address leads there that may be code";
    if (read.reading != X86Reading::code) return;
    std::vector<std::string_view> needs = words(group.needs);
    if (!question.empty())
      group.why = question;
    else if (group.needs == "tzcnt")
      group.why = "tzcnt runs as bsf on this CPU, which is not the same for zero";
    else if (!std::ranges::all_of(needs, isa::is_told_by_devices))
      group.why = "devices do not tell whether they have it";
    else
      group.standing = Standing::outside;
  }

  std::string text_at(std::uint64_t address) const {
    std::span<const std::byte> bytes =
        program_.image.rest_at(address).value_or(std::span<const std::byte>());
    bytes = bytes.first(std::min<std::size_t>(bytes.size(), 15));
    isa::Mode mode = program_.image.is_64() ? isa::Mode::x86_64 : isa::Mode::x86_32;
    return scanner_.text(
        {{reinterpret_cast<const char*>(bytes.data()), bytes.size()}, address, mode}, address);
  }

  const Program& program_;
  const isa::X86Scanner& scanner_;
  std::map<std::tuple<X86Reading, std::string, const Function*>, std::size_t> by_key_;
  std::vector<Read> groups_;
};

// The one that seems to be there for it, or the first.
std::string asking_function(const Program& program, std::vector<std::uint64_t> places) {
  std::ranges::sort(places);
  std::string first;
  for (std::uint64_t place : places) {
    std::string name = program.functions.in_words(program.functions.at(place));
    if (name.find("cpu") != name.npos) return name;
    if (first.empty()) first = name;
  }
  return first.empty() ? fmt::format("{:#x}", places.front()) : first;
}

// Words for people; empty: the program asks nothing.
std::string question_of(const Program& program, const X86Sweep& sweep, bool has_resolvers) {
  if (!sweep.cpuid.empty()) {
    return fmt::format("perhaps kept from running by what cpuid says, which is asked in {}",
                       asking_function(program, sweep.cpuid));
  }
  if (has_resolvers)
    return "perhaps kept from running by functions that choose others as the program starts "
           "(ifunc)";
  if (std::optional<std::string> name = imported_question(program.image))
    return fmt::format("perhaps kept from running by what {} says", *name);
  if (loads_text(program.image, "/proc/cpuinfo"))
    return "perhaps kept from running by what /proc/cpuinfo says";
  return "";
}

}  // namespace

Expected<X86Gathered> gather_x86(const Program& program, const Witness& witness) {
  TRY_ASSIGN(isa::X86Scanner scanner, isa::X86Scanner::of(program.floor));
  TRY_ASSIGN(X86Known starts,
             x86_starts(program.image, program.subject.file, program.functions, witness));
  X86Gatherer gatherer(program, scanner);
  X86Sweep sweep = sweep_x86(program.image, scanner, starts.starts,
                             [&](const X86Place& place) { gatherer.add(place); });
  return X86Gathered{gatherer.take(question_of(program, sweep, starts.has_resolvers)),
                     std::move(starts.witness)};
}

}  // namespace ashore::verify
