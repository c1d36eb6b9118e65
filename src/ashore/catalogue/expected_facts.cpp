// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/expected_facts.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "ashore/base/assert.h"
#include "ashore/base/text.h"
#include "ashore/catalogue/identify.h"

namespace ashore::catalogue {

namespace {

// Each line ascending: code for one runs on all behind it.
constexpr std::array<std::array<std::string_view, 9>, 5> ladders = {{
    {"armv4", "armv4t", "armv5t", "armv5te", "armv6", "armv6k", "armv6kz", "armv7-a", "armv8-a"},
    {"mips1", "mips2", "mips32", "mips32r2", "mips32r5"},
    {"mips3", "mips64", "mips64r2"},
    {"i586", "i686"},
    {"rv64i", "rv64imac", "rv64gc"},
}};

MaybeFact<std::string> lower(const MaybeFact<std::string>& a, const MaybeFact<std::string>& b) {
  if (!a || !b || a->value == b->value) return a && b ? a : std::nullopt;
  for (const auto& ladder : ladders) {
    auto of_a = std::ranges::find(ladder, a->value), of_b = std::ranges::find(ladder, b->value);
    if (of_a != ladder.end() && of_b != ladder.end()) return of_a < of_b ? a : b;
  }
  return std::nullopt;
}

template <class T> void keep_if_same(MaybeFact<T>& fact, const MaybeFact<T>& other) {
  if (!fact || !other || fact->value != other->value) fact.reset();
}

// An old kernel is a floor too: what it runs, newer ones run. Rows that name none may be newer.
MaybeFact<Version> older(const MaybeFact<Version>& a, const MaybeFact<Version>& b) {
  if (!a || !b) return a ? a : b;
  return a->value < b->value ? a : b;
}

void narrow(DeviceFacts& facts, const DeviceFacts& other) {
  facts.baseline = lower(facts.baseline, other.baseline);
  keep_if_same(facts.core, other.core);
  keep_if_same(facts.model, other.model);
  // Not every firmware has a device tree; that one has none is no other board.
  if (!facts.board) facts.board = other.board;
  if (other.board) keep_if_same(facts.board, other.board);
  facts.kernel = older(facts.kernel, other.kernel);
  if (!facts.features || !other.features) {
    facts.features.reset();
    return;
  }
  std::erase_if(facts.features->value.names, [&](const std::string& name) {
    return !other.features->value.names.contains(name);
  });
}

}  // namespace

DeviceFacts expected_facts(const Catalogue& catalogue, const Board& board) {
  const Architecture* architecture = catalogue.architecture(board.architecture);
  ASHORE_ASSERT(architecture != nullptr, "rows of other architectures are not loaded");
  Evidence row = evidence_of(board);
  DeviceFacts facts{};
  facts.machine = {architecture->machine, row};
  if (!architecture->baseline.empty())
    facts.baseline = Fact<std::string>{std::string(architecture->baseline), row};
  // An architecture that lists none says nothing about them.
  if (!architecture->features.names.empty())
    facts.features = Fact<Features>{architecture->features, row};
  if (!architecture->cpu.empty())
    facts.core = Fact<std::string>{std::string(architecture->cpu), row};
  facts.model = Fact<std::string>{title(board), row};
  if (!board.compatible.empty()) {
    std::string first(board.compatible.substr(0, board.compatible.find(' ')));
    facts.board = Fact<std::string>{first, {row.source, std::string(board.compatible)}};
  }
  if (std::optional<Version> kernel = parse_version(board.kernel))
    facts.kernel =
        Fact<Version>{*kernel, {row.source, row.text + ", Linux " + std::string(board.kernel)}};
  return facts;
}

std::optional<DeviceFacts> common_facts(const Catalogue& catalogue,
                                        std::span<const Board* const> boards) {
  ASHORE_ASSERT(!boards.empty(), "there must be rows to have something in common");
  DeviceFacts common = expected_facts(catalogue, *boards.front());
  for (const Board* board : boards.subspan(1)) {
    DeviceFacts other = expected_facts(catalogue, *board);
    if (other.machine.value != common.machine.value) return std::nullopt;
    narrow(common, other);
  }
  // Revisions that agree in everything are one model still.
  bool same_model = std::ranges::all_of(boards, [&](const Board* board) {
    return board->vendor == boards.front()->vendor && board->model == boards.front()->model;
  });
  if (!common.model && same_model)
    common.model =
        Fact<std::string>{title_without_revision(*boards.front()), evidence_of(*boards.front())};
  return common;
}

}  // namespace ashore::catalogue
