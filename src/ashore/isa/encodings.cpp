// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/encodings.h"

namespace ashore::isa {

namespace {

#include "ashore/isa/tables/a32.inc"
#include "ashore/isa/tables/a64.inc"
#include "ashore/isa/tables/mips.inc"
#include "ashore/isa/tables/riscv.inc"
#include "ashore/isa/tables/thumb.inc"

}  // namespace

Encodings encodings_of(Mode mode) {
  switch (mode) {
  case Mode::a32: return {a32_forms, a32_conditions};
  case Mode::thumb: return {thumb_forms, thumb_conditions};
  case Mode::a64: return {a64_forms, a64_conditions};
  case Mode::mips: return {mips_forms, mips_conditions};
  case Mode::riscv: return {riscv_forms, riscv_conditions};
  case Mode::x86_32:
  case Mode::x86_64: break;
  }
  return {};
}

}  // namespace ashore::isa
