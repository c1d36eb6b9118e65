// SPDX-License-Identifier: Apache-2.0
// x86 of 32 and 64 bits, by Zydis: instructions have any length, so each is decoded, and its set is
// held against the floor.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/isa/scan.h"

namespace ashore::isa {

class X86Scanner {
 public:
  // ErrorKind::bad_input: the baseline is not known.
  static Expected<X86Scanner> of(const Floor& floor);
  X86Scanner(X86Scanner&&) noexcept;
  X86Scanner& operator=(X86Scanner&&) noexcept;
  ~X86Scanner();

  // As Scanner's.
  bool visit(const Code& code, const Scanner::Visitor& visitor) const;
  std::string text(const Code& code, std::uint64_t address) const;

 private:
  struct Zydis;
  explicit X86Scanner(std::unique_ptr<Zydis> zydis);
  std::unique_ptr<Zydis> zydis_;
};

}  // namespace ashore::isa
