// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ashore/host/files.h"
#include "ashore/host/process.h"
#include "ashore/isa/instruction_table.h"
#include "tiny_program.h"

namespace ashore::isa {
namespace {

struct Machine {
  std::string qemu, cpu;
  std::string floor;  // what that model has, as a line of the tables
  std::string table;
  Mode mode;
};

// Names of cores to people who read a failure.
void PrintTo(const Machine& machine, std::ostream* out) { *out << machine.cpu; }

const std::vector<Machine> machines = {
    {"qemu-arm", "cortex-a9,vfp=off,neon=off", "floor arm armv7-a soft dsp mp", "a32.txt",
     Mode::a32},
    {"qemu-arm", "cortex-a8", "floor arm armv7-a hard dsp vfp2 vfp3 d32 neon", "a32.txt",
     Mode::a32},
    {"qemu-arm", "cortex-a15",
     "floor arm armv7-a hard dsp mp vfp2 vfp3 d32 vfp4 fp16 neon hwdiv hwdiv-arm", "a32.txt",
     Mode::a32},
    {"qemu-arm", "arm926", "floor arm armv5te hard dsp vfp2", "a32.txt", Mode::a32},
    {"qemu-arm", "arm1176", "floor arm armv6kz hard dsp vfp2", "a32.txt", Mode::a32},
    {"qemu-arm", "cortex-a9,vfp=off,neon=off", "floor arm armv7-a soft dsp mp", "thumb.txt",
     Mode::thumb},
    {"qemu-arm", "cortex-a7",
     "floor arm armv7-a hard dsp mp vfp2 vfp3 d32 vfp4 fp16 neon hwdiv hwdiv-arm", "thumb.txt",
     Mode::thumb},
    {"qemu-aarch64", "cortex-a53", "floor aarch64 armv8-a hard fp-armv8 neon aes sha2 crc",
     "a64.txt", Mode::a64},
    {"qemu-mipsel", "24Kc", "floor mips mips32r2 soft", "mips.txt", Mode::mips},
    {"qemu-mipsel", "74Kf", "floor mips mips32r2 hard dsp dspr2", "mips.txt", Mode::mips},
    {"qemu-riscv64", "rv64,zba=false,zbb=false,zbc=false,zbs=false", "floor riscv64 rv64gc hard",
     "riscv.txt", Mode::riscv},
};

// Not what a program may do on any device, or what goes elsewhere: nothing to compare.
bool is_comparable(const Row& row) {
  if (row.text.empty()) return false;
  std::string first = row.text.substr(0, row.text.find(' '));
  for (std::string_view word :
       {"b",       "bl",         "blx",   "bkpt", "udf",  "svc",   "rfeia",  "srsdb", "cpsie",
        "mcr",     "mrc",        "mrrc",  "mcrr", "eret", "wait",  "mfc0",   "di",    "cache",
        "break",   "syscall",    "brk",   "tlbi", "at",   "unimp", "ebreak", "mret",  "sret",
        "wfi",     "sfence.vma", "cdp",   "ldc",  "ldc2", "mcr2",  "jr",     "jr.hb", "jalr",
        "jalr.hb", "hlt",        "ecall", "jal",  "beq",  "jalx"}) {
    if (first == word) return false;
  }
  for (std::string_view part : {"mvfr0", "_EL1", "mstatus", "subs pc, lr"}) {
    if (row.text.find(part) != std::string::npos) return false;
  }
  return true;
}

// Where QEMU 7.2 runs what the core's manual does not have; never the other way round.
struct Lenient {
  std::string_view cpu, encodings, why;
};
constexpr std::array lenient = {
    Lenient{"arm926", "e12fff20", "bxj: it is a 5TEJ, the baseline only 5TE"},
    Lenient{"arm", "e0f100b4 e0f100d4 e0e100b4",
            "ldrht: UNPREDICTABLE before ARMv6T2, which QEMU does not refuse"},
    Lenient{"cortex-a8", "f2010c12", "vfma of NEON came with VFPv4; QEMU asks for it in VFP only"},
    Lenient{"", "7802080e 78002020 7822081b 7b000807 78be0819", "the room of MDMX does nothing"},
    Lenient{"", "3c620001 0064109a 006410da 00641005 00641098 006410d8 00601050",
            "fields that must be zero before release 6 are not looked at"},
    Lenient{"74Kf", "4624101c", "recip2 of MIPS-3D"},
    Lenient{"74Kf", "46251840 46201025", "the FPU is in its 64-bit mode"},
    Lenient{"rv64", "c0002573 c0202573", "cycle and instret, as Linux did before 6.6"},
};

bool is_lenient(const Machine& machine, std::string_view encoding) {
  return std::ranges::any_of(lenient, [&](const Lenient& known) {
    return machine.cpu.starts_with(known.cpu) &&
           known.encodings.find(encoding) != std::string_view::npos;
  });
}

class Qemu : public testing::TestWithParam<Machine> {
 protected:
  void SetUp() override {
    Expected<host::TemporaryDirectory> made =
        host::TemporaryDirectory::create(testing::TempDir(), "ashore-isa-");
    ASSERT_TRUE(made) << made.error().message();
    folder_.emplace(*std::move(made));
  }

