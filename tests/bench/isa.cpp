// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/isa/scan.h"
#include "ashore/packages/packages.h"
#include "bench.h"

namespace ashore::bench {

namespace {

// A library of Debian's, and a device that has all of it or lacks much of it.
struct Subject {
  std::string_view package, architecture, file;  // below lib or usr/lib
  Arch arch;
  isa::Mode mode;
  std::string_view baseline, features, what;
};

constexpr auto subjects = std::to_array<Subject>({
    {"libc6", "armel", "libc.so.6", Arch::arm, isa::Mode::a32, "armv5te", "dsp", "A32, clean"},
    {"libssl3", "armel", "libcrypto.so.3", Arch::arm, isa::Mode::a32, "armv7-a", "dsp",
     "A32, clean"},
    {"libllvm14", "armel", "libLLVM-14.so.1", Arch::arm, isa::Mode::a32, "armv5te", "dsp",
     "A32, clean"},
    {"libc6", "arm64", "libc.so.6", Arch::aarch64, isa::Mode::a64, "armv8-a", "fp-armv8 neon",
     "A64, clean"},
    {"libllvm14", "arm64", "libLLVM-14.so.1", Arch::aarch64, isa::Mode::a64, "armv8-a",
     "fp-armv8 neon", "A64, clean"},
    {"libllvm14", "armhf", "libLLVM-14.so.1", Arch::arm, isa::Mode::thumb, "armv7-a",
     "dsp vfp2 vfp3d16", "Thumb, clean"},
    {"libc6", "mipsel", "libc.so.6", Arch::mips, isa::Mode::mips, "mips32r2", "", "MIPS, clean"},
    {"libllvm14", "mipsel", "libLLVM-14.so.1", Arch::mips, isa::Mode::mips, "mips32r2", "",
     "MIPS, clean"},
    {"libssl3", "armhf", "libcrypto.so.3", Arch::arm, isa::Mode::thumb, "armv7-a",
     "dsp vfp2 vfp3d16", "Thumb with data between, on a core without NEON"},
    {"libavcodec59", "armhf", "libavcodec.so.59.37.100", Arch::arm, isa::Mode::thumb, "armv7-a",
     "dsp", "Thumb with NEON and VFP, on a core with neither"},
    {"libavcodec59", "arm64", "libavcodec.so.59.37.100", Arch::aarch64, isa::Mode::a64, "armv8-a",
     "", "A64 with NEON, on a core without"},
    {"libavcodec59", "mipsel", "libavcodec.so.59.37.100", Arch::mips, isa::Mode::mips, "mips2", "",
     "MIPS32 release 2, on a core of MIPS II"},
});

double seconds_of(int who) {
  rusage usage{};
  ::getrusage(who, &usage);
  auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Bytes, from /proc/self/status.
double status(std::string_view field) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(field))
      return static_cast<double>(parse_unsigned(words(line).at(1)).value_or(0)) * 1024;
  return 0;
}

Expected<std::string> text_section(const std::filesystem::path& file, host::Host& host) {
  TRY_ASSIGN(host::TemporaryDirectory folder,
             host::TemporaryDirectory::create(std::filesystem::temp_directory_path(), "ashore-"));
  std::string text = (folder.path() / "text").string();
  host::Command command;
  command.argv = {"llvm-objcopy-19", "-O", "binary", "--only-section=.text", file, text};
  TRY(host::require_success(host.processes.run(command), command, ErrorKind::host));
  return host::read_file(text);
}

Expected<double> objdump_seconds(const std::filesystem::path& file, host::Host& host) {
  double before = seconds_of(RUSAGE_CHILDREN);
  host::Command command;
  command.argv = {"llvm-objdump-19", "-d", file};
  command.output_limit = 0;
  TRY(host::require_success(host.processes.run(command), command, ErrorKind::host));
  return seconds_of(RUSAGE_CHILDREN) - before;
}

double copy_seconds(const std::string& bytes) {
  std::string copy(bytes.size(), '\0');
  std::vector<double> times;
  for (int i = 0; i < 5; ++i) {
    double before = seconds_of(RUSAGE_SELF);
    int rounds = static_cast<int>(std::size_t{1 << 29} / (bytes.size() + 1)) + 1;
    for (int j = 0; j < rounds; ++j) {
      std::memcpy(copy.data(), bytes.data(), bytes.size());
      copy[0] = static_cast<char>(j);
    }
    times.push_back((seconds_of(RUSAGE_SELF) - before) / rounds);
  }
  return median(times);
}

struct Scanned {
  double cpu = 0, wall = 0, warm_cpu = 0, memory = 0;
  std::size_t hits = 0;
};

// With a scanner that is new each time; and once more with one that has seen the code.
Expected<Scanned> scan(const Subject& subject, const std::string& bytes) {
  Floor floor{Machine{subject.arch, Endian::little, Abi::plain, FloatAbi::hard},
              std::string(subject.baseline),
              {}};
  for (std::string_view name : words(subject.features)) floor.features.names.emplace(name);
  isa::Code code{bytes, 0x10000, subject.mode};
  std::vector<double> cpu, wall, warm;
  Scanned scanned;
  for (int i = 0; i < 5; ++i) {
    std::ofstream("/proc/self/clear_refs") << 5;
    double memory = status("VmRSS");
    auto start = std::chrono::steady_clock::now();
    double before = seconds_of(RUSAGE_SELF);
    TRY_ASSIGN(isa::Scanner scanner, isa::Scanner::of(floor, subject.mode));
    scanned.hits = scanner.scan(code).count;
    cpu.push_back(seconds_of(RUSAGE_SELF) - before);
    wall.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    scanned.memory = std::max(scanned.memory, status("VmHWM") - memory);
    before = seconds_of(RUSAGE_SELF);
    scanner.scan(code);
    warm.push_back(seconds_of(RUSAGE_SELF) - before);
  }
  scanned.cpu = median(cpu), scanned.wall = median(wall), scanned.warm_cpu = median(warm);
  return scanned;
}

// The time for a megabyte of the same code as there is more of it, which should stay as it is, and
// what several cores gain. Code that is too short is taken several times.
Expected<void> growth(const Subject& subject, const std::string& bytes) {
  std::string code;
  std::string words;
  for (std::size_t megabytes : {1, 4, 16, 64, 100}) {
    while (code.size() < megabytes * 1'000'000)
      code.append(bytes, 0, megabytes * 1'000'000 - code.size());
    TRY_ASSIGN(Scanned scanned, scan(subject, code));
    double size = static_cast<double>(code.size()) / 1e6;
    words += fmt::format("{}{} MB {:.2f} (cores: {:.1f}, memory: +{:.1f} %)",
                         words.empty() ? "" : ", ", megabytes, scanned.cpu / size * 1e3,
                         scanned.cpu / scanned.wall, scanned.memory / size / 1e4);
  }
  fmt::print("  as it grows, ms of CPU a MB: {}\n", words);
  return {};
}

}  // namespace

