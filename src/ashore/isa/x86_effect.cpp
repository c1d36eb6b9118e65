// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/x86_effect.h"

#include <Zydis/Zydis.h>

#include <array>
#include <span>

namespace ashore::isa {

namespace {

using Operand = ZydisDecodedOperand;

unsigned number_of(ZydisRegister reg) {
  ZydisRegister whole = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
  if (ZydisRegisterGetClass(whole) != ZYDIS_REGCLASS_GPR64) return X86Effect::none;
  return static_cast<unsigned>(ZydisRegisterGetId(whole));
}

bool is_register(const Operand& operand) { return operand.type == ZYDIS_OPERAND_TYPE_REGISTER; }

// The lower half is written to as well, and the rest cleared.
bool is_whole(const Operand& operand) { return is_register(operand) && operand.size >= 32; }

void add(ZydisRegister reg, std::uint16_t& registers) {
  unsigned number = number_of(reg);
  if (number != X86Effect::none) registers |= static_cast<std::uint16_t>(1U << number);
}

bool is_lowest_byte(const Operand& operand) {
  bool is_second = operand.reg.value >= ZYDIS_REGISTER_AH && operand.reg.value <= ZYDIS_REGISTER_BH;
  return is_register(operand) && operand.size == 8 && !is_second;
}

bool is_plain_place(const Operand& operand) {
  bool is_memory =
      operand.type == ZYDIS_OPERAND_TYPE_MEMORY && operand.mem.type == ZYDIS_MEMOP_TYPE_MEM;
  return is_memory && operand.mem.index == ZYDIS_REGISTER_NONE && operand.size >= 32 &&
         number_of(operand.mem.base) != X86Effect::none &&
         (operand.mem.segment == ZYDIS_REGISTER_DS || operand.mem.segment == ZYDIS_REGISTER_SS);
}

bool is_move(ZydisMnemonic mnemonic) {
  return mnemonic == ZYDIS_MNEMONIC_MOV || mnemonic == ZYDIS_MNEMONIC_MOVSXD;
}

bool makes_zero(ZydisMnemonic mnemonic, const Operand& to, const Operand& from) {
  return (mnemonic == ZYDIS_MNEMONIC_XOR || mnemonic == ZYDIS_MNEMONIC_SUB) && is_register(from) &&
         to.reg.value == from.reg.value;
}

void note_source(const ZydisDecodedInstruction& instruction, std::span<const Operand> operands,
                 X86Effect& effect) {
  if (operands.size() < 2 || !is_register(operands[0])) return;
  const Operand& from = operands[1];
  ZydisMnemonic mnemonic = instruction.mnemonic;
  if (mnemonic == ZYDIS_MNEMONIC_MOV && is_lowest_byte(operands[0]) &&
      from.type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
    effect.to = number_of(operands[0].reg.value);
    effect.low_byte = static_cast<std::uint8_t>(from.imm.value.u);
  }
  if (!is_whole(operands[0])) return;
  bool copies = is_move(mnemonic) || effect.is_optional;
  effect.to = number_of(operands[0].reg.value);
  effect.loads_word = mnemonic == ZYDIS_MNEMONIC_MOV && operands[0].size == 64 &&
                      from.type == ZYDIS_OPERAND_TYPE_MEMORY;
  if (makes_zero(mnemonic, operands[0], from)) {
    effect.number = 0;
  } else if (copies && from.type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
    effect.number = static_cast<std::uint32_t>(from.imm.value.u);
  } else if (copies && is_whole(from)) {
    effect.copied = number_of(from.reg.value);
    effect.copies_word = from.size == 64;
  } else if (copies && is_plain_place(from)) {
    effect.loaded_by = number_of(from.mem.base);
    effect.loaded_at = from.mem.disp.value;
  }
}

}  // namespace

std::optional<X86Effect> x86_effect(std::string_view bytes) {
  ZydisDecoder decoder;
  ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
  ZydisDecodedInstruction instruction;
  std::array<Operand, ZYDIS_MAX_OPERAND_COUNT> room;
  if (!ZYAN_SUCCESS(
          ZydisDecoderDecodeFull(&decoder, bytes.data(), bytes.size(), &instruction, room.data())))
    return std::nullopt;
  std::span<const Operand> operands(room.data(), instruction.operand_count);
  X86Effect effect;
  effect.length = instruction.length;
  effect.is_nop = instruction.mnemonic == ZYDIS_MNEMONIC_NOP;
  effect.is_optional = instruction.meta.category == ZYDIS_CATEGORY_CMOV;
  bool is_look =
      instruction.mnemonic == ZYDIS_MNEMONIC_CMP || instruction.mnemonic == ZYDIS_MNEMONIC_TEST;
  for (const Operand& operand : operands) {
    bool is_read = (operand.actions & ZYDIS_OPERAND_ACTION_MASK_READ) != 0 && !is_look;
    if (is_register(operand) && is_read) add(operand.reg.value, effect.reads);
    if (operand.type == ZYDIS_OPERAND_TYPE_MEMORY) {
      add(operand.mem.base, effect.reads);
      add(operand.mem.index, effect.reads);
    }
    bool is_written = (operand.actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) != 0;
    if (is_register(operand) && is_written) add(operand.reg.value, effect.writes);
  }
  // What the kernel answers.
  if (instruction.mnemonic == ZYDIS_MNEMONIC_SYSCALL) effect.writes |= 1;
  note_source(instruction, operands.first(instruction.operand_count_visible), effect);
  effect.is_push = instruction.mnemonic == ZYDIS_MNEMONIC_PUSH;
  bool is_jump =
      instruction.mnemonic == ZYDIS_MNEMONIC_CALL || instruction.mnemonic == ZYDIS_MNEMONIC_JMP;
  if (is_jump && is_register(operands[0])) effect.jumps_by = number_of(operands[0].reg.value);
  if (instruction.mnemonic == ZYDIS_MNEMONIC_CMP && operands.size() > 1 &&
      operands[1].type == ZYDIS_OPERAND_TYPE_IMMEDIATE)
    effect.compared_with = operands[1].imm.value.s;
  return effect;
}

}  // namespace ashore::isa
