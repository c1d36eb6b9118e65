// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/x86_system_calls.h"

#include <algorithm>
#include <tuple>

#include "ashore/isa/x86.h"
#include "ashore/verify/system_call_table.h"
#include "ashore/verify/x86_code.h"
#include "ashore/verify/x86_number_flow.h"
#include "ashore/verify/x86_starts.h"

namespace ashore::verify {

namespace {

// With 64 bits: rax, and the first two arguments of a wrapper. With 32 bits arguments lie in memory
// or anywhere, as authors of wrappers like it.
bool may_carry_number(unsigned where, bool is_64) {
  constexpr unsigned rax = 0, rsi = 6, rdi = 7;
  return !is_64 || where == rax || where == rsi || where == rdi;
}

// Whatever the device has: here it matters only what is an instruction.
Floor any_floor(bool is_64) {
  Machine machine{is_64 ? Arch::x86_64 : Arch::x86, Endian::little, Abi::plain, FloatAbi::hard};
  return {machine, is_64 ? "x86-64" : "i686", {}};
}

bool is_before(const MadeCall& a, const MadeCall& b) {
  return std::tie(a.number, a.address, a.function) < std::tie(b.number, b.address, b.function);
}

MadeCalls unknown(const Error& error) {
  MadeCalls calls;
  calls.why_unknown = error.message();
  return calls;
}

std::string plain_name(const Functions& functions, std::uint64_t address) {
  const Function* function = functions.at(address);
  std::string name = function == nullptr ? "" : functions.in_words(function);
  return name.substr(0, name.find(" ("));
}

// The numbers that arrive, if that can be told of every call.
std::optional<MadeCalls> told(const X86Code& code, const Functions& functions) {
  MadeCalls made;
  for (const SystemCallSite& site : system_call_sites(code)) {
    if (site.is_open) return std::nullopt;
    for (const Arrival& arrival : site.arrivals)
      made.calls.push_back(
          {arrival.number, site.address, plain_name(functions, arrival.origin), false});
  }
  std::ranges::sort(made.calls, is_before);
  return made;
}

}  // namespace

MadeCalls x86_system_calls(const CodeSubject& subject, const elf::LoadedImage& image) {
  const KernelCalls* table = KernelCalls::of(*subject.file.arch, subject.file.abi);
  Expected<isa::X86Scanner> scanner = isa::X86Scanner::of(any_floor(image.is_64()));
  if (table == nullptr || !scanner) return {};
  Witness witness = witness_of(subject);
  Functions functions = Functions::of(witness.bytes, witness.facts, image);
  Expected<X86Known> known = x86_starts(image, subject.file, functions, witness);
  if (!known) return unknown(known.error());

  bool makes_any = false;
  MadeCalls possible;
  X86Code code(image, subject.file, *scanner, known->starts);
  sweep_x86(
      image, *scanner, known->starts, [](const X86Place&) {},
      [&](std::uint64_t address, const isa::X86Instruction& instruction) {
        makes_any |= instruction.calls_kernel;
        code.meet(address, instruction);
        if (!instruction.number || table->by_number(*instruction.number) == nullptr ||
            !may_carry_number(instruction.number_in, image.is_64()))
          return;
        possible.calls.push_back(
            {*instruction.number, address, plain_name(functions, address), false});
      });
  if (!makes_any) return {};
  code.finish();
  if (image.is_64())
    if (std::optional<MadeCalls> made = told(code, functions)) return *std::move(made);
  std::ranges::sort(possible.calls, is_before);
  return possible;
}

}  // namespace ashore::verify
