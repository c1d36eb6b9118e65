// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/linker.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "ashore/provision/rustc_answers.h"

namespace ashore::provision {

namespace {

using namespace std::chrono_literals;

// A PATH with more cross linkers than this is not asked through to the end.
constexpr std::size_t most_asked = 24;

bool knows_target(const std::filesystem::path& linker, const std::string& emulation,
                  host::Host& host) {
  host::Command command;
  command.argv = {linker.string(), "-V"};
  command.environment["LC_ALL"] = "C";
  command.deadline = 5s;
  Expected<host::ProcessOutput> answer = host.processes.run(command);
  return answer && succeeded(answer->status) && lists_emulation(answer->out, emulation);
}

Error no_linker(const Triple& triple, const DeskFacts& desk) {
  Error error(ErrorKind::toolchain, "no linker for " + rust_name(triple) +
                                        " on this computer: neither ld.lld nor rust-lld nor a GNU "
                                        "ld that knows " +
                                        gnu_ld_emulation(triple.machine));
  if (desk.has_apt) return std::move(error).hint("apt-get install lld");
  return std::move(error).hint("install lld (LLVM's linker), or a Rust from https://rustup.rs, "
                               "which brings rust-lld");
}

}  // namespace

std::optional<Linker> lld_of(const DeskFacts& desk, const RustInstallation& rust) {
  if (desk.lld) return Linker{*desk.lld, LinkerKind::lld, "ld.lld"};
  if (rust.rust_lld) return Linker{*rust.rust_lld, LinkerKind::lld, "rust-lld"};
  for (const RustInstallation& other : desk.rust) {
    if (other.rust_lld) return Linker{*other.rust_lld, LinkerKind::lld, "rust-lld"};
  }
  return std::nullopt;
}

std::vector<std::filesystem::path> gnu_linkers_for(const DeskFacts& desk, const Triple& triple) {
  std::string prefix = gnu_tool_prefix(triple);
  std::string cpu = prefix.substr(0, prefix.find('-'));
  auto rank = [&](const std::filesystem::path& linker) {
    std::string name = linker.filename().string();
    if (!prefix.empty() && name == prefix + "-ld") return 0;
    return !cpu.empty() && name.starts_with(cpu) ? 1 : 2;
  };
  std::vector<std::filesystem::path> linkers;
  for (int wanted : {0, 1, 2}) {
    std::ranges::copy_if(desk.gnu_linkers, std::back_inserter(linkers),
                         [&](const auto& linker) { return rank(linker) == wanted; });
  }
  return linkers;
}

Expected<Linker> linker_for(const Triple& triple, const DeskFacts& desk,
                            const RustInstallation& rust, host::Host& host) {
  if (std::optional<Linker> lld = lld_of(desk, rust)) return *lld;
  std::string emulation = gnu_ld_emulation(triple.machine);
  std::vector<std::filesystem::path> candidates = gnu_linkers_for(desk, triple);
  if (candidates.size() > most_asked) candidates.resize(most_asked);
  for (const std::filesystem::path& candidate : candidates) {
    if (knows_target(candidate, emulation, host)) {
      return Linker{candidate, LinkerKind::gnu_ld, candidate.filename().string()};
    }
  }
  return Failure(no_linker(triple, desk));
}

}  // namespace ashore::provision
