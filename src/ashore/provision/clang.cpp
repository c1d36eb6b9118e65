// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/clang.h"

#include <chrono>
#include <system_error>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/base/version.h"
#include "ashore/host/file_mark.h"
#include "ashore/host/files.h"

namespace ashore::provision {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// The oldest that was tried, and far beyond the youngest.
constexpr unsigned oldest = 14, youngest = 40;

std::vector<fs::path> clang_programs(const host::Host& host) {
  std::vector<fs::path> programs;
  if (std::optional<fs::path> plain = host::find_program(host, "clang")) programs.push_back(*plain);
  for (unsigned number = youngest; number >= oldest; --number) {
    std::optional<fs::path> found = host::find_program(host, "clang-" + std::to_string(number));
    if (found) programs.push_back(*found);
  }
  return programs;
}

Expected<std::string> answer(const fs::path& program, const char* question, host::Host& host) {
  host::Command command;
  command.argv = {program.string(), question};
  command.deadline = 30s;
  TRY_ASSIGN(host::ProcessOutput output,
             host::require_success(host.processes.run(command), command, ErrorKind::toolchain));
  return output.out;
}

Expected<Clang> ask(const fs::path& program, host::Host& host) {
  TRY_ASSIGN(std::string banner, answer(program, "--version", host));
  TRY_ASSIGN(std::string directory, answer(program, "-print-resource-dir", host));
  Clang clang;
  clang.program = program;
  clang.banner = lines(banner).empty() ? "" : std::string(lines(banner).front());
  clang.version = version_in(clang.banner);
  clang.resource_directory = trimmed(directory);
  if (clang.version.empty()) {
    return failure(ErrorKind::toolchain, "`" + program.string() + "` calls itself \"" +
                                             printable(clang.banner, 80) +
                                             "\", which is no version of clang");
  }
  return clang;
}

// What was asked before about this very file.
std::optional<Clang> remembered(const fs::path& program, const fs::path& place,
                                const std::string& mark) {
  Expected<std::string> text = host::read_file(place, 1 << 16);
  if (!text) return std::nullopt;
  std::vector<std::string_view> fields = lines(*text);
  if (fields.size() != 3 || fields[0] != mark) return std::nullopt;
  Clang clang{program, std::string(fields[1]), version_in(fields[1]), fields[2]};
  if (clang.version.empty()) return std::nullopt;
  return clang;
}

Expected<Clang> known_or_asked(const fs::path& program, host::Host& host,
                               const store::Store& store) {
  std::error_code error;
  fs::path real = fs::canonical(program, error);
  if (error) real = program;
  TRY_ASSIGN(host::FileMark mark, host::mark_of(real));
  TRY_ASSIGN(fs::path directory, store.state("clang"));
  fs::path place = directory / hex(sha256(real.string())).substr(0, 32);
  if (std::optional<Clang> known = remembered(program, place, mark.text)) return *known;
  TRY_ASSIGN(Clang clang, ask(program, host));
  // Where this cannot be kept, the next call is slower.
  if (mark.is_at_rest) {
    static_cast<void>(host::write_file(place, mark.text + "\n" + clang.banner + "\n" +
                                                  clang.resource_directory.string() + "\n"));
  }
  return clang;
}

}  // namespace

std::string version_in(std::string_view banner) {
  constexpr std::string_view before = "clang version ";
  std::size_t at = banner.find(before);
  if (at == std::string_view::npos) return "";
  std::string_view rest = banner.substr(at + before.size());
  return std::string(rest.substr(0, rest.find_first_not_of("0123456789.")));
}

Expected<Clang> find_clang_for(const Triple& triple, host::Host& host, const store::Store& store) {
  bool is_riscv = triple.machine.arch == Arch::riscv64 || triple.machine.arch == Arch::riscv32;
  if (!is_riscv) return find_clang(host, store);
  return find_clang(host, store, oldest_for_riscv, "code for RISC-V that can be proved");
}

unsigned major_of(const Clang& clang) {
  std::optional<std::uint64_t> major = parse_unsigned(split(clang.version, '.').front());
  return major && *major < 1000 ? static_cast<unsigned>(*major) : 0;
}

Expected<Clang> find_clang(host::Host& host, const store::Store& store, unsigned at_least,
                           std::string_view what) {
  std::vector<fs::path> programs = clang_programs(host);
  if (programs.empty()) {
    return Failure(
        Error(ErrorKind::toolchain,
              "no clang in PATH: C and C++ are compiled with the clang of this computer")
            .hint(
                "Debian, Ubuntu: apt-get install clang lld; macOS: brew install llvm lld; Fedora: "
                "dnf install clang lld. Rust without C inside needs none"));
  }
  std::string found;
  for (const fs::path& program : programs) {
    TRY_ASSIGN(Clang clang, known_or_asked(program, host, store));
    if (major_of(clang) >= at_least) return clang;
    found = "`" + program.string() + "` is " + clang.version;
  }
  std::string wanted = std::to_string(at_least);
  return Failure(Error(ErrorKind::toolchain,
                       std::string(what) + " wants clang " + wanted + " or later; " + found)
                     .hint("Debian, Ubuntu: apt-get install clang-19 lld-19; macOS: brew install "
                           "llvm lld; Fedora: dnf install clang lld"));
}

std::optional<fs::path> tool_of(const Clang& clang, std::string_view name, const host::Host& host) {
  std::error_code error;
  fs::path beside = fs::canonical(clang.program, error).parent_path() / name;
  if (!error && fs::exists(beside, error)) return beside;
  std::string number(clang.version.substr(0, clang.version.find('.')));
  if (auto numbered = host::find_program(host, std::string(name) + "-" + number)) return numbered;
  return host::find_program(host, name);
}

}  // namespace ashore::provision
