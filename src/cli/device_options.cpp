// SPDX-License-Identifier: Apache-2.0
#include "cli/device_options.h"

#include <CLI/CLI.hpp>
#include <chrono>

#include "ashore/device/json.h"
#include "ashore/host/files.h"
#include "ashore/probe/interpret.h"
#include "ashore/workflow/catalogued.h"
#include "ashore/workflow/deliver.h"
#include "ashore/workflow/devices.h"

namespace ashore::cli {

namespace {

// No device has that much to say.
constexpr std::uint64_t most_facts_bytes = std::uint64_t{16} << 20;

Expected<DeviceFacts> facts_in_file(const DeviceOptions& options) {
  const std::string& file = !options.facts.empty()        ? options.facts
                            : !options.transcript.empty() ? options.transcript
                            : options.cpuinfo == "-"      ? std::string("/dev/stdin")
                                                          : options.cpuinfo;
  TRY_ASSIGN(std::string text, host::read_file(file, most_facts_bytes));
  Expected<DeviceFacts> facts = !options.facts.empty() ? parse_device_facts(text)
                                : !options.transcript.empty()
                                    ? probe::interpret(text, std::chrono::system_clock::now())
                                    : probe::interpret_cpuinfo(text, options.uname);
  if (!facts) return Failure(std::move(facts).error().while_doing("reading `" + file + "`"));
  return facts;
}

}  // namespace

void add_device_options(CLI::App& command, DeviceOptions& options, bool offline) {
  CLI::Option* on = command
                        .add_option("--on", options.on,
                                    "The device: an ssh destination, a saved name, or lab:NAME")
                        ->type_name("DEVICE");
  if (!offline) {
    on->required();
    return;
  }
  command
      .add_option("--for", options.model,
                  "A device by the name that its maker gave it; `ashore devices` searches them")
      ->type_name("MODEL");
  command.add_option("--facts", options.facts, "What `ashore probe DEVICE --json` printed")
      ->type_name("FILE");
  command
      .add_option("--transcript", options.transcript,
                  "What the probe's script printed on the device")
      ->type_name("FILE");
  CLI::Option* cpuinfo =
      command
          .add_option("--cpuinfo", options.cpuinfo,
                      "A copy of the device's /proc/cpuinfo; - reads it from the input")
          ->type_name("FILE");
  command.add_option("--uname", options.uname, "What `uname -a` prints there, beside --cpuinfo")
      ->type_name("TEXT")
      ->needs(cpuinfo);
}

void add_build_options(CLI::App& command, BuildOptions& options) {
  command
      .add_option("--target", options.target,
                  "Build for this Rust target instead of the chosen one")
      ->type_name("TRIPLE");
  command.add_flag("-r,--release", options.release, "Build with optimizations");
  command
      .add_option("--profile", options.request.profile,
                  "Build with this cargo profile, or CMake build type")
      ->type_name("NAME");
  command.add_option("-p,--package", options.request.package, "The package of a workspace")
      ->type_name("NAME");
  command.add_option("--bin", options.request.bins, "The program to build")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command.add_option("--example", options.request.examples, "The example to build")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command.add_option("-F,--features", options.request.features, "Features to activate")
      ->type_name("NAMES")
      ->allow_extra_args(false);
  command.add_flag("--all-features", options.request.all_features, "Activate all features");
  command.add_flag("--no-default-features", options.request.no_default_features,
                   "Leave the default features out");
  command.add_flag("--locked", options.request.locked, "Require that Cargo.lock is up to date");
  command.add_flag("--offline", options.request.offline, "Let cargo not use the network");
  command.add_option("-D,--define", options.request.definitions, "A setting of the CMake project")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  command
      .add_option("--artifact", options.request.artifacts,
                  "What the command behind -- makes; without: the programs that it made or changed")
      ->type_name("PATH")
      ->allow_extra_args(false);
  command.add_flag("--small", options.request.small,
                   "Make it for size: Rust with LTO and abort, C by sections; no symbols are sent");
  command.add_flag("--keep-debug", options.request.keep_debug, "Ship debug sections too");
}

bool DeviceOptions::any() const {
  return !(on.empty() && model.empty() && facts.empty() && transcript.empty() && cpuinfo.empty());
}

Expected<DeviceFacts> facts_of(const DeviceOptions& options, const workflow::Surroundings& around) {
  int named = !options.on.empty() + !options.model.empty() + !options.facts.empty() +
              !options.transcript.empty() + !options.cpuinfo.empty();
  if (named != 1) {
    return Failure(
        Error(ErrorKind::usage,
              named == 0 ? "no device is named" : "the device is named in several ways")
            .hint("give one of `--on root@192.168.1.1`, `--for \"NETGEAR R7000\"`, `--facts FILE`, "
                  "`--transcript FILE` and `--cpuinfo FILE`"));
  }
  if (!options.on.empty()) {
    TRY_ASSIGN(workflow::Reached reached, workflow::reach(options.on, around));
    return std::move(reached.facts);
  }
  if (!options.model.empty()) return workflow::expected_device(options.model, around);
  Expected<DeviceFacts> facts = facts_in_file(options);
  if (!facts || !options.facts.empty()) return facts;
  return workflow::identified(*std::move(facts), around);
}

Expected<TargetChoice> target_of(const DeviceOptions& options, const std::string& named,
                                 const workflow::Surroundings& around) {
  if (!options.any() && !named.empty()) return workflow::named_target(named, nullptr, around);
  TRY_ASSIGN(DeviceFacts facts, facts_of(options, around));
  return named.empty() ? workflow::target_for(facts, around)
                       : workflow::named_target(named, &facts, around);
}

Expected<workflow::Reached> device_of(const DeviceOptions& options,
                                      const workflow::Surroundings& around) {
  bool is_here = !options.on.empty() && options.model.empty() && options.facts.empty() &&
                 options.transcript.empty() && options.cpuinfo.empty();
  if (is_here) return workflow::reach(options.on, around);
  TRY_ASSIGN(DeviceFacts facts, facts_of(options, around));
  return workflow::Reached{nullptr, std::move(facts), false};
}

Expected<void> require_command(const build::Request& request, const std::string& typed) {
  if (request.artifacts.empty() || !request.command.empty()) return {};
  return Failure(Error(ErrorKind::usage, "`--artifact` is what a command makes, and none is given")
                     .hint("as in `" + typed + " --artifact src/lua -- make`"));
}

build::Request request_of(const BuildOptions& options) {
  build::Request request = options.request;
  if (options.release && !request.profile) request.profile = "release";
  return request;
}

}  // namespace ashore::cli
