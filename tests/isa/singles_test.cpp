// SPDX-License-Identifier: Apache-2.0
// Single instructions made from LLVM's tables, thousands for each mode and core, decided as QEMU
// does. A core of QEMU's has exactly the features of its original.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/host/process.h"
#include "ashore/isa/encodings.h"
#include "ashore/isa/instruction_table.h"
#include "ashore/isa/judge.h"

namespace ashore::isa {
namespace {

struct Core {
  std::string qemu, cpu;
  std::string floor;  // what that model has, as a line of the tables
  Mode mode;
};

void PrintTo(const Core& core, std::ostream* out) { *out << core.cpu; }

constexpr std::string_view v7_units = " dsp mp vfp2 vfp3 d32 vfp4 fp16 neon hwdiv hwdiv-arm";

const std::vector<Core> cores = {
    {"qemu-arm", "sa1110", "floor arm armv4 soft", Mode::a32},
    {"qemu-arm", "ti925t", "floor arm armv4t soft", Mode::a32},
    {"qemu-arm", "arm926", "floor arm armv5te hard dsp vfp2", Mode::a32},
    {"qemu-arm", "arm1176", "floor arm armv6kz hard dsp vfp2", Mode::a32},
    {"qemu-arm", "cortex-a8", "floor arm armv7-a hard dsp vfp2 vfp3 d32 neon", Mode::a32},
    {"qemu-arm", "cortex-a9,vfp=off,neon=off", "floor arm armv7-a soft dsp mp", Mode::a32},
    {"qemu-arm", "cortex-a15", "floor arm armv7-a hard" + std::string(v7_units), Mode::a32},
    {"qemu-arm", "ti925t", "floor arm armv4t soft", Mode::thumb},
    {"qemu-arm", "arm926", "floor arm armv5te hard dsp vfp2", Mode::thumb},
    {"qemu-arm", "arm1176", "floor arm armv6kz hard dsp vfp2", Mode::thumb},
    {"qemu-arm", "cortex-a8", "floor arm armv7-a hard dsp vfp2 vfp3 d32 neon", Mode::thumb},
    {"qemu-arm", "cortex-a9,vfp=off,neon=off", "floor arm armv7-a soft dsp mp", Mode::thumb},
    {"qemu-arm", "cortex-a7", "floor arm armv7-a hard" + std::string(v7_units), Mode::thumb},
    {"qemu-aarch64", "cortex-a53", "floor aarch64 armv8-a hard fp-armv8 neon aes sha2 crc",
     Mode::a64},
    {"qemu-aarch64", "cortex-a76",
     "floor aarch64 armv8.2-a hard fp-armv8 neon aes sha2 crc lse rdm fullfp16 dotprod rcpc ssbs",
     Mode::a64},
};

struct Single {
  Encoding encoding;
  std::string text;
};

// Operands that no manual calls UNPREDICTABLE: low registers, no two alike, and no condition.
std::uint32_t operands(Mode mode, std::mt19937& random) {
  std::array<std::uint32_t, 8> registers = {0, 1, 2, 3, 4, 5, 6, 7};
  std::ranges::shuffle(registers, random);
  std::uint32_t word = 0;
  if (mode == Mode::a64) {
    for (unsigned i = 0; i < 4; ++i) {
      constexpr std::array<unsigned, 4> places = {0, 5, 10, 16};
      word |= registers[i] << places[i];
    }
    return word | (random() & 0xffe08000);
  }
  for (unsigned i = 0; i < 5; ++i) word |= registers[i] << (4 * i);
  return word | (random() & 0x0ff00000) | 0xe0000000;
}

// The system's business, with which programs die on every core, or which asks QEMU itself.
constexpr auto not_for_programs = std::to_array<std::string_view>(
    {"svc",   "bkpt",  "hlt",   "udf",   "trap",  "smc",   "hvc",   "eret",  "drps",
     "dcps1", "dcps2", "dcps3", "sys",   "sysl",  "cdp",   "cdp2",  "mcr",   "mcr2",
     "mrc",   "mrc2",  "mcrr",  "mcrr2", "mrrc",  "mrrc2", "ldc",   "ldc2",  "ldcl",
     "ldc2l", "stc",   "stc2",  "stcl",  "stc2l", "cps",   "cpsie", "cpsid", "rfeia",
     "rfeib", "rfeda", "rfedb", "srsia", "srsib", "srsda", "srsdb"});

bool is_comparable(std::string_view text) {
  for (std::string_view part :
       {"_EL", " S0_", "UAO", "mvfr", "fpinst", "DAIF", "spsr", "SPSR", " ^", "__brkdiv0"})
    if (text.find(part) != text.npos) return false;
  if (text.empty()) return false;
  std::string_view first = text.substr(0, text.find_first_of(" ."));
  return std::ranges::find(not_for_programs, first) == not_for_programs.end();
}

// Where QEMU 7.2 and Arm's manual (DDI 0406C, chapter A8) differ, and where the manual leaves open
// what happens and LLVM does not say so. Everything else must agree.
struct Difference {
  Mode mode;
  bool runs;  // in QEMU
  std::string_view cpu, instructions, why;
};
constexpr auto differences = std::to_array<Difference>({
    {Mode::a32, false, "", "smul", "bits 15 to 12 should be zero"},
    {Mode::a32, false, "", "ldrh strh ldrsb ldrsh ldrd strd",
     "bits 11 to 8 should be zero where a register is the offset"},
    {Mode::thumb, false, "", "sbfx ubfx sxt uxt", "bits 26 and 5, or 6, should be zero"},
    {Mode::thumb, false, "", "subs ldm.w", "of pc"},
    {Mode::a32, true, "", "vldr.16 vstr.16",
     "QEMU asks for an FPU alone (trans_VLDR_VSTR_hp); they came with FEAT_FP16"},
    {Mode::thumb, true, "", "vldr.16 vstr.16", "the same"},
    {Mode::a32, true, "cortex-a8", "vfma vfms", "of NEON came with VFPv4, as of VFP"},
    {Mode::thumb, true, "cortex-a8", "vfma vfms", "the same"},
    {Mode::thumb, true, "cortex-a8", "pldw", "came with the multiprocessing extensions"},
    {Mode::a32, true, "arm", "ldrht ldrsbt ldrsht strht",
     "came with ARMv6T2; UNPREDICTABLE before"},
    {Mode::a32, true, "ti925t", "ldrht ldrsbt ldrsht strht", "the same"},
    {Mode::a32, true, "sa1110", "ldrht ldrsbt ldrsht strht", "the same"},
    {Mode::thumb, true, "arm", "cbz cbnz it wfe yield",
     "came with ARMv6T2, which QEMU does not ask for"},
    {Mode::thumb, true, "ti925t", "cbz cbnz it wfe yield", "the same"},
    {Mode::a32, true, "arm926", "bxj", "it is a 5TEJ, the baseline only 5TE"},
});

bool is_known(const Core& core, std::string_view text, bool runs) {
  return std::ranges::any_of(differences, [&](const Difference& known) {
    std::vector<std::string_view> names = words(known.instructions);
    return known.mode == core.mode && known.runs == runs && core.cpu.starts_with(known.cpu) &&
           std::ranges::any_of(names, [&](auto name) { return text.starts_with(name); });
  });
}

// Before Thumb-2 a long instruction is two short ones, which no core refuses: nothing to compare.
bool is_thumb_1(const Core& core) {
  return core.mode == Mode::thumb && core.floor.find("armv7") == std::string::npos;
}

std::vector<Single> singles(const Core& core, Judge& judge) {
  std::mt19937 random(20231119);
  std::vector<Single> all;
  std::set<std::uint32_t> seen;
  for (const Form& form : encodings_of(core.mode).forms) {
    if (form.kind == Form::asking || (is_thumb_1(core) && form.length == 4)) continue;
    for (int tries = 0, made = 0; tries < 8 && made < 2; ++tries) {
      std::uint32_t word = form.value | (operands(core.mode, random) & ~form.mask);
      if (form.length == 2) word &= 0xffff;
      if (!seen.insert(word).second) continue;
      Encoding encoding{word, form.length};
      std::string text = judge.text(encoding, 0);
      if (judge.is_unpredictable(encoding)) continue;
      if (!is_comparable(text)) continue;
      ++made;
      all.push_back({encoding, text});
    }
  }
  return all;
}

// As an assembler writes it, the first halfword first.
std::string in_words(const Single& single) {
  return fmt::format("{:0{}x}", single.encoding.word, 2 * single.encoding.length);
}

class Singles : public testing::TestWithParam<Core> {
 protected:
  static std::string program(const char* name) {
    const char* path = ::getenv("PATH");
    auto found = host::find_programs(name, path == nullptr ? "" : path);
    return found.empty() ? "" : found.front().string();
  }

