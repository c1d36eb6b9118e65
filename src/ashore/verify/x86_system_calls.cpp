// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/x86_system_calls.h"

#include <algorithm>
#include <tuple>

#include "ashore/isa/x86.h"
#include "ashore/verify/system_call_table.h"
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

MadeCalls unknown(const Error& error) {
  MadeCalls calls;
  calls.why_unknown = error.message();
  return calls;
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
  MadeCalls made;
  sweep_x86(
      image, *scanner, known->starts, [](const X86Place&) {},
      [&](std::uint64_t address, const isa::X86Instruction& instruction) {
        makes_any |= instruction.calls_kernel;
        if (!instruction.number || table->by_number(*instruction.number) == nullptr ||
            !may_carry_number(instruction.number_in, image.is_64()))
          return;
        const Function* function = functions.at(address);
        std::string name = function == nullptr ? "" : functions.in_words(function);
        made.calls.push_back(
            {*instruction.number, address, name.substr(0, name.find(" (")), false});
      });
  if (!makes_any) return {};
  std::ranges::sort(made.calls, [](const MadeCall& a, const MadeCall& b) {
    return std::tie(a.number, a.address, a.function) < std::tie(b.number, b.address, b.function);
  });
  return made;
}

}  // namespace ashore::verify
