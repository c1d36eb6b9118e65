// SPDX-License-Identifier: Apache-2.0
// Names as people type them: what of their spelling counts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ashore::catalogue {

// "RT-AC68U" and "rt ac68u" as "rtac68u": without case, blanks and signs; '+' counts ("3B+"), and
// so does the dot of a number ("v1.5" is not "v15"). Put behind what `to` holds.
void append_compact(std::string& to, std::string_view text);
std::string compact(std::string_view text);

// A compact text that still knows where its words began.
struct Typed {
  std::string text;
  std::vector<bool> begins_word;  // one a byte
};
Typed typed(std::string_view words);

// Whether the rest of what was typed, from that byte on, names this revision: each of its pieces
// is one of the revision's ("v2 us" of "v2 (US)", "a2" of "A1/A2", "v3" of "v1-v4"). Nothing typed
// names every revision.
bool names_revision(const Typed& typed, std::size_t from, std::string_view revision);

// Whether the rest of what was typed, from that byte on, looks like a revision: "v2", "b1",
// "rev 2", "v2 us", but not the "5" of "Archer C75".
bool is_a_revision(const Typed& typed, std::size_t from);

// Whether there was one before it: "v2", "B1", "v2/v3", "Rev. 2"; not "v1/v2", "A2" and "(16M)".
bool is_later_revision(std::string_view revision);

// How many letters were mistyped, left out, added or exchanged with their neighbour; more than
// `most` counts as most + 1, and so does a digit, dot or plus that is not as meant: they make
// another model. Only the first 40 bytes count.
unsigned mistakes(std::string_view typed, std::string_view meant, unsigned most);

}  // namespace ashore::catalogue