Expected<void> isa(const std::filesystem::path& store_root, host::Host& host) {
  TRY_ASSIGN(store::Store store, store::Store::open(store_root));
  SilentReporter silent;
  fmt::print("Text of Debian's libraries; MB/s of CPU time, a new scanner included (seen before), "
             "and of time that passed\n");
  for (const Subject& subject : subjects) {
    packages::Package package{std::string(subject.package), std::string(subject.architecture)};
    TRY_ASSIGN(std::vector<std::filesystem::path> roots,
               packages::unpacked({package}, host, store, silent, Stage::verify));
    std::filesystem::path file = find(roots.front(), subject.file);
    TRY_ASSIGN(std::string bytes, text_section(file, host));
    TRY_ASSIGN(Scanned scanned, scan(subject, bytes));
    double megabytes = static_cast<double>(bytes.size()) / 1e6;
    fmt::print("{}:{} {:.1f} MB, {}, {} {}: {:.0f} ({:.0f}), {:.0f}; {} hits; memory +{:.1f} MB; "
               "memcpy {:.0f}",
               subject.file, subject.architecture, megabytes, subject.what, subject.baseline,
               subject.features, megabytes / scanned.cpu, megabytes / scanned.warm_cpu,
               megabytes / scanned.wall, scanned.hits, scanned.memory / 1e6,
               megabytes / copy_seconds(bytes));
    // The big ones take it minutes.
    if (megabytes < 5) {
      TRY_ASSIGN(double seconds, objdump_seconds(file, host));
      fmt::print("; llvm-objdump -d {:.1f}", megabytes / seconds);
    }
    fmt::print("\n");
    if (megabytes > 40) TRY(growth(subject, bytes));
    std::fflush(stdout);
  }
  return {};
}

}  // namespace ashore::bench
