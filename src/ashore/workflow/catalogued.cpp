// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/catalogued.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/catalogue/expected_facts.h"
#include "ashore/catalogue/search.h"
#include "ashore/choose/choose.h"
#include "ashore/host/files.h"

namespace ashore::workflow {

namespace {

using catalogue::Board;
using catalogue::Catalogue;
using Boards = std::vector<const Board*>;

// A table that a person wrote.
constexpr std::uint64_t most_own_bytes = std::uint64_t{4} << 20;
constexpr std::size_t most_shown = 8;

std::string target_of(const Catalogue& catalogue, const Board& board) {
  Expected<TargetChoice> choice = choose::choose(catalogue::expected_facts(catalogue, board));
  return choice ? rust_name(choice->triple) : std::string();
}

std::string with_chip(const Listing& listing) {
  std::string chip(listing.board->soc.empty() ? listing.board->architecture : listing.board->soc);
  return fmt::format("{} ({}): {}", listing.title, chip,
                     listing.target.empty() ? "no Rust target" : listing.target);
}

bool agree(const std::vector<Listing>& listings) {
  return std::ranges::all_of(
      listings, [&](const Listing& listing) { return listing.target == listings.front().target; });
}

// Boards that the words fit equally well, and better than any other.
Boards nearest_boards(const Catalogue& catalogue, std::string_view words) {
  Boards boards;
  std::vector<catalogue::Match> matches = catalogue::search(catalogue, words, 200);
  for (const catalogue::Match& match : matches) {
    if (match.score == matches.front().score) boards.push_back(match.board);
  }
  return boards;
}

Failure nothing_named(std::string_view model) {
  return Failure(
      Error(ErrorKind::usage, fmt::format("the catalogue has no device `{}`", printable(model, 80)))
          .hint("`ashore devices WORDS` searches it; `--on DEVICE` asks the device "
                "itself"));
}

Failure several_named(std::string_view model, std::vector<Listing> listings,
                      const Catalogue& catalogue) {
  std::ranges::sort(listings, {}, &Listing::title);
  Error error(ErrorKind::usage, fmt::format("`{}` can mean devices that need different targets",
                                            printable(model, 80)));
  for (std::size_t i = 0; i < listings.size() && i < most_shown; ++i)
    error = std::move(error).hint(with_chip(listings[i]));
  if (listings.size() > most_shown)
    error = std::move(error).hint(fmt::format("and {} more", listings.size() - most_shown));
  std::string_view vendor = listings.front().board->vendor;
  return Failure(std::move(error).hint(
      fmt::format("name the one that you have, as in `--for \"{}\"`; the revision: {}",
                  listings.back().title, catalogue::where_the_revision_is(catalogue, vendor))));
}

}  // namespace

Expected<Catalogue> load_catalogue(const Surroundings& around) {
  std::filesystem::path file = around.configuration / "devices.tsv";
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return Catalogue::load();
  TRY_ASSIGN(std::string own, host::read_file(file, most_own_bytes));
  Expected<Catalogue> catalogue = Catalogue::load(std::move(own));
  if (!catalogue)
    return Failure(std::move(catalogue).error().while_doing("reading `" + file.string() + "`"));
  return catalogue;
}

std::vector<Listing> listed(const Catalogue& catalogue, const Boards& boards) {
  std::vector<Listing> listings;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const Board* board : boards) {
    Listing listing{catalogue::title(*board), target_of(catalogue, *board), {}, board};
    auto [place, is_new] = places.try_emplace({listing.title, listing.target}, listings.size());
    if (is_new) listings.push_back(std::move(listing));
    std::vector<std::string>& firmware = listings[place->second].firmware;
    if (std::ranges::find(firmware, board->firmware) == firmware.end())
      firmware.emplace_back(board->firmware);
  }
  return listings;
}

std::string warning_about(std::string_view name, const Catalogue& catalogue) {
  std::vector<Listing> listings = listed(catalogue, catalogue::named(catalogue, name));
  if (listings.empty() || agree(listings)) return {};
  return fmt::format("`{}` alone does not say which CPU: {}", printable(name, 80),
                     catalogue::where_the_revision_is(catalogue, listings.front().board->vendor));
}

Expected<DeviceFacts> expected_device(std::string_view model, const Surroundings& around) {
  TRY_ASSIGN(Catalogue catalogue, load_catalogue(around));
  Boards boards = catalogue::named(catalogue, model);
  bool exact = !boards.empty();
  if (!exact) boards = nearest_boards(catalogue, model);
  if (boards.empty()) return nothing_named(model);
  std::vector<Listing> listings = listed(catalogue, boards);
  if (!agree(listings)) return several_named(model, std::move(listings), catalogue);
  std::optional<DeviceFacts> facts = catalogue::common_facts(catalogue, boards);
  if (!facts) return several_named(model, std::move(listings), catalogue);
  if (!exact) {
    around.reporter.warning(fmt::format(
        "taking `{}` for {}{}", printable(model, 80), listings.front().title,
        listings.size() == 1 ? std::string()
                             : fmt::format(" or one of {} like it, which have the same target",
                                           listings.size() - 1)));
  }
  return *std::move(facts);
}

DeviceFacts identified(DeviceFacts facts, const Surroundings& around) {
  Expected<Catalogue> catalogue = load_catalogue(around);
  if (!catalogue) {
    around.reporter.warning(catalogue.error().message() + "; the built-in catalogue is used");
    catalogue = Catalogue::load();
  }
  return catalogue ? catalogue::reconciled(std::move(facts), *catalogue) : std::move(facts);
}

}  // namespace ashore::workflow
