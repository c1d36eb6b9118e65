// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/decoder.h"

#include <llvm/MC/MCAsmInfo.h>
#include <llvm/MC/MCContext.h>
#include <llvm/MC/MCDisassembler/MCDisassembler.h>
#include <llvm/MC/MCInst.h>
#include <llvm/MC/MCInstPrinter.h>
#include <llvm/MC/MCInstrInfo.h>
#include <llvm/MC/MCRegisterInfo.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/MCTargetOptions.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <array>

#include "ashore/base/assert.h"
#include "ashore/base/text.h"
#include "ashore/isa/encodings.h"
#include "ashore/isa/llvm_features.h"

// LLVM's C entry points; llvm-c/Target.h would name every target that it was built with.
#define ASHORE_LLVM_TARGET(name)                                                                   \
  void LLVMInitialize##name##TargetInfo(void);                                                     \
  void LLVMInitialize##name##TargetMC(void);                                                       \
  void LLVMInitialize##name##Disassembler(void)
extern "C" {
ASHORE_LLVM_TARGET(ARM);
ASHORE_LLVM_TARGET(AArch64);
ASHORE_LLVM_TARGET(Mips);
ASHORE_LLVM_TARGET(RISCV);
}
#undef ASHORE_LLVM_TARGET

namespace ashore::isa {

namespace {

// Registers the one architecture that is asked for; doing it again changes nothing.
void register_target(Mode mode) {
  switch (mode) {
  case Mode::a32:
  case Mode::thumb:
    LLVMInitializeARMTargetInfo(), LLVMInitializeARMTargetMC(), LLVMInitializeARMDisassembler();
    return;
  case Mode::a64:
    LLVMInitializeAArch64TargetInfo(), LLVMInitializeAArch64TargetMC();
    LLVMInitializeAArch64Disassembler();
    return;
  case Mode::mips:
    LLVMInitializeMipsTargetInfo(), LLVMInitializeMipsTargetMC(), LLVMInitializeMipsDisassembler();
    return;
  case Mode::riscv:
    LLVMInitializeRISCVTargetInfo(), LLVMInitializeRISCVTargetMC();
    LLVMInitializeRISCVDisassembler();
    return;
  case Mode::x86_32:
  case Mode::x86_64: return;
  }
}

// All our triples are little-endian, and LLVM wants the two halfwords of Thumb in their order.
std::array<std::uint8_t, 4> bytes_of(const Encoding& encoding, Mode mode) {
  std::uint32_t word = encoding.word;
  if (mode == Mode::thumb && encoding.length == 4) word = word << 16 | word >> 16;
  return {static_cast<std::uint8_t>(word), static_cast<std::uint8_t>(word >> 8),
          static_cast<std::uint8_t>(word >> 16), static_cast<std::uint8_t>(word >> 24)};
}

// Thumb's if-then: makes the up to four instructions after it conditional.
bool is_if_then(const Encoding& encoding, Mode mode) {
  return mode == Mode::thumb && encoding.length == 2 && (encoding.word & 0xff00) == 0xbf00 &&
         (encoding.word & 0x000f) != 0;
}

}  // namespace

struct Decoder::Llvm {
  Mode mode;
  const char* triple;
  const llvm::Target* target;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget;
  std::optional<LlvmFeatures> known;
  std::vector<LlvmFeatures::Bits> sets;
  std::vector<LlvmFeatures::Difference> changes;
  std::optional<FeatureSet> scratch;
  std::optional<FeatureSet> current;

  // What decodes; made by `select` when it is wanted for the first time.
  llvm::MCTargetOptions options;
  std::unique_ptr<llvm::MCRegisterInfo> registers;
  std::unique_ptr<llvm::MCAsmInfo> assembler;
  std::unique_ptr<llvm::MCInstrInfo> instructions;
  std::unique_ptr<llvm::MCContext> context;
  std::unique_ptr<llvm::MCDisassembler> disassembler;
  std::unique_ptr<llvm::MCInstPrinter> printer;
  // For remarks. Its own: llvm::nulls() has one buffer for all threads.
  mutable llvm::raw_null_ostream nowhere;

  void select(FeatureSet features) {
    if (!disassembler) make_disassembler();
    if (current == features) return;
    subtarget->setFeatureBits(sets[features]);
    current = features;
  }

  void make_disassembler() {
    registers.reset(target->createMCRegInfo(triple));
    assembler.reset(target->createMCAsmInfo(*registers, triple, options));
    context = std::make_unique<llvm::MCContext>(llvm::Triple(triple), assembler.get(),
                                                registers.get(), subtarget.get());
    // Of all of them only ARM reads the features here, for the byte order of instructions.
    disassembler.reset(target->createMCDisassembler(*subtarget, *context));
    ASHORE_ASSERT(disassembler != nullptr, "LLVM has a disassembler for each of them");
  }

