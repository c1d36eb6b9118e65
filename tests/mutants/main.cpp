// SPDX-License-Identifier: Apache-2.0
// ashore_mutants [--root DIRECTORY] COUNT SEED FILE...: verify on COUNT damaged copies of each
// file. Fails if one takes longer than a second, or if a file is said to run that a kernel refuses.
// Dynamic programs find their loader and libraries in the directory, as on a device.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/verify/verify.h"
#include "kernel.h"
#include "libraries.h"
#include "mutate.h"

namespace ashore::mutants {
namespace {

// Of CPU time: that of a busy machine's clock would say nothing about us.
double seconds_used() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// A device on which nothing but damage can keep the file from running.
std::optional<DeviceFacts> device_for(const ElfFacts& file) {
  static const std::map<Arch, std::pair<const char*, std::vector<const char*>>> all = {
      {Arch::arm,
       {"armv7-a",
        {"mp", "dsp", "thumb2", "vfp2", "vfp3", "vfp4", "d32", "neon", "hwdiv", "hwdiv-arm",
         "fp16"}}},
      {Arch::aarch64,
       {"armv8-a", {"fp-armv8", "neon", "crc", "aes", "sha2", "lse", "dotprod", "rcpc"}}},
      {Arch::mips, {"mips32r2", {"fpu", "dsp", "dspr2"}}},
      {Arch::mips64, {"mips64r2", {"fpu", "dsp", "dspr2"}}},
      {Arch::riscv64, {"rv64i", {"m", "a", "f", "d", "c", "zicsr", "zifencei"}}},
      {Arch::x86_64, {"x86-64-v3", {}}}};
  std::optional<Machine> machine = machine_of(file, FloatAbi::hard);
  if (!machine || !all.contains(machine->arch)) return std::nullopt;
  const auto& [baseline, features] = all.at(machine->arch);
  DeviceFacts device;
  device.machine = {*machine, {"the file itself", ""}};
  device.baseline = Fact<std::string>{baseline, {}};
  device.features = Fact<Features>{{{features.begin(), features.end()}}, {}};
  device.kernel = Fact<Version>{{{6, 12, 0}}, {}};
  device.page_size = Fact<std::uint64_t>{4096, {}};
  device.memory_bytes = Fact<std::uint64_t>{std::uint64_t{4} << 30, {}};
  WritablePlace place;
  place.path = "/tmp";
  place.free_bytes = std::uint64_t{1} << 30;
  place.executable = true;
  device.places = {{place, {}}};
  return device;
}

struct Tally {
  std::map<std::string, std::size_t> answers, starts;
  double longest = 0;
  std::size_t wrong = 0, slow = 0;
};

void keep(const std::string& mutant, const std::string& name) {
  static_cast<void>(host::write_file(name, mutant, 0600));
  std::fprintf(stderr, "kept as %s\n", name.c_str());
}

// What all mutants of a file are tried with.
struct Bench {
  const DeviceFacts& device;
  const std::filesystem::path& directory;
  const std::filesystem::path& root;
  LibraryFiles libraries;
  isa::Scanners scanners = {};
};

void try_one(const std::string& mutant, const std::string& name, Bench& bench, Tally& tally) {
  std::span<const std::byte> bytes = std::as_bytes(std::span(mutant));
  verify::Known known;
  known.scanners = &bench.scanners;
  if (!bench.root.empty()) known.libraries = &bench.libraries;
  double start = seconds_used();
  Verdict verdict = verify::verify(bytes, bench.device, {"/tmp", false}, known);
  double seconds = seconds_used() - start;
  tally.longest = std::max(tally.longest, seconds);
  const Finding& worst = verdict.findings.front();
  ++tally.answers[std::string(ashore::name(worst.answer)) + " by " + worst.check];
  if (seconds > 1) {
    ++tally.slow;
    std::fprintf(stderr, "%.2f s for one verdict\n", seconds);
    keep(mutant, name);
  }
  if (verdict.answer() != Answer::runs) return;
  Expected<ElfFacts> facts = elf::read(bytes);
  std::optional<Started> started =
      facts ? start_of(mutant, *facts, bench.directory, bench.root) : std::nullopt;
  ++tally.starts[!started           ? "not tried"
                 : started->well    ? "started"
                 : started->refused ? "refused"
                                    : "crashed in their loader"];
  if (!started || !started->refused) return;
  ++tally.wrong;
  std::fprintf(stderr, "refused by the kernel: %s\n", printable(started->words).c_str());
  keep(mutant, name);
}

int run(std::uint64_t count, std::uint64_t seed, const std::filesystem::path& root,
        std::span<char*> files) {
  Expected<host::TemporaryDirectory> directory =
      host::TemporaryDirectory::create(std::filesystem::temp_directory_path(), "ashore-mutants-");
  bool good = directory.has_value() && !files.empty();
  for (const char* path : files) {
    Expected<std::string> file = host::read_file(path);
    Expected<ElfFacts> facts = file ? elf::read(std::as_bytes(std::span(*file)))
                                    : Expected<ElfFacts>(Failure(file.error()));
    std::optional<DeviceFacts> device = facts ? device_for(*facts) : std::nullopt;
    if (!device) {
      std::fprintf(stderr, "%s: no ELF file for a machine that is checked\n", path);
      return 2;
    }
    Random random(seed);
    Tally tally;
    Bench bench{*device, directory->path(), root, verdicts::libraries_of(*file, root)};
    if (!root.empty()) verdicts::add_libraries(*device, bench.libraries);
    for (std::uint64_t i = 0; i < count; ++i) {
      std::string name = std::filesystem::path(path).filename().string() + "." +
                         std::to_string(seed) + "." + std::to_string(i);
      try_one(damaged(*file, random), name, bench, tally);
    }
    std::printf("%s: %llu mutants", path, static_cast<unsigned long long>(count));
    for (const auto& [answer, times] : tally.answers)
      std::printf(", %zu %s", times, answer.c_str());
    std::printf("; of those that run");
    for (const auto& [start, times] : tally.starts) std::printf(", %zu %s", times, start.c_str());
    std::printf("; longest %.0f ms\n", tally.longest * 1e3);
    std::fflush(stdout);
    good = good && tally.wrong == 0 && tally.slow == 0;
  }
  return good ? 0 : 1;
}

}  // namespace
}  // namespace ashore::mutants

int main(int argc, char** argv) {
  std::span<char*> words(argv + 1, static_cast<std::size_t>(argc - 1));
  std::filesystem::path root;
  if (words.size() > 2 && std::string_view(words[0]) == "--root") {
    root = words[1];
    words = words.subspan(2);
  }
  std::optional<std::uint64_t> count, seed;
  if (words.size() > 2) {
    count = ashore::parse_unsigned(words[0]);
    seed = ashore::parse_unsigned(words[1]);
  }
  if (!count || !seed) {
    std::fprintf(stderr, "usage: ashore_mutants [--root DIRECTORY] COUNT SEED FILE...\n");
    return 2;
  }
  return ashore::mutants::run(*count, *seed, root, words.subspan(2));
}
