// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/cargo_command.h"

#include <cctype>
#include <map>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/build/rustc_wrapper.h"
#include "ashore/build/target_arguments.h"
#include "ashore/target/triple.h"

namespace ashore::build {

namespace {

// rustup's own cargo and rustc choose a toolchain by directory and environment; ours was chosen
// already, and its std belongs to it.
std::optional<std::string> rustup_toolchain(const RustInstallation& rust) {
  if (!rust.managed_by_rustup) return std::nullopt;
  return rust.sysroot.filename().string();
}

bool is_rustup_toolchain(const RustInstallation& rust) {
  return rust.sysroot.parent_path().filename() == "toolchains";
}

host::Command cargo_of(const RustInstallation& rust, const std::filesystem::path& directory) {
  host::Command command;
  command.argv = {rust.cargo.string()};
  command.directory = directory;
  command.environment["RUSTC"] = rust.rustc.string();
  // A toolchain that the user linked into rustup goes by a name that its path does not tell.
  if (!rust.managed_by_rustup || is_rustup_toolchain(rust)) {
    command.environment["RUSTUP_TOOLCHAIN"] = rustup_toolchain(rust);
  }
  return command;
}

void add_selection(std::vector<std::string>& argv, const Request& request,
                   const std::optional<std::string>& only_binary) {
  if (request.package) argv.push_back("--package=" + *request.package);
  for (const std::string& bin : request.bins) argv.push_back("--bin=" + bin);
  for (const std::string& example : request.examples) argv.push_back("--example=" + example);
  if (only_binary) argv.push_back("--bin=" + *only_binary);
  std::string profile = profile_of(request);
  if (profile == "release") {
    argv.emplace_back("--release");
  } else if (request.profile) {
    argv.push_back("--profile=" + profile);
  }
  if (!request.features.empty()) argv.push_back("--features=" + joined(request.features, ","));
  if (request.all_features) argv.emplace_back("--all-features");
  if (request.no_default_features) argv.emplace_back("--no-default-features");
  if (request.locked) argv.emplace_back("--locked");
  if (request.offline) argv.emplace_back("--offline");
}

// Over what Cargo.toml says of the profile. Symbols stay in what is linked: they are what proves
// which bytes are code, and are taken out of the copy that is sent.
void make_small(host::Command& command, const std::string& profile) {
  std::string prefix = "CARGO_PROFILE_";
  for (char c : profile) {
    bool is_word = std::isalnum(static_cast<unsigned char>(c)) != 0;
    prefix += is_word ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : '_';
  }
  command.environment[prefix + "_OPT_LEVEL"] = "z";
  command.environment[prefix + "_LTO"] = "fat";
  command.environment[prefix + "_CODEGEN_UNITS"] = "1";
  command.environment[prefix + "_PANIC"] = "abort";
  command.environment[prefix + "_STRIP"] = "none";
}

}  // namespace

std::string profile_of(const Request& request) {
  return request.profile.value_or(request.small ? "release" : "dev");
}

Expected<host::Command> cargo_command(const Request& request, const Toolchain& toolchain,
                                      const Workshop& workshop) {
  host::Command command = cargo_of(toolchain.rust, workshop.directory);
  std::string target = rust_name(toolchain.target.triple);
  command.argv.insert(command.argv.end(), {"build", "--target=" + target,
                                           "--target-dir=" + workshop.target_directory.string(),
                                           "--message-format=json-render-diagnostics"});
  add_selection(command.argv, request, workshop.only_binary);
  if (request.small) make_small(command, profile_of(request));

  TRY_ASSIGN(auto settings,
             encoded({target, target_arguments(toolchain, request.small), workshop.user_wrapper}));
  for (const auto& [name, value] : settings) command.environment[name] = value;
  for (const auto& [name, value] : toolchain.variables) command.environment[name] = value;
  command.environment["RUSTC_WRAPPER"] = workshop.wrapper.string();
  // A user's build.build-dir would mix what was compiled for different toolchains.
  command.environment["CARGO_BUILD_BUILD_DIR"] = workshop.target_directory.string();
  // As plain cargo: it may ask the terminal for a registry's password, and Ctrl-C reaches it.
  command.in_our_group = true;
  return command;
}

host::Command metadata_command(const Toolchain& toolchain, const std::filesystem::path& directory) {
  host::Command command = cargo_of(toolchain.rust, directory);
  command.argv.insert(command.argv.end(), {"metadata", "--no-deps", "--format-version=1"});
  return command;
}

}  // namespace ashore::build