  // '0' for each that the core does not know.
  Expected<std::string> answers(const Core& core, const std::vector<Single>& singles) {
    TRY_ASSIGN(host::TemporaryDirectory folder,
               host::TemporaryDirectory::create(testing::TempDir(), "ashore-isa-"));
    host::Command compile;
    std::string each = (folder.path() / "each").string();
    compile.argv = {
        program("clang-19"), "-O1",     "-ffreestanding", "-fno-builtin", "-fno-stack-protector",
        "-nostdlib",         "-static", "-fuse-ld=lld",   "-o",           each};
    if (core.mode == Mode::a64) {
      compile.argv.emplace_back("--target=aarch64-linux-gnu");
    } else {
      for (const char* flag : {"--target=armv4-linux-gnueabi", "-mfloat-abi=soft", "-marm"})
        compile.argv.emplace_back(flag);
    }
    compile.argv.emplace_back(ASHORE_SOURCE_DIR "/tests/isa/run_each.c");
    TRY(host::require_success(processes_->run(compile), compile, ErrorKind::bug));

    host::Command run;
    run.argv = {core.qemu, "-cpu", core.cpu, each};
    for (const Single& single : singles) {
      std::string bytes = bytes_of(core.mode, in_words(single));
      bytes.resize(4);
      run.input += bytes;
      run.input += {static_cast<char>(single.encoding.length),
                    static_cast<char>(core.mode == Mode::thumb ? 1 : 0), '\0', '\0'};
    }
    run.deadline = std::chrono::seconds(60);
    TRY_ASSIGN(host::ProcessOutput output,
               host::require_success(processes_->run(run), run, ErrorKind::bug));
    return output.out;
  }

