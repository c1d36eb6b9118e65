// SPDX-License-Identifier: Apache-2.0
// What is known of a program's code, found out once for all checks that ask, and not before one
// does: to follow all paths through a big program takes longer than everything else together.
#pragma once

#include <optional>

#include "ashore/base/expected.h"
#include "ashore/elf/loaded_image.h"
#include "ashore/verify/code_pieces.h"
#include "ashore/verify/functions.h"

namespace ashore::verify {

class ProgramCode {
 public:
  // What the subject is made of must outlive it.
  explicit ProgramCode(const CodeSubject& subject) : subject_(subject) {}
  ProgramCode(const ProgramCode&) = delete;
  ProgramCode& operator=(const ProgramCode&) = delete;

  const CodeSubject& subject() const { return subject_; }
  // The error says why the file cannot be read as code; without an image nothing else may be asked.
  Expected<const elf::LoadedImage*> image();

  const Witness& witness();
  const Functions& functions();
  // By symbols and sections.
  const CodePieces& pieces();
  // With what a descent proves, if one could be made.
  const CodePieces& refined();
  bool is_refined() const { return could_refine_.value_or(false); }

  isa::Scanners& scanners() {
    return subject_.scanners == nullptr ? own_scanners_ : *subject_.scanners;
  }

 private:
  const CodeSubject subject_;
  std::optional<Expected<elf::LoadedImage>> image_;
  std::optional<Witness> witness_;
  std::optional<Functions> functions_;
  std::optional<CodePieces> pieces_, refined_;
  std::optional<bool> could_refine_;
  isa::Scanners own_scanners_;
};

}  // namespace ashore::verify
