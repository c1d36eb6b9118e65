// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/device/json.h"
#include "ashore/host/files.h"
#include "ashore/probe/interpret.h"
#include "ashore/probe/probe.h"
#include "ashore/workflow/catalogued.h"
#include "ashore/workflow/devices.h"
#include "cli/answer.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

struct ProbeArguments {
  std::string device;
  std::string save;
  std::string transcript;
  bool share = false, print_script = false;
};

constexpr std::uint64_t most_transcript_bytes = std::uint64_t{16} << 20;

void line(const char* label, const std::string& value, const std::string& source) {
  if (value.empty()) return;
  std::printf("%-10s %s%s\n", label, printable(value).c_str(),
              source.empty() ? "" : ("  [" + printable(source) + "]").c_str());
}

template <class T> void line(const char* label, const MaybeFact<T>& fact, const auto& shown) {
  if (fact) line(label, shown(fact->value), fact->evidence.source);
}

void print(const DeviceFacts& facts) {
  auto text = [](const std::string& value) { return value; };
  auto bytes = [](std::uint64_t value) { return human_bytes(value); };
  line("model", facts.model, text);
  line("board", facts.board, text);
  line("system", facts.system, text);
  line("machine", to_string(facts.machine.value), facts.machine.evidence.source);
  line("core", facts.core, text);
  line("baseline", facts.baseline, text);
  line("features", facts.features, [](const Features& features) {
    std::string joined_names;
    for (const std::string& name : features.names)
      joined_names += (joined_names.empty() ? "" : " ") + name;
    return joined_names.empty() ? std::string("none beyond the baseline") : joined_names;
  });
  line("kernel", facts.kernel, [](const Version& version) { return to_string(version); });
  line("page size", facts.page_size,
       [](std::uint64_t value) { return std::to_string(value) + " B"; });
  line("memory", facts.memory_bytes, bytes);
  line("free", facts.memory_available_bytes, bytes);
  for (const Fact<Loader>& loader : facts.loaders) {
    line("loader", loader.value.path + " (" + std::string(name(loader.value.libc)) + ")", "");
  }
  if (facts.loaders.empty() && facts.libraries_listed)
    line("loader", "none: only static programs start", "");
  for (const Fact<WritablePlace>& place : facts.places) {
    line("place",
         place.value.path + ", " + human_bytes(place.value.free_bytes) + " free, " +
             place.value.file_system + (place.value.executable ? "" : ", noexec") +
             (place.value.survives_reboot ? ", survives reboot" : ""),
         "");
  }
  line("host key", facts.identity, "");
  for (const std::string& difference : facts.disagreements) line("warning", difference, "");
}

Expected<int> probe(const ProbeArguments& arguments, const Invocation& invocation,
                    const workflow::Surroundings& around) {
  if (arguments.print_script) {
    std::string_view script = probe::script();
    std::fwrite(script.data(), 1, script.size(), stdout);
    return 0;
  }
  if (arguments.device.empty() == arguments.transcript.empty()) {
    return Failure(Error(ErrorKind::usage, arguments.device.empty()
                                               ? "no device is named"
                                               : "give a device or a transcript, not both")
                       .hint("as in `ashore probe root@192.168.1.1`"));
  }

  if (!arguments.save.empty() && arguments.device.empty()) {
    return Failure(Error(ErrorKind::usage, "a transcript has no address to be saved")
                       .hint("`ashore probe DEVICE --save NAME`"));
  }

  std::string transcript;
  DeviceFacts facts;
  if (!arguments.transcript.empty()) {
    TRY_ASSIGN(transcript, host::read_file(arguments.transcript, most_transcript_bytes));
    TRY_ASSIGN(DeviceFacts told, probe::interpret(transcript, std::chrono::system_clock::now()));
    facts = workflow::identified(std::move(told), around);
  } else {
    TRY_ASSIGN(std::unique_ptr<remote::Session> session,
               workflow::open_session(arguments.device, around));
    if (arguments.share) {
      TRY_ASSIGN(transcript, probe::collect(*session));
    } else {
      TRY_ASSIGN(facts, workflow::probe_anew(*session, around));
    }
  }
  if (arguments.share) {
    std::string shareable = probe::shareable(transcript);
    std::fwrite(shareable.data(), 1, shareable.size(), stdout);
    return 0;
  }
  if (!arguments.save.empty()) {
    TRY(workflow::save_device(arguments.save, arguments.device, around));
    around.reporter.decided(Stage::probe,
                            "saved: `--on " + arguments.save + "` is " + arguments.device);
  }
  if (invocation.json.empty()) {
    print(facts);
    return 0;
  }
  nlohmann::json answer = nlohmann::json::parse(to_json(facts), nullptr, false);
  TRY(write_json(answer, invocation.json));
  return 0;
}

}  // namespace

void add_probe(CLI::App& root, Invocation& invocation) {
  auto arguments = std::make_shared<ProbeArguments>();
  CLI::App* command = add_command(
      root, invocation, "probe", "Ask a device what it is",
      "  ashore probe root@192.168.1.1 --save router\n"
      "  ashore probe lab:r7000 --json\n"
      "Without ssh: `ashore probe --print-script` gives a script to run on the device, and\n"
      "`ashore probe --transcript FILE` reads what it printed.\n");
  set_usage(*command, "ashore probe [OPTIONS] DEVICE");
  command->add_option("device", arguments->device, "An ssh destination, a saved name, or lab:NAME")
      ->type_name("DEVICE");
  command->add_option("--save", arguments->save, "Keep the device under this name")
      ->type_name("NAME");
  command->add_option("--transcript", arguments->transcript, "Read what the script printed")
      ->type_name("FILE");
  command->add_flag("--share", arguments->share,
                    "Print the raw answer without serial numbers, addresses and names");
  command->add_flag("--print-script", arguments->print_script,
                    "Print the script that is run on the device");
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return probe(*arguments, invocation, around);
    };
  });
}

}  // namespace ashore::cli
