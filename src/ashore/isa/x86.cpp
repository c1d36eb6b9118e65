// SPDX-License-Identifier: Apache-2.0
#include "ashore/isa/x86.h"

#include <Zydis/Zydis.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/isa/dialect.h"
#include "ashore/isa/x86_sets.h"

namespace ashore::isa {

namespace {

struct Baseline {
  std::string_view name;
  std::string_view adds;  // to the one before it
};

// Of 64 bits: the x86-64 psABI, table "Micro-Architecture Levels".
constexpr auto of_32_bits = std::to_array<Baseline>(
    {{"i386", ""}, {"i486", "i486"}, {"i586", "cx8"}, {"i686", "cmov i686"}});
constexpr auto of_64_bits =
    std::to_array<Baseline>({{"x86-64", "i486 cx8 cmov i686 mmx fxsr sse sse2 x86-64 x87"},
                             {"x86-64-v2", "cx16 sahf popcnt sse3 ssse3 sse4.1 sse4.2"},
                             {"x86-64-v3", "avx avx2 bmi bmi2 f16c fma lzcnt movbe xsave"},
                             {"x86-64-v4", "avx512f avx512bw avx512cd avx512dq avx512vl"}});

void add(std::string_view names, std::set<std::string, std::less<>>& has) {
  for (std::string_view name : words(names)) has.emplace(name);
}

// Nothing: there is no such baseline.
std::optional<std::set<std::string, std::less<>>> promised_by(const Floor& floor) {
  std::span<const Baseline> baselines = of_32_bits;
  if (floor.machine.arch == Arch::x86_64) baselines = of_64_bits;
  auto own = std::ranges::find(baselines, floor.baseline, &Baseline::name);
  if (own == baselines.end()) return std::nullopt;
  std::set<std::string, std::less<>> has;
  for (auto below = baselines.begin(); below <= own; ++below) add(below->adds, has);
  if (floor.machine.float_abi == FloatAbi::hard) has.emplace("x87");
  has.insert(floor.features.names.begin(), floor.features.names.end());
  return has;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

// Where the set alone does not say it.
std::optional<std::string_view> needs_by_name(const ZydisDecodedInstruction& instruction,
                                              bool is_64) {
  switch (instruction.mnemonic) {
  // Lies where older cores have bsf, and does the same but for a source of zero. Compilers write it
  // for any core, where they know that the source is not zero.
  case ZYDIS_MNEMONIC_TZCNT: return "tzcnt";
  // In the room of long nops.
  case ZYDIS_MNEMONIC_ENDBR32:
  case ZYDIS_MNEMONIC_ENDBR64:
  case ZYDIS_MNEMONIC_RDSSPD:
  case ZYDIS_MNEMONIC_RDSSPQ: return "i686";
  // Cores of 64 bits take these for nops if they do not know them.
  case ZYDIS_MNEMONIC_PREFETCH:
  case ZYDIS_MNEMONIC_PREFETCHW:
  case ZYDIS_MNEMONIC_PREFETCHWT1: return is_64 ? "" : "3dnow";
  case ZYDIS_MNEMONIC_SYSCALL: return is_64 ? "" : "amd";
  // For those who debug, and made to fail.
  case ZYDIS_MNEMONIC_UD0:
  case ZYDIS_MNEMONIC_UD1:
  case ZYDIS_MNEMONIC_UD2: return "";
  default: return std::nullopt;
  }
}

// Intel's coprocessor of 2012 with encodings of its own, which every other core refuses.
bool is_of_knights_corner(ZydisISASet isa_set) {
  return std::string_view(ZydisISASetGetString(isa_set)).starts_with("KNC");
}

std::string needs_by_set(ZydisISASet isa_set) {
  std::string_view set = ZydisISASetGetString(isa_set);
  const X86Set* known = find_x86_set(set);
  if (known == nullptr) return lower(set);
  if (known->needs == "*") return "";
  std::string needs(known->needs);
  // Shorter vectors of AVX-512 are a feature of their own; those of a single value (128N) are not.
  if (set.starts_with("AVX512") && (set.ends_with("_128") || set.ends_with("_256")))
    needs += " avx512vl";
  return needs;
}

X86Flow flow_of(const ZydisDecodedInstruction& instruction, bool is_direct) {
  switch (instruction.mnemonic) {
  case ZYDIS_MNEMONIC_HLT:
  case ZYDIS_MNEMONIC_INT3:
  case ZYDIS_MNEMONIC_UD0:
  case ZYDIS_MNEMONIC_UD1:
  case ZYDIS_MNEMONIC_UD2: return X86Flow::ends;
  default: break;
  }
  switch (instruction.meta.category) {
  case ZYDIS_CATEGORY_CALL: return X86Flow::call;
  case ZYDIS_CATEGORY_COND_BR: return X86Flow::branch;
  case ZYDIS_CATEGORY_RET: return X86Flow::ends;
  case ZYDIS_CATEGORY_UNCOND_BR: return is_direct ? X86Flow::jump : X86Flow::jump_through;
  default: return is_direct ? X86Flow::branch : X86Flow::next;  // xbegin
  }
}

// An address that counts from the place of the instruction.
std::optional<std::uint64_t> address_by_place(const ZydisDecodedInstruction& instruction,
                                              std::uint64_t address, bool is_64) {
  const auto& raw = instruction.raw;
  bool by_place = is_64 && (instruction.attributes & ZYDIS_ATTRIB_HAS_MODRM) != 0 &&
                  raw.modrm.mod == 0 && raw.modrm.rm == 5;
  if (!by_place) return std::nullopt;
  return address + instruction.length + static_cast<std::uint64_t>(raw.disp.value);
}

// The address that `lea` makes of the place where it stands; a number in the instruction itself.
std::optional<std::uint64_t> address_in(const ZydisDecodedInstruction& instruction,
                                        std::uint64_t address, bool is_64) {
  const auto& raw = instruction.raw;
  if (instruction.mnemonic == ZYDIS_MNEMONIC_LEA)
    if (auto made = address_by_place(instruction, address, is_64)) return made;
  for (const auto& number : raw.imm) {
    if (number.is_relative || number.size < 32) continue;
    return is_64 && number.size == 64 ? number.value.u : number.value.u & 0xFFFFFFFF;
  }
  return std::nullopt;
}

// Linux of 32 bits leaves the way into the kernel in %gs:0x10 (glibc's sysinfo).
bool calls_kernel(const ZydisDecodedInstruction& instruction, bool is_64) {
  switch (instruction.mnemonic) {
  case ZYDIS_MNEMONIC_SYSCALL:
  case ZYDIS_MNEMONIC_SYSENTER: return true;
  case ZYDIS_MNEMONIC_INT: return instruction.raw.imm[0].value.u == 0x80;
  case ZYDIS_MNEMONIC_CALL:
    return !is_64 && (instruction.attributes & ZYDIS_ATTRIB_HAS_SEGMENT_GS) != 0 &&
           instruction.raw.disp.value == 0x10;
  default: return false;
  }
}

void note_number(const ZydisDecodedInstruction& instruction, X86Instruction& found) {
  constexpr unsigned memory = 16;
  const auto& raw = instruction.raw;
  bool is_move = instruction.mnemonic == ZYDIS_MNEMONIC_MOV;
  if ((!is_move && instruction.mnemonic != ZYDIS_MNEMONIC_PUSH) || raw.imm[0].size < 32) return;
  found.number = static_cast<std::uint32_t>(raw.imm[0].value.u);
  found.number_in = memory;
  bool is_extended = instruction.raw.rex.B != 0;
  if (is_move && (instruction.opcode & 0xf8) == 0xb8)
    found.number_in = (instruction.opcode & 7U) + (is_extended ? 8 : 0);
  else if (is_move && raw.modrm.mod == 3)
    found.number_in = raw.modrm.rm + (is_extended ? 8U : 0U);
}

}  // namespace

struct X86Scanner::Zydis {
  ZydisDecoder decoder{};
  ZydisFormatter formatter{};
  bool is_64 = false;
  std::set<std::string, std::less<>> has;
  // By set, what of its needs the floor lacks; filled as sets come.
  std::map<ZydisISASet, std::string> missing_by_set;
  // The same of instructions that their sets do not tell; nodes stay where they are.
  std::map<ZydisMnemonic, std::string> missing_by_name;

