// SPDX-License-Identifier: Apache-2.0
// Whether the kernel has the system calls that the program makes. By the numbers in its code, and
// by the functions of libc that it imports, whose name is a system call's:
//   the kernel has it, or whoever makes it is known to do without  ->  runs, and a warning
//   no kernel as old as this one has it, surely made, no fallback  ->  will_not_run
//   nobody knows what happens without it, or which call it is      ->  cannot_tell
// A number that cannot be told does no harm where no instruction of the program puts the number of
// a call that the kernel lacks into the register of numbers or of the first two arguments (a
// wrapper takes it in one of them), and where the kernel has every call that we know of. Programs
// that compute such a number or keep it in a table of theirs are not seen; the text says how many
// calls the answer takes on that. On x86 all numbers are known in that way alone.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/elf/symbols.h"
#include "ashore/verify/check.h"
#include "ashore/verify/program_system_calls.h"
#include "ashore/verify/rust_program.h"
#include "ashore/verify/system_call_table.h"

namespace ashore::verify {

namespace {

constexpr std::size_t most_named = 6;
constexpr std::size_t most_places = 20;

// A call that the kernel may lack, and one who makes it.
struct Lack {
  std::string call;
  std::string function;
  std::optional<std::uint64_t> address;
  bool surely_lacks = false;  // no older kernel ever had it
  bool surely_made = false;
  const Fallback* fallback = nullptr;
};

// Older than any kernel that is met; where the device did not say, this is what it surely has.
Version oldest(Arch arch) {
  switch (arch) {
  case Arch::aarch64: return {{3, 7}};  // the first one for these machines
  case Arch::riscv64: return {{4, 15}};
  default: return {{2, 6, 16}};
  }
}

class Kernel {
 public:
  Kernel(const Subject& subject, const KernelCalls& calls)
      : calls_(calls), known_(subject.device.kernel.has_value()),
        version_(known_ ? subject.device.kernel->value : oldest(*subject.file.arch)) {}

  bool has_all() const { return version_ >= calls_.newest(); }

  // Whether one of these numbers is that of a call which the kernel may lack.
  bool may_lack_one_of(std::span<const std::uint64_t> numbers) const {
    return std::ranges::any_of(calls_.all(), [&](const KernelCall& call) {
      return call.surely > version_ && std::ranges::binary_search(numbers, call.number);
    });
  }

  // Nothing: it has the call.
  std::optional<Lack> lack(const KernelCall* call, std::string name, std::string function) const {
    if (call != nullptr && call->surely <= version_) return std::nullopt;
    Lack lack;
    lack.call = std::move(name);
    lack.function = std::move(function);
    lack.surely_lacks = known_ && call != nullptr && version_ < call->since;
    lack.fallback = fallback_of(lack.call, lack.function);
    return lack;
  }