  // Whether the core knows the instruction; any other end than SIGILL is its business.
  Expected<bool> runs(const Machine& machine, const std::string& program) {
    std::filesystem::path path = folder_->path() / "program";
    std::ofstream(path, std::ios::binary) << program;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    host::Command command;
    command.argv = {machine.qemu, "-cpu", machine.cpu, path.string()};
    command.environment["QEMU_CORE_DUMP"] = "0";
    command.deadline = std::chrono::seconds(20);
    TRY_ASSIGN(host::ProcessOutput output, processes_->run(command));
    constexpr int illegal = 4;
    return shell_status(output.status) != 128 + illegal;
  }

  std::unique_ptr<host::ProcessRunner> processes_ = host::system_process_runner();
  std::optional<host::TemporaryDirectory> folder_;
};

TEST_P(Qemu, agrees_about_every_single_instruction) {
  const Machine& machine = GetParam();
  const char* path = ::getenv("PATH");
  if (host::find_programs(machine.qemu, path == nullptr ? "" : path).empty())
    GTEST_SKIP() << "skipped: no " << machine.qemu;
  Floor floor = floor_of_line(machine.floor);
  Expected<Scanner> scanner = Scanner::of(floor, machine.mode);
  ASSERT_TRUE(scanner);
  int compared = 0;
  for (const Row& row : table_of(ASHORE_SOURCE_DIR, machine.table).rows) {
    if (!is_comparable(row)) continue;
    std::string bytes = bytes_of(machine.mode, row.encoding);
    Scan scan =
        scanner->scan({bytes, 0x1000, machine.mode, Endian::little, Boundaries::in_sequence});
    Expected<bool> runs =
        this->runs(machine, tiny_program(floor.machine.arch, machine.mode, row.encoding));
    ASSERT_TRUE(runs) << runs.error().message();
    if (*runs && is_lenient(machine, row.encoding)) continue;
    EXPECT_EQ(scan.count == 0, *runs) << machine.cpu << ": " << row.encoding << " " << row.text
                                      << (scan.hits.empty() ? "" : ", needs " + scan.hits[0].needs);
    ++compared;
  }
  EXPECT_GT(compared, 60);
}

std::string name_of(const testing::TestParamInfo<Machine>& param) {
  std::string name = param.param.cpu.substr(0, param.param.cpu.find(','));
  for (char& c : name) c = c == '-' ? '_' : c;
  return name + (param.param.mode == Mode::thumb ? "_thumb_" : "_") + std::to_string(param.index);
}

INSTANTIATE_TEST_SUITE_P(Of, Qemu, testing::ValuesIn(machines), name_of);

}  // namespace
}  // namespace ashore::isa