  void make_printer() {
    instructions.reset(target->createMCInstrInfo());
    printer.reset(target->createMCInstPrinter(llvm::Triple(triple),
                                              assembler->getAssemblerDialect(), *assembler,
                                              *instructions, *registers));
    ASHORE_ASSERT(printer != nullptr, "LLVM has a printer for each of them");
  }

  bool decode(const Encoding& encoding, std::uint64_t address, llvm::MCInst& instruction) const {
    return status(encoding, address, instruction) != llvm::MCDisassembler::Fail;
  }

  llvm::MCDisassembler::DecodeStatus status(const Encoding& encoding, std::uint64_t address,
                                            llvm::MCInst& instruction) const {
    std::array<std::uint8_t, 4> bytes = bytes_of(encoding, mode);
    std::uint64_t size = 0;
    llvm::MCDisassembler::DecodeStatus status = disassembler->getInstruction(
        instruction, size, llvm::ArrayRef<std::uint8_t>(bytes.data(), encoding.length), address,
        nowhere);
    // The disassembler remembers an if-then; four times nothing ends it.
    if (is_if_then(encoding, mode)) {
      constexpr std::array<std::uint8_t, 2> move_r8_to_r8 = {0xc0, 0x46};
      for (int i = 0; i < 4; ++i) {
        llvm::MCInst ignored;
        std::uint64_t length = 0;
        disassembler->getInstruction(ignored, length, move_r8_to_r8, address, nowhere);
      }
    }
    return size == encoding.length ? status : llvm::MCDisassembler::Fail;
  }
};

Decoder::Decoder(const char* triple, Mode mode) : llvm_(std::make_unique<Llvm>()) {
  register_target(mode);
  std::string error;
  Llvm& llvm = *llvm_;
  llvm.mode = mode;
  llvm.triple = triple;
  llvm.target = llvm::TargetRegistry::lookupTarget(triple, error);
  ASHORE_ASSERT(llvm.target != nullptr, "the architectures of all triples of ours are linked in");
  llvm.subtarget.reset(llvm.target->createMCSubtargetInfo(triple, "", ""));
  llvm.known.emplace(llvm.subtarget->getAllProcessorFeatures(), encodings_of(mode).conditions);
}

Decoder::~Decoder() = default;

Decoder::FeatureSet Decoder::feature_set(const std::vector<std::string>& names) {
  llvm_->sets.push_back(llvm_->known->change_by(names).added);
  return llvm_->sets.size() - 1;
}

Decoder::Change Decoder::change(const std::vector<std::string>& names) {
  llvm_->changes.push_back(llvm_->known->change_by(names));
  return llvm_->changes.size() - 1;
}

Decoder::FeatureSet Decoder::changed(FeatureSet base, std::span<const Change> changes) {
  if (!llvm_->scratch) llvm_->scratch = feature_set({});
  LlvmFeatures::Bits bits = llvm_->sets[base];
  for (Change change : changes) {
    bits |= llvm_->changes[change].added;
    bits &= ~llvm_->changes[change].removed;
  }
  llvm_->sets[*llvm_->scratch] = bits;
  if (llvm_->current == llvm_->scratch) llvm_->current.reset();
  return *llvm_->scratch;
}

std::vector<std::string> Decoder::feature_names() const { return llvm_->known->names(); }

bool Decoder::holds(std::size_t condition, FeatureSet features) const {
  return llvm_->known->holds(condition, llvm_->sets[features]);
}

bool Decoder::differ(std::size_t condition, FeatureSet one, FeatureSet other) const {
  return llvm_->known->differ(condition, llvm_->sets[one], llvm_->sets[other]);
}

std::optional<unsigned> Decoder::opcode(const Encoding& encoding, FeatureSet features) const {
  llvm_->select(features);
  llvm::MCInst instruction;
  if (!llvm_->decode(encoding, 0, instruction)) return std::nullopt;
  return instruction.getOpcode();
}

bool Decoder::is_unpredictable(const Encoding& encoding, FeatureSet features) const {
  llvm_->select(features);
  llvm::MCInst instruction;
  return llvm_->status(encoding, 0, instruction) == llvm::MCDisassembler::SoftFail;
}

std::string Decoder::text(const Encoding& encoding, std::uint64_t address,
                          FeatureSet features) const {
  llvm_->select(features);
  llvm::MCInst instruction;
  if (!llvm_->decode(encoding, address, instruction)) return "";
  if (!llvm_->printer) llvm_->make_printer();
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm_->printer->printInst(&instruction, address, "", *llvm_->subtarget, stream);
  stream.flush();
  std::ranges::replace(text, '\t', ' ');
  // MIPS puts directives for the assembler around some.
  for (std::string_view line : lines(text)) {
    if (!trimmed(line).starts_with('.')) return std::string(trimmed(line));
  }
  return "";
}

}  // namespace ashore::isa
