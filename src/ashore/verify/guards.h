// SPDX-License-Identifier: Apache-2.0
// Code outside of a floor that a program reaches only after it asked the device whether it may, as
// libraries do that carry several ways for several CPUs. Recognised by what the code does, with the
// names of symbols as a help; what is not recognised in full is not called guarded.
//
// The rules:
//   unwinder   libgcc's __gnu_Unwind_{Save,Restore}_{VFP*,WMMX*} and what LLVM's libunwind has
//              instead. Bodies are compared word by word. They run only when an unwind table says
//              that a function saved such registers, so every table of the file is read
//              (PT_ARM_EXIDX and what it leads to): if none has such an opcode, the instructions
//              are never executed. The same of GCC's aarch64_vg, which reads the length of a
//              vector (sve) where .eh_frame speaks of register 46.
//   AT_HWCAP   setjmp and longjmp of musl and glibc: `tst` of the one bit of AT_HWCAP that stands
//              for what is needed, in a register that was loaded from memory, and `beq` to behind
//              the instruction, with no other way in between. By the function's name; in a file
//              without names, if the bits of VFP and iWMMXt are tested side by side.
//   musl       __a_cas_v6, __a_barrier_v7 and their like on ARM, by their names and the pointer
//              __a_cas_ptr through which musl calls the one that fits. In a file without names,
//              if they stand there word by word, and a complete descent finds that their addresses
//              are made only where musl sets the thread pointer, behind a test of HWCAP_TLS.
//   __aarch64_have_lse_atomics
//              outline atomics of libgcc and compiler-rt: adrp, ldrb, cbz over the instruction,
//              and the variable has that name if the file has any.
//   getauxval(AT_HWCAP)
//              a branch by one bit of what getauxval(16) returned (its own, or another file's by
//              the loader's slot), where that bit promises all that
//              is needed, on every way to the instruction: in its own function, else at each place
//              that calls the function, if nothing takes its address. The value is followed through
//              a variable beside the call and not further: what looks like such a test and is not
//              traced to getauxval leaves the answer open.
//   answers    all that the program may execute is gone through by a complete descent, with what
//   its
//              registers, its stack and some variables surely hold (execution.h): once with
//              whatever getauxval may answer, once without the bits of AT_HWCAP and AT_HWCAP2 that
//              a kernel leaves unset where the floor lacks what they stand for. What is executed
//              only the first time is guarded; so is what nothing leads to. A variable counts if it
//              is written near the question or with its answer, and if no address of it goes where
//              writes are not seen. Of ARM and Thumb. In static files without names, getauxval is a
//              function that goes through pairs of words until one begins with its argument.
//   std_detect Rust's is_aarch64_feature_detected! and its like: named, never proved. The function,
//              or each that leads to it, calls what asks the CPU the first time.
//   OPENSSL_armcap_P
//              OpenSSL, BoringSSL and ring on ARM: named, never proved. The file has that variable,
//              and the function's name is one of their implementations'; in a file without names,
//              the name of the variable of the environment or the line by which that assembly
//              names its author, and a need that they have.
//   SIGILL     a program that handles SIGILL may try instructions: named, never proved. The number
//              is in the register where it calls sigaction or signal. Only for the function that
//              does so and those that nothing else leads to.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ashore/elf/loaded_image.h"
#include "ashore/isa/scan.h"
#include "ashore/target/machine.h"
#include "ashore/verify/code_pieces.h"
#include "ashore/verify/functions.h"

namespace ashore::verify {

// One instruction outside of the floor that is code for sure.
struct Offender {
  std::uint64_t address = 0;
  unsigned length = 4;
  isa::Mode mode = isa::Mode::a32;
  std::string_view needs;
  const Function* function = nullptr;
};

struct Guard {
  std::string name;       // what it tests: "AT_HWCAP"
  bool is_proved = true;  // false: known by name only, so the answer stays open
};

class Guards {
 public:
  Guards(const elf::LoadedImage& image, const ElfFacts& facts, const Functions& functions);
  ~Guards();
  Guards(const Guards&) = delete;
  Guards& operator=(const Guards&) = delete;

  // The code in which ways to an instruction are followed. Without it there is one kind of guard
  // less.
  void look_in(const CodePieces& pieces);

  // What the device is known to have. Without it there is one kind of guard less.
  void run_on(const Floor& floor);

  // What keeps that instruction from being executed on a device without it; empty: nothing that we
  // recognise.
  std::optional<Guard> of(const Offender& offender);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ashore::verify
