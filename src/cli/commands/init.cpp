// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/build/settings.h"
#include "ashore/host/files.h"
#include "ashore/workflow/deliver.h"
#include "cli/answer.h"
#include "cli/device_options.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

namespace fs = std::filesystem;

struct InitArguments {
  std::string system, project = ".", target;
  DeviceOptions device;
  bool print = false;
};

Expected<build::SettingsFor> system_of(const std::string& word) {
  if (std::optional<build::SettingsFor> system = build::parse_settings_for(word)) return *system;
  std::vector<std::string> known = build::settings_words();
  std::optional<std::string> near = nearest(word, known);
  return Failure(Error(ErrorKind::usage, "ashore writes no settings for `" + printable(word) + "`")
                     .hint(near ? "did you mean `" + *near + "`?"
                                : "it does for " + joined(known, ", ") +
                                      "; `ashore env` serves everything else"));
}

// What is there is the user's.
Expected<void> write_new(const fs::path& path, const std::string& content) {
  std::error_code ignored;
  if (fs::symlink_status(path, ignored).type() != fs::file_type::not_found) {
    return Failure(Error(ErrorKind::usage, "`" + path.string() + "` is there already")
                       .hint("`--print` shows what would be written, to be copied by hand"));
  }
  TRY(host::make_directories(path.parent_path()));
  return host::write_file(path, content);
}

Expected<int> init(const InitArguments& arguments, const Invocation& invocation,
                   const workflow::Surroundings& around) {
  TRY_ASSIGN(build::SettingsFor system, system_of(arguments.system));
  std::error_code ignored;
  if (!fs::is_directory(arguments.project, ignored)) {
    return failure(ErrorKind::usage, "there is no directory `" + arguments.project + "`");
  }
  TRY_ASSIGN(TargetChoice target, target_of(arguments.device, arguments.target, around));
  bool has_lld = host::find_program(around.host, "ld.lld").has_value();
  build::Settings settings = build::settings_of(system, target, has_lld ? "ld.lld" : "rust-lld");
  if (arguments.print) {
    std::printf("%s", settings.content.c_str());
    return 0;
  }
  fs::path path = (fs::path(arguments.project) / settings.path).lexically_normal();
  TRY(write_new(path, settings.content));
  if (invocation.json.empty()) {
    std::printf("wrote %s\n", path.c_str());
    for (const std::string& next : settings.next) std::printf("next: %s\n", next.c_str());
    return 0;
  }
  TRY(write_json({{"version", 1},
                  {"target", to_json(target)},
                  {"path", path.string()},
                  {"next", settings.next}},
                 invocation.json));
  return 0;
}

}  // namespace

void add_init(CLI::App& root, Invocation& invocation) {
  auto arguments = std::make_shared<InitArguments>();
  CLI::App* command = add_command(
      root, invocation, "init", "Write a device's settings into a project, for use without ashore",
      "  ashore init cargo --on root@192.168.1.1\n"
      "  ashore init cmake --target armv7-unknown-linux-musleabi --print\n");
  set_usage(*command, "ashore init [OPTIONS] cargo|cmake|meson [PROJECT] --on DEVICE|--for MODEL|"
                      "--target TRIPLE");
  command->add_option("system", arguments->system, "The build system that is to read them")
      ->type_name("cargo|cmake|meson")
      ->required();
  command->add_option("project", arguments->project, "Where to write; without: this directory")
      ->type_name("PROJECT");
  add_device_options(*command, arguments->device, true);
  command->add_option("--target", arguments->target, "For this Rust target")->type_name("TRIPLE");
  command->add_flag("--print", arguments->print, "Print the settings instead of writing them");
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return init(*arguments, invocation, around);
    };
  });
}

}  // namespace ashore::cli