 private:
  const KernelCalls& calls_;
  bool known_;
  Version version_;
};

// Libraries and loaders of a dynamic program make calls too; the device's own were made for its
// kernel. What the program asks of them by a call's name it may rely on.
std::vector<Lack> lacks_of_imports(const Subject& subject, const KernelCalls& calls,
                                   const Kernel& kernel) {
  std::vector<Lack> lacks;
  Expected<elf::LoadedImage> image = elf::LoadedImage::of(subject.bytes, subject.file);
  if (!image || subject.is_static()) return lacks;
  Expected<elf::SymbolTable> symbols = elf::dynamic_symbols(*image);
  for (std::size_t i = 1; symbols && i < symbols->size(); ++i) {
    elf::Symbol symbol = (*symbols)[i];
    // Who binds weakly looks first whether it is there.
    if (symbol.is_defined() || symbol.binding != elf::SymbolBinding::global) continue;
    const KernelCall* call = calls.by_name(symbol.name);
    if (call == nullptr) continue;
    if (std::optional<Lack> lack = kernel.lack(call, std::string(symbol.name), ""))
      lacks.push_back(*std::move(lack));
  }
  return lacks;
}

// What numbers can come to a function of libc that nobody can follow, libc's authors know.
bool is_known_wrapper(const OpenCall& call) {
  const Fallback* row = fallback_of("?", call.function);
  return row != nullptr && !row->none;
}

// Bytes that only may be code ask for numbers that no kernel gave to a call: then they are not
// code, or get ENOSYS on every kernel, the author's own too. Those behind the last one may be given
// to calls that came after the table was made.
bool is_no_call(std::uint64_t number, const KernelCalls& calls) {
  constexpr std::uint64_t room_for_new_ones = 64;
  std::uint64_t last = 0;
  for (const KernelCall& call : calls.all()) {
    // Private ones of ARM stand far behind (__ARM_NR_BASE, 0xf0000).
    if (call.number < 0x10000) last = std::max(last, call.number);
  }
  bool may_be_new = number > last && number <= last + room_for_new_ones;
  return !may_be_new && calls.by_number(number) == nullptr;
}

std::vector<Lack> lacks_of_code(const MadeCalls& made, const KernelCalls& calls,
                                const Kernel& kernel) {
  std::vector<Lack> lacks;
  for (const MadeCall& one : made.calls) {
    if (!one.is_sure && is_no_call(one.number, calls)) continue;
    const KernelCall* call = calls.by_number(one.number);
    std::string name =
        call == nullptr ? fmt::format("number {}", one.number) : std::string(call->name);
    std::optional<Lack> lack = kernel.lack(call, std::move(name), one.function);
    if (!lack) continue;
    lack->address = one.address;
    lack->surely_made = one.is_sure;
    lacks.push_back(*std::move(lack));
  }
  return lacks;
}

bool is_refused(const Lack& lack) {
  return lack.surely_lacks && lack.surely_made && lack.fallback != nullptr && lack.fallback->none;
}

// What everybody is said to do instead must be a call that the program makes too: who has no way
// without the new call has not the number of the old one either.
bool makes_instead(const Fallback& fallback, const MadeCalls& made, const KernelCalls& calls) {
  if (fallback.caller != "*") return true;
  if (fallback.instead == "nothing") return true;
  const KernelCall* other = calls.by_name(fallback.instead);
  if (other == nullptr) return false;
  return std::ranges::binary_search(made.constants, other->number) ||
         std::ranges::find(made.calls, other->number, &MadeCall::number) != made.calls.end();
}

bool is_covered(const Lack& lack, const MadeCalls& made, const KernelCalls& calls) {
  return lack.fallback != nullptr && !lack.fallback->none &&
         makes_instead(*lack.fallback, made, calls);
}

std::string names_of(const std::vector<Lack>& lacks) {
  std::set<std::string> names;
  for (const Lack& lack : lacks) names.insert(printable(lack.call, 60));
  std::vector<std::string> shown(names.begin(), names.end());
  if (shown.size() > most_named) {
    std::size_t more = shown.size() - most_named;
    shown.resize(most_named);
    shown.push_back(fmt::format("{} more", more));
  }
  return joined(shown, ", ");
}

Checked with_places(Checked checked, const std::vector<Lack>& lacks) {
  for (const Lack& lack : lacks) {
    if (!lack.address || checked.finding->where.size() == most_places) continue;
    Where where;
    where.address = *lack.address;
    where.function = lack.function;
    where.needs = lack.call;
    std::vector<Where>& places = checked.finding->where;
    if (std::ranges::find(places, where) == places.end()) places.push_back(std::move(where));
  }
  return checked;
}

std::string kernel_words(const Subject& subject) {
  const MaybeFact<Version>& kernel = subject.device.kernel;
  return kernel ? "Linux " + to_string(kernel->value) : std::string("an old kernel");
}

// "statx (then fstatat64), getrandom (then /dev/urandom)"
std::string fallbacks_in_words(const std::vector<Lack>& lacks) {
  std::map<std::string, std::string> ways;
  for (const Lack& lack : lacks) ways.emplace(lack.call, lack.fallback->instead);
  std::vector<std::string> words;
  for (const auto& [call, instead] : ways)
    words.push_back(fmt::format("{} (then {})", call, instead));
  return joined(words, ", ");
}

Checked open_calls(const Subject& subject, const std::vector<Lack>& open, std::size_t untold) {
  OnDevice evidence = evidence_of(subject.device.kernel);
  std::string text = open.empty() ? fmt::format("the program makes {} system calls whose number "
                                                "cannot be told before it runs",
                                                untold)
                                  : fmt::format("the program may make system calls that {} lacks: "
                                                "{}; what it does without them is not known",
                                                kernel_words(subject), names_of(open));
  if (!subject.device.kernel) text += "; the device did not say its kernel";
  return with_places(cannot_tell(text, evidence), open);
}

// Of calls whose number comes from elsewhere.
std::string remark(std::size_t untold) {
  if (untold == 0) return "";
  return fmt::format("; {} of its calls {} from elsewhere, and nowhere in its code stands one that "
                     "the kernel lacks",
                     untold, untold == 1 ? "takes its number" : "take their numbers");
}

}  // namespace

Checked check_system_calls(const Subject& subject) {
  const KernelCalls* calls = KernelCalls::of(*subject.file.arch, subject.file.abi);
  if (calls == nullptr) return nothing_to_say();
  Kernel kernel(subject, *calls);
  OnDevice evidence = evidence_of(subject.device.kernel);
  if (kernel.has_all()) return runs("the kernel has every system call that is known", evidence);
  MadeCalls made = system_calls_made(subject.code);
  if (!made.why_unknown.empty())
    return cannot_tell("its system calls cannot be read: " + printable(made.why_unknown, 300));
  std::erase_if(made.open, is_known_wrapper);
  std::size_t untold = 0;
  if (!kernel.may_lack_one_of(made.constants)) untold = std::exchange(made.open, {}).size();
  std::vector<Lack> lacks = lacks_of_code(made, *calls, kernel);
  std::ranges::move(lacks_of_imports(subject, *calls, kernel), std::back_inserter(lacks));
  std::vector<Lack> refused, open, covered;
  for (Lack& lack : lacks)
    (is_refused(lack)                 ? refused
     : is_covered(lack, made, *calls) ? covered
                                      : open)
        .push_back(std::move(lack));
  if (!refused.empty())
    return with_places(will_not_run(fmt::format("{} lacks what the program cannot do without: {}",
                                                kernel_words(subject), names_of(refused)),
                                    evidence, build_for_device),
                       refused);
  if (!open.empty() || !made.open.empty()) return open_calls(subject, open, made.open.size());
  if (covered.empty())
    return runs("the kernel has the system calls that it makes" + remark(untold), evidence);
  std::string text = fmt::format("it can do without the system calls that {} lacks: {}",
                                 kernel_words(subject), fallbacks_in_words(covered));
  Checked checked = with_places(runs(text + remark(untold), evidence), covered);
  // Rust's own warning about old kernels says it already.
  if (subject.device.kernel && !is_below_rusts_floor(subject.bytes, subject.device))
    checked.warning = text;
  return checked;
}

}  // namespace ashore::verify
