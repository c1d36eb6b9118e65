// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/program_system_calls.h"

#include <algorithm>
#include <tuple>

#include "ashore/elf/code_roots.h"
#include "ashore/verify/code_graph.h"
#include "ashore/verify/functions.h"
#include "ashore/verify/number_flow.h"
#include "ashore/verify/x86_system_calls.h"

namespace ashore::verify {

namespace {

// Words that the loader writes, and those that a program with fixed addresses holds anyway.
std::vector<std::uint64_t> code_pointers(const elf::LoadedImage& image) {
  std::vector<std::uint64_t> pointers;
  if (Expected<elf::RelocatedCode> relocated = elf::relocated_code(image)) {
    pointers = std::move(relocated->addresses);
    pointers.insert(pointers.end(), relocated->resolvers.begin(), relocated->resolvers.end());
  }
  std::vector<std::uint64_t> possible = elf::possible_code_pointers(image);
  pointers.insert(pointers.end(), possible.begin(), possible.end());
  pointers.push_back(image.entry());
  std::ranges::sort(pointers);
  return pointers;
}

void add_span(std::vector<CodeSpan>& spans, const Stretch& stretch, isa::Mode mode,
              bool is_doubtful = false) {
  std::uint64_t step = mode == isa::Mode::thumb || mode == isa::Mode::riscv ? 2 : 4;
  std::uint64_t begin = (stretch.begin + step - 1) / step * step;
  if (begin < stretch.end) spans.push_back({begin, stretch.end, mode, is_doubtful});
}

// Bytes of which nothing is known are read in every mode that the machine has.
std::vector<CodeSpan> spans_of(const CodePieces& pieces, Arch arch) {
  std::vector<CodeSpan> spans;
  for (const Stretch& stretch : pieces.stretches) {
    if (stretch.knowledge == Knowledge::code) {
      add_span(spans, stretch, stretch.mode);
    } else if (stretch.knowledge == Knowledge::unknown) {
      for (isa::Mode mode : isa::modes_of(arch)) add_span(spans, stretch, mode);
    }
  }
  for (const std::vector<Stretch>* doubtful : {&pieces.entered, &pieces.possible})
    for (const Stretch& stretch : *doubtful) add_span(spans, stretch, stretch.mode, true);
  std::ranges::sort(spans, [](const CodeSpan& a, const CodeSpan& b) {
    return std::tuple(a.begin, a.end, a.mode) < std::tuple(b.begin, b.end, b.mode);
  });
  return spans;
}

// Small numbers look like addresses too. Where symbols tell where functions begin, a word that is
// the address of something in the middle of one is taken for such a number.
void keep_functions(std::vector<std::uint64_t>& pointers, const Functions& functions) {
  std::erase_if(pointers, [&](std::uint64_t pointer) {
    const Function* function = functions.at(pointer & ~std::uint64_t{1});
    return function != nullptr && function->pointer() != pointer;
  });
}

bool is_known_code(const CodePieces& pieces, std::uint64_t address) {
  return std::ranges::any_of(pieces.stretches, [&](const Stretch& stretch) {
    return stretch.knowledge == Knowledge::code && address >= stretch.begin &&
           address < stretch.end;
  });
}

// Demangled, without the object file and what LLVM adds.
std::string plain_name(const Functions& functions, const Function& function) {
  std::string name = functions.in_words(&function);
  return name.substr(0, name.find(" ("));
}

bool may_make_any(const elf::LoadedImage& image, Arch arch) {
  for (const elf::CodeRange& range : image.code()) {
    for (isa::Mode mode : isa::modes_of(arch)) {
      std::uint64_t begin = (range.address + 3) & ~std::uint64_t{3};
      if (has_system_call(image, {begin, range.address + range.size, mode})) return true;
    }
  }
  return false;
}

// Numbers of system calls are below this on every machine but for ARM's own few.
constexpr std::uint64_t above_numbers = 8192;

std::vector<std::uint64_t> constants_in(const elf::LoadedImage& image,
                                        std::span<const CodeSpan> spans) {
  std::vector<bool> seen(above_numbers);
  for (const CodeSpan& span : spans) {
    std::uint64_t address = span.begin;
    while (address < span.end) {
      std::optional<Effect> effect = effect_of(image, span.mode, address);
      if (!effect) break;
      for (const Write& write : effect->writes) {
        auto value = static_cast<std::uint64_t>(write.source.value);
        bool carries = (convention_of(span.mode).carriers >> write.reg & 1) != 0;
        if (carries && write.source.kind == Source::Kind::constant && value < above_numbers)
          seen[value] = true;
      }
      address += effect->length;
    }
  }
  std::vector<std::uint64_t> constants;
  for (std::uint64_t value = 0; value < above_numbers; ++value)
    if (seen[value]) constants.push_back(value);
  return constants;
}

MadeCalls unknown(std::string why) {
  MadeCalls calls;
  calls.why_unknown = std::move(why);
  return calls;
}

}  // namespace

MadeCalls system_calls_made(ProgramCode& code) {
  Expected<const elf::LoadedImage*> read = code.image();
  if (!read) return unknown(read.error().message());
  const elf::LoadedImage* image = *read;
  const CodeSubject& subject = code.subject();
  if (*subject.file.arch == Arch::x86 || *subject.file.arch == Arch::x86_64)
    return x86_system_calls(subject, *image);
  // Most programs leave all of them to libraries.
  if (!may_make_any(*image, *subject.file.arch)) return {};
  const Functions& functions = code.functions();
  const CodePieces& pieces = code.refined();
  std::vector<CodeSpan> spans = spans_of(pieces, *subject.file.arch);
  std::vector<std::uint64_t> pointers = code_pointers(*image);
  keep_functions(pointers, functions);
  MadeCalls made;
  for (const SystemCallSite& site : system_call_sites(*image, spans, pointers)) {
    if (site.is_open) {
      const Function* function = functions.at(site.address);
      made.open.push_back(
          {site.address, function == nullptr ? "" : plain_name(functions, *function)});
    }
    bool is_sure =
        site.arrivals.size() == 1 && !site.is_open && is_known_code(pieces, site.address);
    for (const Arrival& arrival : site.arrivals) {
      const Function* function = functions.at(arrival.origin);
      made.calls.push_back({arrival.number, site.address,
                            function == nullptr ? "" : plain_name(functions, *function), is_sure});
    }
  }
  if (!made.open.empty()) made.constants = constants_in(*image, spans);
  std::ranges::sort(made.calls, [](const MadeCall& a, const MadeCall& b) {
    return std::tie(a.number, a.address, a.function) < std::tie(b.number, b.address, b.function);
  });
  return made;
}

}  // namespace ashore::verify
