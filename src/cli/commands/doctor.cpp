// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "ashore/provision/provision.h"
#include "cli/answer.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

struct Ailment {
  std::string what;   // "ssh"
  std::string found;  // where it is, or what is missing
  bool well = false;
  bool needed = false;  // without it nothing works; the others matter for one job only
  std::string remedy;   // how to get it
};

Ailment program(const host::Host& host, const std::string& name, bool needed,
                const std::string& what_for, const std::string& remedy) {
  std::optional<std::filesystem::path> path = host::find_program(host, name);
  if (path) return {name, path->string(), true, needed, ""};
  return {name, "not in PATH; " + what_for, false, needed, remedy};
}

Ailment rust(const DeskFacts& desk) {
  std::string remedy = "install Rust: https://rustup.rs, or on Debian `apt-get install rustc-web "
                       "cargo-web rust-web-src`";
  if (desk.rust.empty()) return {"rust", "no cargo with its rustc in PATH", false, true, remedy};
  std::string found;
  for (const RustInstallation& installation : desk.rust) {
    found += (found.empty() ? "" : "; ") + installation.rustc.string() + " " +
             to_string(installation.number);
  }
  return {"rust", found, true, true, ""};
}

Ailment std_source(const DeskFacts& desk) {
  std::string targets;
  for (const RustInstallation& installation : desk.rust) {
    if (installation.library_source) {
      return {"std", "can be built for any target from " + installation.library_source->string(),
              true, false, ""};
    }
    for (const std::string& target : installation.std_targets)
      targets += (targets.empty() ? "" : ", ") + target;
  }
  if (desk.rustup)
    return {"std", "rustup adds targets when they are needed; there now: " + targets, true, false,
            ""};
  return {"std", "there only for " + targets, false, false,
          "`rustup target add TARGET`, or std's source: `apt-get install rust-web-src`"};
}

Ailment linker(const DeskFacts& desk) {
  if (desk.lld) return {"linker", desk.lld->string(), true, true, ""};
  for (const RustInstallation& installation : desk.rust) {
    if (installation.rust_lld) return {"linker", installation.rust_lld->string(), true, true, ""};
  }
  if (!desk.gnu_linkers.empty())
    return {"linker", desk.gnu_linkers.front().string() + ", for its own target only", true, true,
            ""};
  return {"linker", "no ld.lld, no rust-lld, no GNU ld for another target", false, true,
          "`apt-get install lld`, or `brew install lld`"};
}

Expected<int> doctor(const Invocation& invocation, const workflow::Surroundings& around) {
  TRY_ASSIGN(DeskFacts desk, provision::survey(around.host));
  std::vector<Ailment> ailments = {
      program(around.host, "ssh", true, "no device can be reached",
              "`apt-get install openssh-client`"),
      rust(desk),
      std_source(desk),
      linker(desk),
      program(around.host, "cc", false, "build scripts and std's own cannot be linked",
              "`apt-get install gcc`"),
      program(around.host, "qemu-system-arm", false, "no virtual devices",
              "`apt-get install qemu-system-arm`"),
      program(around.host, "apt-get", false,
              "nothing can be taken from Debian's packages: no virtual devices, no std from source",
              ""),
  };
  bool well = true;
  nlohmann::json entries = nlohmann::json::array();
  for (const Ailment& ailment : ailments) {
    well = well && (ailment.well || !ailment.needed);
    entries.push_back({{"what", ailment.what},
                       {"well", ailment.well},
                       {"needed", ailment.needed},
                       {"found", ailment.found},
                       {"remedy", ailment.remedy}});
    if (!invocation.json.empty()) continue;
    const char* mark = ailment.well ? "ok" : ailment.needed ? "MISSING" : "missing";
    std::printf("%-8s %-16s %s\n", mark, ailment.what.c_str(), ailment.found.c_str());
    if (!ailment.remedy.empty()) std::printf("%-25s hint: %s\n", "", ailment.remedy.c_str());
  }
  if (invocation.json.empty()) {
    std::printf("store    %s\n", around.store.root().c_str());
  } else {
    TRY(write_json({{"version", 1},
                    {"well", well},
                    {"store", around.store.root().string()},
                    {"checks", std::move(entries)}},
                   invocation.json));
  }
  return well ? 0 : 4;
}

}  // namespace

void add_doctor(CLI::App& root, Invocation& invocation) {
  CLI::App* command =
      add_command(root, invocation, "doctor", "Say what this computer lacks, and how to get it",
                  "  ashore doctor\n"
                  "  ashore doctor --json\n");
  add_json(*command, invocation);
  command->callback([&invocation] {
    invocation.action = [&invocation](const workflow::Surroundings& around) {
      return doctor(invocation, around);
    };
  });
}

}  // namespace ashore::cli