  std::unique_ptr<host::ProcessRunner> processes_ = host::system_process_runner();
};

TEST_P(Singles, are_decided_as_by_qemu) {
  const Core& core = GetParam();
  for (const std::string& needed : {core.qemu, std::string("clang-19"), std::string("ld.lld")})
    if (program(needed.c_str()).empty()) GTEST_SKIP() << "skipped: no " << needed;
  Floor floor = floor_of_line(core.floor);
  Expected<Dialect> dialect =
      core.mode == Mode::a64 ? aarch64_dialect(floor) : arm_dialect(floor, core.mode);
  ASSERT_TRUE(dialect);
  Judge judge(*std::move(dialect), core.mode);
  std::vector<Single> singles = isa::singles(core, judge);
  Expected<std::string> answers = this->answers(core, singles);
  ASSERT_TRUE(answers) << answers.error().message();
  ASSERT_EQ(answers->size(), singles.size());

  int agreed = 0;
  for (std::size_t i = 0; i < singles.size(); ++i) {
    std::string needs = judge.needs()[judge.verdict(singles[i].encoding)];
    bool runs = (*answers)[i] == '1';
    if (needs.empty() == runs) {
      ++agreed;
      continue;
    }
    EXPECT_TRUE(is_known(core, singles[i].text, runs))
        << in_words(singles[i]) << " " << singles[i].text << (runs ? ": runs" : ": dies")
        << (needs.empty() ? "" : ", needs " + needs);
  }
  EXPECT_GE(agreed, is_thumb_1(core) ? 120 : 2000);
  RecordProperty("agreed", agreed);
}

std::string name_of(const testing::TestParamInfo<Core>& param) {
  std::string name = param.param.cpu.substr(0, param.param.cpu.find(','));
  for (char& c : name) c = c == '-' ? '_' : c;
  return name + (param.param.mode == Mode::thumb ? "_thumb" : "");
}

INSTANTIATE_TEST_SUITE_P(Of, Singles, testing::ValuesIn(cores), name_of);

}  // namespace
}  // namespace ashore::isa
