// SPDX-License-Identifier: Apache-2.0
// Which instructions of a piece of code lie outside a floor, and which feature each of them needs.
// By LLVM's decoder: an encoding that decodes with every feature on, and not with the floor's. What
// LLVM does not hold apart comes from short lists with their sources (arm.cpp, aarch64.cpp, ...).
// For ARM, AArch64, MIPS and RISC-V; not for MIPS16 and microMIPS, which a caller must refuse. x86
// is decoded by Zydis.
//
// What is promised: at every boundary nothing outside is found only if no instruction of the piece
// lies outside, wherever code and data are; with x86, where one begins at every byte, real code is
// full of hits that are none, so that only `in_sequence` over what is known to be code says much.
// Thumb before Thumb-2 is like that too, since a long instruction is any two short ones in a row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/byte_reader.h"
#include "ashore/base/expected.h"
#include "ashore/target/machine.h"

namespace ashore::isa {

// How the bytes are to be read.
enum class Mode { a32, thumb, a64, mips, riscv, x86_32, x86_64 };

// Where an instruction may begin.
enum class Boundaries {
  every,        // at every word (A32, A64, MIPS), halfword (Thumb, RISC-V) or byte (x86)
  in_sequence,  // at the first byte, and where the one before it ends: known to be code alone
};

// A piece of code, as it lies in memory.
struct Code {
  std::string_view bytes;
  std::uint64_t address = 0;  // of the first byte
  Mode mode = Mode::a32;
  // Of instructions, not of data: little also in big-endian ARM programs since ARMv6 (BE8).
  Endian endian = Endian::little;
  Boundaries boundaries = Boundaries::every;
};

// An instruction that the floor does not promise. It may be data that looks like one.
struct Outside {
  std::uint64_t address = 0;
  unsigned length = 0;  // bytes
  // LLVM's names of features as in Floor ("vfp2", "hwdiv-arm", "lse"), or a baseline ("armv6k",
  // "mips32r2"); several with a space between them. Words of our own:
  //   fpu          a MIPS FPU, on a floor of soft float. The kernel may emulate it (the option
  //                MIPS_FP_SUPPORT, not in every firmware), so the caller must decide.
  //   fp64         64-bit registers of a MIPS FPU by odd numbers (FR=1)
  //   coprocessor  an ARM coprocessor that is no FPU: FPA, Maverick; iwmmxt has its name
  //   cop2         the same of MIPS
  //   swp          ARM's swp, which ARMv8 took away; the kernel may emulate it
  //   older        what a later release took away: MIPS before release 6
  //   cpuid        AArch64's identification registers, which Linux emulates since 4.11
  //   sysreg, csr  a system register that is not known
  //   tzcnt        x86: bsf to a core without bmi, and the same but for a source of zero;
  //                compilers write it for any core where they know that it is not zero
  //   perf-user-access   RISC-V's cycle and instret, which Linux takes from programs since 6.6
  std::string needs;
  std::string instruction;  // as an assembler writes it: "vadd.f32 s0, s1, s2"
  bool operator==(const Outside&) const = default;
};

// What one piece of code has outside the floor.
struct Scan {
  std::vector<Outside> hits;                    // the first ones, by address
  std::size_t count = 0;                        // of all
  std::map<std::string, std::size_t> by_needs;  // of all
  std::uint64_t bytes = 0;                      // that were looked at
};

// Looks at many pieces of code with one floor, and remembers what it decoded. Long pieces are
// looked at by all cores. Not for two threads at once.
class Scanner {
 public:
  // ErrorKind::bad_input: the architecture is not checked, or the baseline is not known.
  static Expected<Scanner> of(const Floor& floor, Mode mode);
  Scanner(Scanner&&) noexcept;
  Scanner& operator=(Scanner&&) noexcept;
  ~Scanner();

  // What `code` has outside the floor, with up to `keep` of them told one by one. The code must be
  // of the scanner's mode.
  Scan scan(const Code& code, std::size_t keep = 1000);

  // Address, length, and what it needs. True: go on.
  using Visitor = std::function<bool(std::uint64_t, unsigned, std::string_view)>;
  // Every one by address, without its text. False: the visitor ended it.
  bool visit(const Code& code, const Visitor& visitor);

  // The instruction at that address of `code` in an assembler's words; empty if there is none.
  std::string text(const Code& code, std::uint64_t address) const;

 private:
  struct State;
  Scan scan_x86(const Code& code, std::size_t keep);
  explicit Scanner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One piece of code: `Scanner::of` and `scan`.
Expected<Scan> outside(const Code& code, const Floor& floor, std::size_t keep = 1000);

// The modes in which code for that machine can be: two for ARM, none if it is not checked. None for
// x86 either, where every boundary says little: a caller that knows its code asks by mode.
std::vector<Mode> modes_of(Arch arch);

}  // namespace ashore::isa
