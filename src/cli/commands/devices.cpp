// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/catalogue/search.h"
#include "ashore/lab/lab.h"
#include "ashore/workflow/catalogued.h"
#include "ashore/workflow/devices.h"
#include "cli/answer.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

struct DevicesArguments {
  std::vector<std::string> words;
  bool about = false;
  std::size_t most = 20;
};

// The user's own devices: those that have a name already.
Expected<int> own_devices(const Invocation& invocation, const workflow::Surroundings& around) {
  TRY_ASSIGN(std::vector<lab::Device> virtual_devices, lab::list(around.store));
  nlohmann::json entries = nlohmann::json::array();
  for (const workflow::SavedDevice& saved : workflow::saved_devices(around)) {
    if (invocation.json.empty())
      std::printf("%-16s %s\n", saved.name.c_str(), saved.destination.c_str());
    entries.push_back({{"name", saved.name}, {"destination", saved.destination}});
  }
  for (const lab::Device& device : virtual_devices) {
    std::string name = "lab:" + device.name;
    if (invocation.json.empty())
      std::printf("%-16s %s\n", name.c_str(), device.description.c_str());
    entries.push_back({{"name", name}, {"description", device.description}});
  }
  if (invocation.json.empty()) return 0;
  TRY(write_json({{"version", 1}, {"devices", std::move(entries)}}, invocation.json));
  return 0;
}

void print(const std::vector<workflow::Listing>& listings) {
  constexpr std::string_view no_target = "no Rust target";
  std::size_t title = 0, soc = 0, target = 0;
  for (const workflow::Listing& listing : listings) {
    title = std::max(title, listing.title.size());
    soc = std::max(soc, listing.board->soc.size());
    target = std::max(target, listing.target.size());
  }
  for (const workflow::Listing& listing : listings) {
    std::string_view what = listing.target.empty() ? no_target : std::string_view(listing.target);
    std::string line = fmt::format(
        "{:<{}}  {:<{}}  {:<{}}  {}", listing.title, title, listing.board->soc, soc, what,
        std::max<std::size_t>(target, no_target.size()), joined(listing.firmware, ", "));
    line.erase(line.find_last_not_of(' ') + 1);
    std::printf("%s\n", line.c_str());
  }
}

nlohmann::json to_json(const workflow::Listing& listing) {
  const catalogue::Board& board = *listing.board;
  nlohmann::json entry = {{"title", listing.title},
                          {"vendor", board.vendor},
                          {"model", board.model},
                          {"revision", board.revision},
                          {"soc", board.soc},
                          {"core", board.core},
                          {"architecture", board.architecture},
                          {"compatible", words(board.compatible)},
                          {"firmware", listing.firmware},
                          {"source", board.source}};
  entry["target"] = listing.target.empty() ? nlohmann::json() : nlohmann::json(listing.target);
  return entry;
}

Error nothing_found(const std::string& typed) {
  return Error(ErrorKind::usage,
               "no device in the catalogue is like `" + printable(typed, 80) + "`")
      .hint("try the model alone, as in `ashore devices r7000`; a device that answers ssh needs no "
            "catalogue: `ashore probe DEVICE`");
}

Expected<int> search(const DevicesArguments& arguments, const Invocation& invocation,
                     const workflow::Surroundings& around) {
  TRY_ASSIGN(catalogue::Catalogue catalogue, workflow::load_catalogue(around));
  std::string typed = joined(arguments.words, " ");
  // Some rows will be one line: more are asked for than shown.
  std::vector<const catalogue::Board*> boards;
  for (const catalogue::Match& match : catalogue::search(catalogue, typed, 3 * arguments.most))
    boards.push_back(match.board);
  if (boards.empty()) return Failure(nothing_found(typed));
  std::vector<workflow::Listing> listings = workflow::listed(catalogue, boards);
  if (listings.size() > arguments.most) listings.resize(arguments.most);
  std::string warning = workflow::warning_about(typed, catalogue);
  if (invocation.json.empty()) {
    print(listings);
    if (!warning.empty()) around.reporter.warning(warning);
    return 0;
  }
  nlohmann::json entries = nlohmann::json::array();
  for (const workflow::Listing& listing : listings) entries.push_back(to_json(listing));
  nlohmann::json answer = {{"version", 1}, {"devices", std::move(entries)}};
  if (!warning.empty()) answer["warning"] = warning;
  TRY(write_json(answer, invocation.json));
  return 0;
}

Expected<int> devices(const DevicesArguments& arguments, const Invocation& invocation,
                      const workflow::Surroundings& around) {
  if (arguments.about) {
    if (invocation.json.empty()) {
      std::printf("%s", catalogue::about().c_str());
      return 0;
    }
    TRY(write_json({{"version", 1}, {"about", catalogue::about()}}, invocation.json));
    return 0;
  }
  return arguments.words.empty() ? own_devices(invocation, around)
                                 : search(arguments, invocation, around);
}

}  // namespace

void add_devices(CLI::App& root, Invocation& invocation) {
  auto arguments = std::make_shared<DevicesArguments>();
  CLI::App* command =
      add_command(root, invocation, "devices",
                  "List saved and virtual devices, or search all that are known by name",
                  "  ashore devices\n"
                  "  ashore devices netgear r7000\n"
                  "  ashore devices archer c7 v2 --json\n"
                  "  ashore devices mt7621\n"
                  "Your own rows: devices.tsv in ashore's configuration directory, with a line of\n"
                  "column names such as vendor, model, revision, soc and architecture.\n");
  set_usage(*command, "ashore devices [OPTIONS] [WORDS]");
  command->add_option("words", arguments->words, "A model, a board, a SoC, as well as you know it")
      ->type_name("WORDS");
  command->add_option("--most", arguments->most, "Show at most so many (20)")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{5000}));
  command->add_flag("--about", arguments->about, "Say where the catalogue comes from");
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return devices(*arguments, invocation, around);
    };
  });
}

}  // namespace ashore::cli
