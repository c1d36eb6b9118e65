// SPDX-License-Identifier: Apache-2.0
// The executable bytes of a file, and what is known about each: code of which kind, data, or
// nothing. Only what is proved may keep a byte from being looked at in every way.
//
// What counts as proof, in this order:
//   1. The file's own symbols. Mapping symbols ($a, $t, $x, $d) say what the assembler wrote, byte
//      by byte; section headers say which loaded sections hold no code at all. On MIPS, which has
//      no mapping symbols, functions with a size are code.
//   2. The same of the unstripped twin, if every loaded byte of it is the file's.
//   3. A recursive descent: what it reaches without a guess is code; if it is complete, what it
//      does not reach is data.
// Symbols can lie: assembly writes instructions by `.word` and `.byte`, for which assemblers put
// $d. So data that execution may enter is not taken for data: where the code before it falls into
// it, where a branch leads to it, where a function begins in it (entered_data.h).
// Bytes of which nothing is known are read in every mode at every boundary.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/device/facts.h"
#include "ashore/elf/loaded_image.h"
#include "ashore/isa/scan.h"
#include "ashore/isa/scanners.h"
#include "ashore/reach/reach.h"

namespace ashore::verify {

// A program, what is known beside it, and the device whose CPU shall run it.
struct CodeSubject {
  std::span<const std::byte> bytes;
  const ElfFacts& file;
  const DeviceFacts& device;
  // The same program before it was stripped; empty: it is not at hand.
  std::span<const std::byte> twin = {};
  // Made for other files before; may be missing.
  isa::Scanners* scanners = nullptr;
};

enum class Knowledge {
  code,      // executed, as one mode's instructions that follow each other
  unknown,   // may be code of any mode, or data
  literals,  // data between code
  data,      // sections without any code
};

// Half open, by address.
struct Stretch {
  std::uint64_t begin = 0, end = 0;
  Knowledge knowledge = Knowledge::unknown;
  isa::Mode mode = isa::Mode::a32;  // of code, and of what is entered
  bool operator==(const Stretch&) const = default;
};

// All executable bytes, by address.
struct CodePieces {
  std::vector<Stretch> stretches;
  // What execution may run through beyond that, or otherwise than is said there.
  std::vector<Stretch> entered;
  // What a complete descent reaches by something that may be a pointer, and may be none.
  std::vector<Stretch> possible;
  // By a complete descent: all addresses of code that the program makes or holds.
  std::vector<reach::Made> made;
  // Where the knowledge is from, for people; empty: there is none.
  std::string witness;
  // Why there is none, or less than there could be.
  std::vector<std::string> doubts;
};

class Functions;

// By symbols and sections.
CodePieces code_pieces(const CodeSubject& subject, const elf::LoadedImage& image,
                       const Functions& functions);

// Adds what a descent through the code proves about bytes of which nothing is known. False: none
// could be made.
bool refine_by_descent(const CodeSubject& subject, const elf::LoadedImage& image,
                       CodePieces& pieces);

// Whether `twin` is the same program to the kernel: entry, segments and all loaded bytes but the
// ELF header's own place for section headers.
bool is_twin(std::span<const std::byte> twin, const ElfFacts& twin_facts,
             std::span<const std::byte> file, const ElfFacts& file_facts);

// The file whose symbols describe the program: itself, or its twin.
struct Witness {
  std::span<const std::byte> bytes;
  ElfFacts facts;
  bool is_twin = false;
};
Witness witness_of(const CodeSubject& subject);

}  // namespace ashore::verify
