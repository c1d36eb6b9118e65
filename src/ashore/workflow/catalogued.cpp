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

bool agree(const std::vector<Listing>& listings) {
  return std::ranges::all_of(
      listings, [&](const Listing& listing) { return listing.target == listings.front().target; });
}

// What a person can type to mean just this one; empty where no name tells it from the others. A row
// without a revision beside others that have one is the first.
std::string name_of(const Listing& listing, const Catalogue& catalogue) {
  for (const std::string& name : {listing.title, listing.title + " v1"}) {
    std::vector<Listing> meant = listed(catalogue, catalogue::named(catalogue, name));
    if (!meant.empty() && agree(meant) && meant.front().target == listing.target) return name;
  }
  return {};
}

std::string with_chip(const Listing& listing, const Catalogue& catalogue) {
  std::string name = name_of(listing, catalogue);
  std::string chip(listing.board->soc.empty() ? listing.board->architecture : listing.board->soc);
  return fmt::format("{} ({}): {}", name.empty() ? listing.title : name, chip,
                     listing.target.empty() ? "no Rust target" : listing.target);
}

// The last hint: which words would have done.
std::string how_to_name(const std::vector<Listing>& listings, const Catalogue& catalogue) {
  if (std::ranges::all_of(listings, [](const Listing& one) { return one.board->own; }))
    return "these are your own rows: give each another name or revision in devices.tsv";
  for (const Listing& listing : listings) {
    std::string name = name_of(listing, catalogue);
    if (name.empty()) continue;
    return fmt::format("name the one that you have, as in `--for \"{}\"`; the revision: {}", name,
                       catalogue::where_the_revision_is(catalogue, listings.front().board->vendor));
  }
  return "no name tells them apart; `--on DEVICE` asks the device itself";
}

Failure ask(std::string why, std::vector<Listing> listings, const Catalogue& catalogue) {
  std::ranges::sort(listings, {}, &Listing::title);
  Error error(ErrorKind::usage, std::move(why));
  for (std::size_t i = 0; i < listings.size() && i < most_shown; ++i)
    error = std::move(error).hint(with_chip(listings[i], catalogue));
  if (listings.size() > most_shown)
    error = std::move(error).hint(fmt::format("and {} more", listings.size() - most_shown));
  return Failure(std::move(error).hint(how_to_name(listings, catalogue)));
}

Failure nothing_named(std::string_view model, const Boards& near) {
  Error error(ErrorKind::usage,
              fmt::format("the catalogue has no device `{}`", printable(model, 80)));
  if (!near.empty())
    error =
        std::move(error).hint(fmt::format("did you mean `{}`?", catalogue::title(*near.front())));
  return Failure(std::move(error).hint(
      "`ashore devices WORDS` searches it; `--on DEVICE` asks the device itself"));
}

// "r7000" and "bcm4709", but not "router", "nas" and "5".
bool says_a_model(std::string_view text) {
  return std::ranges::any_of(words(text), [](std::string_view word) {
    return word.size() >= 3 && word.find_first_of("0123456789") != std::string_view::npos;
  });
}

struct Nearby {
  Boards exact;  // every word was found as it was typed
  Boards all;
};

Nearby nearby(const Catalogue& catalogue, std::string_view model) {
  constexpr std::size_t most_rows = 400;
  Nearby found;
  for (const catalogue::Match& match : catalogue::search(catalogue, model, most_rows)) {
    found.all.push_back(match.board);
    if (match.exact_words) found.exact.push_back(match.board);
  }
  bool own = std::ranges::any_of(found.exact, &Board::own);
  if (own) std::erase_if(found.exact, [](const Board* board) { return !board->own; });
  return found;
}

// The rows that a name means which is no device's own: a SoC, a board's compatible string, part of
// a name. A CPU is never guessed from a mistyped name, nor from words that could be anything.
Expected<Boards> boards_like(std::string_view model, const Catalogue& catalogue) {
  std::vector<Listing> revisions = listed(catalogue, catalogue::of_model(catalogue, model));
  if (!revisions.empty())
    return ask(fmt::format("the catalogue knows that model, but not the revision in `{}`",
                           printable(model, 80)),
               std::move(revisions), catalogue);
  Nearby near = nearby(catalogue, model);
  if (near.exact.empty() || !says_a_model(model)) return nothing_named(model, near.all);
  return std::move(near.exact);
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
  bool by_name = !boards.empty();
  if (!by_name) {
    TRY_ASSIGN(boards, boards_like(model, catalogue));
  }
  std::vector<Listing> listings = listed(catalogue, boards);
  if (by_name && catalogue::names_only_later_revisions(catalogue, model))
    return ask(fmt::format("the catalogue knows `{}` in later revisions only, and the first may "
                           "have another CPU",
                           printable(model, 80)),
               std::move(listings), catalogue);
  std::optional<DeviceFacts> facts;
  if (agree(listings)) facts = catalogue::common_facts(catalogue, boards);
  if (!facts)
    return ask(
        fmt::format("`{}` can mean devices that need different targets", printable(model, 80)),
        std::move(listings), catalogue);
  if (!by_name) {
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
