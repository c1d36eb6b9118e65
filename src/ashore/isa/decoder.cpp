// SPDX-License-Identifier: Apache-2.0
// The only file that sees LLVM.
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
  llvm::MCTargetOptions options;
  std::unique_ptr<llvm::MCRegisterInfo> registers;
  std::unique_ptr<llvm::MCAsmInfo> assembler;
  std::unique_ptr<llvm::MCInstrInfo> instructions;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget;
  std::unique_ptr<llvm::MCContext> context;
  std::unique_ptr<llvm::MCDisassembler> disassembler;
  std::unique_ptr<llvm::MCInstPrinter> printer;
  // For remarks. Its own: llvm::nulls() has one buffer for all threads.
  mutable llvm::raw_null_ostream nowhere;
  std::vector<llvm::FeatureBitset> sets;
  struct Difference {
    llvm::FeatureBitset added, removed;
  };
  std::vector<Difference> changes;
  std::optional<FeatureSet> scratch;
  std::optional<FeatureSet> current;

  void select(FeatureSet features) {
    if (current == features) return;
    subtarget->setFeatureBits(sets[features]);
    current = features;
  }

  const llvm::SubtargetFeatureKV* find(std::string_view name) const {
    // LLVM keeps them sorted.
    auto all = subtarget->getAllProcessorFeatures();
    auto found =
        std::ranges::lower_bound(all, name, {}, [](const llvm::SubtargetFeatureKV& feature) {
          return std::string_view(feature.Key);
        });
    return found == all.end() || name != found->Key ? nullptr : found;
  }

  void add(const llvm::SubtargetFeatureKV& feature, llvm::FeatureBitset& bits) const {
    if (bits.test(feature.Value)) return;
    bits.set(feature.Value);
    for (const llvm::SubtargetFeatureKV& other : subtarget->getAllProcessorFeatures()) {
      if (feature.Implies.getAsBitset().test(other.Value)) add(other, bits);
    }
  }

  Difference change_by(const std::vector<std::string>& names) const {
    Difference difference;
    for (std::string_view name : names) {
      bool removes = name.starts_with('-');
      const llvm::SubtargetFeatureKV* feature = find(removes ? name.substr(1) : name);
      if (feature == nullptr) continue;
      if (removes) {
        difference.added.reset(feature->Value);
        difference.removed.set(feature->Value);
      } else {
        add(*feature, difference.added);
      }
    }
    return difference;
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
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, error);
  ASHORE_ASSERT(target != nullptr, "the architectures of all triples of ours are linked in");
  Llvm& llvm = *llvm_;
  llvm.mode = mode;
  llvm.registers.reset(target->createMCRegInfo(triple));
  llvm.assembler.reset(target->createMCAsmInfo(*llvm.registers, triple, llvm.options));
  llvm.instructions.reset(target->createMCInstrInfo());
  llvm.subtarget.reset(target->createMCSubtargetInfo(triple, "", ""));
  llvm.context = std::make_unique<llvm::MCContext>(llvm::Triple(triple), llvm.assembler.get(),
                                                   llvm.registers.get(), llvm.subtarget.get());
  // Of all of them only ARM reads the features here, for the byte order of instructions.
  llvm.disassembler.reset(target->createMCDisassembler(*llvm.subtarget, *llvm.context));
  llvm.printer.reset(
      target->createMCInstPrinter(llvm::Triple(triple), llvm.assembler->getAssemblerDialect(),
                                  *llvm.assembler, *llvm.instructions, *llvm.registers));
  ASHORE_ASSERT(llvm.disassembler != nullptr && llvm.printer != nullptr,
                "LLVM has a disassembler for each of them");
}

Decoder::~Decoder() = default;

Decoder::FeatureSet Decoder::feature_set(const std::vector<std::string>& names) {
  llvm_->sets.push_back(llvm_->change_by(names).added);
  return llvm_->sets.size() - 1;
}

Decoder::Change Decoder::change(const std::vector<std::string>& names) {
  llvm_->changes.push_back(llvm_->change_by(names));
  return llvm_->changes.size() - 1;
}

Decoder::FeatureSet Decoder::changed(FeatureSet base, std::span<const Change> changes) {
  if (!llvm_->scratch) llvm_->scratch = feature_set({});
  llvm::FeatureBitset bits = llvm_->sets[base];
  for (Change change : changes) {
    bits |= llvm_->changes[change].added;
    bits &= ~llvm_->changes[change].removed;
  }
  llvm_->sets[*llvm_->scratch] = bits;
  if (llvm_->current == llvm_->scratch) llvm_->current.reset();
  return *llvm_->scratch;
}

bool Decoder::holds(std::string_view condition, FeatureSet features) const {
  const llvm::FeatureBitset& bits = llvm_->sets[features];
  auto factor = [&](std::string_view name) {
    bool wanted = !name.starts_with('!');
    const llvm::SubtargetFeatureKV* feature = llvm_->find(wanted ? name : name.substr(1));
    ASHORE_ASSERT(feature != nullptr, "the tables are of the same LLVM");
    return bits.test(feature->Value) == wanted;
  };
  auto product = [&](std::string_view text) {
    return std::ranges::all_of(split(text, '&'), factor);
  };
  return std::ranges::all_of(words(condition), [&](std::string_view word) {
    return std::ranges::any_of(split(word, '|'), product);
  });
}

std::vector<std::string> Decoder::feature_names() const {
  std::vector<std::pair<std::size_t, std::string>> sized;
  for (const llvm::SubtargetFeatureKV& feature : llvm_->subtarget->getAllProcessorFeatures()) {
    llvm::FeatureBitset bits;
    llvm_->add(feature, bits);
    sized.emplace_back(bits.count(), feature.Key);
  }
  std::ranges::sort(sized);
  std::vector<std::string> names;
  for (auto& [size, name] : sized) names.push_back(std::move(name));
  return names;
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
