// SPDX-License-Identifier: Apache-2.0
// From the words that a person uses for a device to the rows that they may mean.
#pragma once

#include <string_view>
#include <vector>

#include "ashore/catalogue/catalogue.h"

namespace ashore::catalogue {

struct Match {
  const Board* board = nullptr;
  int score = 0;  // more is better; only the order means something
  // Every word that was typed is there, whole or as a beginning; no mistakes, no word left out.
  bool exact_words = false;
};

// Forgiving: typos, a missing vendor, "archer c7 v2", board compatible strings, profiles, SoC
// names. Best first, own rows before others of the same score; nothing for words that fit nothing.
// Any bytes are fine as input.
std::vector<Match> search(const Catalogue& catalogue, std::string_view words,
                          std::size_t most = 20);

// Every row that the name means exactly: vendor and revision may be left out, case, blanks and
// hyphens do not count ("archerc7" is "Archer C7"), and a revision that is named ("R6300v2",
// "archer c7 v2") takes the others away; "v1" is also the row without one. Empty where no row has
// that name; rows of several CPUs where a name hides them: the caller must ask. Own rows of that
// name take the place of built-in ones.
std::vector<const Board*> named(const Catalogue& catalogue, std::string_view name);

// The rows of the model that the name means without the revision at its end ("v4", "B1", "rev 2"):
// of "EA7500 v4" those of EA7500, though no row is a v4. Empty where no model has that name.
std::vector<const Board*> of_model(const Catalogue& catalogue, std::string_view name);

// Whether the name has no revision in it and means none but rows of later ones: of "EX6100" there
// is a v2 only, so a first one may exist, of which nothing is known.
bool names_only_later_revisions(const Catalogue& catalogue, std::string_view name);

// Where a vendor writes the hardware revision: "on the label, behind the model: `Ver: 2.0`".
// A general answer for vendors that we do not know.
std::string_view where_the_revision_is(const Catalogue& catalogue, std::string_view vendor);

}  // namespace ashore::catalogue