  std::string missing(std::string_view needs) const {
    std::vector<std::string> lacking;
    for (std::string_view name : words(needs))
      if (!has.contains(name)) lacking.emplace_back(name);
    return joined(lacking, " ");
  }

  bool decode(std::string_view bytes, ZydisDecodedInstruction& instruction) const {
    bool is_known = ZYAN_SUCCESS(
        ZydisDecoderDecodeInstruction(&decoder, nullptr, bytes.data(), bytes.size(), &instruction));
    return is_known && !is_of_knights_corner(instruction.meta.isa_set);
  }

  std::string missing_by(const ZydisDecodedInstruction& instruction, std::string_view needs) const {
    bool is_known_tzcnt = instruction.mnemonic == ZYDIS_MNEMONIC_TZCNT && has.contains("bmi");
    return is_known_tzcnt ? "" : missing(needs);
  }

  // Empty: within the floor. Good as long as this lives.
  std::string_view outside(const ZydisDecodedInstruction& instruction) {
    if (std::optional<std::string_view> needs = needs_by_name(instruction, is_64)) {
      auto [entry, is_new] = missing_by_name.try_emplace(instruction.mnemonic);
      if (is_new) entry->second = missing_by(instruction, *needs);
      return entry->second;
    }
    auto [entry, is_new] = missing_by_set.try_emplace(instruction.meta.isa_set);
    if (is_new) entry->second = missing(needs_by_set(instruction.meta.isa_set));
    return entry->second;
  }
};

X86Scanner::X86Scanner(std::unique_ptr<Zydis> zydis) : zydis_(std::move(zydis)) {}
X86Scanner::X86Scanner(X86Scanner&&) noexcept = default;
X86Scanner& X86Scanner::operator=(X86Scanner&&) noexcept = default;
X86Scanner::~X86Scanner() = default;

Expected<X86Scanner> X86Scanner::of(const Floor& floor) {
  auto has = promised_by(floor);
  if (!has) return unknown_baseline(floor);
  auto zydis = std::make_unique<Zydis>();
  zydis->is_64 = floor.machine.arch == Arch::x86_64;
  zydis->has = *std::move(has);
  if (zydis->is_64)
    ZydisDecoderInit(&zydis->decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
  else
    ZydisDecoderInit(&zydis->decoder, ZYDIS_MACHINE_MODE_LONG_COMPAT_32, ZYDIS_STACK_WIDTH_32);
  ZydisFormatterInit(&zydis->formatter, ZYDIS_FORMATTER_STYLE_ATT);
  return X86Scanner(std::move(zydis));
}

bool X86Scanner::visit(const Code& code, const Scanner::Visitor& visitor) const {
  bool in_sequence = code.boundaries == Boundaries::in_sequence;
  for (std::size_t at = 0; at < code.bytes.size();) {
    ZydisDecodedInstruction instruction;
    std::size_t step = 1;
    if (zydis_->decode(code.bytes.substr(at), instruction)) {
      std::string_view needs = zydis_->outside(instruction);
      if (!needs.empty() && !visitor(code.address + at, instruction.length, needs)) return false;
      if (in_sequence) step = instruction.length;
    }
    at += step;
  }
  return true;
}

std::optional<X86Instruction> X86Scanner::at(std::string_view bytes, std::uint64_t address) const {
  ZydisDecodedInstruction instruction;
  if (!zydis_->decode(bytes, instruction)) return std::nullopt;
  const auto& first = instruction.raw.imm[0];
  bool is_direct = first.is_relative != 0;
  X86Instruction found;
  found.length = instruction.length;
  found.needs = zydis_->outside(instruction);
  found.flow = flow_of(instruction, is_direct);
  found.asks_cpu = instruction.mnemonic == ZYDIS_MNEMONIC_CPUID;
  found.calls_kernel = calls_kernel(instruction, zydis_->is_64);
  note_number(instruction, found);
  if (instruction.mnemonic != ZYDIS_MNEMONIC_LEA)
    found.uses = address_by_place(instruction, address, zydis_->is_64);
  if (is_direct) {
    std::uint64_t target = address + instruction.length + first.value.u;
    found.target = zydis_->is_64 ? target : target & 0xFFFFFFFF;
  } else {
    found.refers_to = address_in(instruction, address, zydis_->is_64);
  }
  return found;
}

std::string X86Scanner::text(const Code& code, std::uint64_t address) const {
  if (address < code.address || address - code.address >= code.bytes.size()) return "";
  std::string_view bytes = code.bytes.substr(static_cast<std::size_t>(address - code.address));
  ZydisDecodedInstruction instruction;
  std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;
  std::array<char, 256> text{};
  if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&zydis_->decoder, bytes.data(), bytes.size(),
                                           &instruction, operands.data())) ||
      !ZYAN_SUCCESS(ZydisFormatterFormatInstruction(
          &zydis_->formatter, &instruction, operands.data(), instruction.operand_count_visible,
          text.data(), text.size(), address, nullptr)))
    return "";
  return text.data();
}

}  // namespace ashore::isa
