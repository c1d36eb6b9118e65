// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/store/bundle.h"
#include "cli/answer.h"
#include "cli/commands/store/subcommands.h"

namespace ashore::cli {

namespace {

struct BundleArguments {
  std::string file;
  std::vector<std::string> kinds;
};

store::OnFraction progress_of(const std::string& text, const workflow::Surroundings& around) {
  return
      [text, &around](double fraction) { around.reporter.progress(Stage::store, text, fraction); };
}

Expected<int> export_to(const BundleArguments& arguments, const Invocation& invocation,
                        const workflow::Surroundings& around) {
  TRY_ASSIGN(store::Bundled bundled,
             store::export_bundle(around.store, arguments.file, arguments.kinds,
                                  progress_of("exporting", around)));
  if (!invocation.json.empty()) {
    TRY(write_json({{"version", 1},
                    {"file", arguments.file},
                    {"entries", bundled.entries},
                    {"bytes", bundled.bytes},
                    {"sha256", hex(bundled.digest)}},
                   invocation.json));
    return 0;
  }
  std::printf("%zu entries, %s; sha256 %s\n", bundled.entries, human_bytes(bundled.bytes).c_str(),
              hex(bundled.digest).c_str());
  return 0;
}

Expected<int> import_from(const BundleArguments& arguments, const Invocation& invocation,
                          const workflow::Surroundings& around) {
  TRY_ASSIGN(store::Imported imported,
             store::import_bundle(around.store, arguments.file, progress_of("importing", around)));
  if (!invocation.json.empty()) {
    TRY(write_json({{"version", 1},
                    {"added", imported.added},
                    {"known", imported.known},
                    {"sha256", hex(imported.digest)}},
                   invocation.json));
    return 0;
  }
  for (const std::string& entry : imported.added) std::printf("%s\n", entry.c_str());
  std::printf("%zu added, %zu were there already; sha256 %s\n", imported.added.size(),
              imported.known, hex(imported.digest).c_str());
  return 0;
}

}  // namespace

void add_store_export(CLI::App& store, Invocation& invocation) {
  auto arguments = std::make_shared<BundleArguments>();
  CLI::App* command = add_command(store, invocation, "export",
                                  "Write the entries into one file, for computers without network",
                                  "  ashore store export bundle.tar.zst\n"
                                  "  ashore store export sources.tar.zst source package\n");
  command->add_option("file", arguments->file, "The bundle; compressed where it ends in .zst")
      ->type_name("FILE")
      ->required();
  command
      ->add_option("kinds", arguments->kinds,
                   "Only entries of these kinds, as `ashore store list` shows them")
      ->type_name("KIND");
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return export_to(*arguments, invocation, around);
    };
  });
}

void add_store_import(CLI::App& store, Invocation& invocation) {
  auto arguments = std::make_shared<BundleArguments>();
  CLI::App* command = add_command(store, invocation, "import",
                                  "Take in a bundle: all of it is whole, or nothing is taken",
                                  "  ashore store import bundle.tar.zst\n"
                                  "  ashore store import bundle.tar.zst --json\n");
  command->add_option("file", arguments->file, "What `ashore store export` wrote")
      ->type_name("FILE")
      ->required();
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return import_from(*arguments, invocation, around);
    };
  });
}

}  // namespace ashore::cli
