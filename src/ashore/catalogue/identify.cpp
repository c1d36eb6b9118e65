// SPDX-License-Identifier: Apache-2.0
#include "ashore/catalogue/identify.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/catalogue/expected_facts.h"
#include "ashore/catalogue/search.h"

namespace ashore::catalogue {

namespace {

using Boards = std::vector<const Board*>;

// A board's own string is the first one; the others name its family and its SoC.
std::string_view own_compatible(const Board& board) {
  return board.compatible.substr(0, board.compatible.find(' '));
}

// By the device tree, most special string first.
Boards of_compatible(const Catalogue& catalogue, const DeviceFacts& facts) {
  if (!facts.board) return {};
  std::vector<std::string_view> strings = {facts.board->value};
  for (std::string_view word : words(facts.board->evidence.text)) strings.push_back(word);
  for (std::string_view string : strings) {
    Boards boards;
    for (const Board& board : catalogue.boards()) {
      if (!string.empty() && own_compatible(board) == string) boards.push_back(&board);
    }
    if (!boards.empty()) return boards;
  }
  return {};
}

// "Nighthawk" and "Router", but not "Pro", "Lite" and "Ultra", which are other models.
bool says_nothing(std::string_view word) {
  constexpr std::size_t shortest = 6;
  return word.size() >= shortest && std::ranges::all_of(word, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

// "NETGEAR R7000 Nighthawk" is an R7000, "Raspberry Pi 4 Model B Rev 1.4" a 4 Model B.
Boards of_model(const Catalogue& catalogue, const DeviceFacts& facts) {
  if (!facts.model) return {};
  std::string_view model = facts.model->value;
  while (!model.empty()) {
    Boards boards = named(catalogue, model);
    if (!boards.empty()) return boards;
    std::size_t blank = model.rfind(' ');
    if (blank == std::string_view::npos) break;
    std::string_view last = model.substr(blank + 1), before = model.substr(0, blank);
    if (before.ends_with(" Rev")) {
      model = before.substr(0, before.size() - 4);
    } else if (says_nothing(last)) {
      model = before;
    } else {
      break;
    }
  }
  return {};
}

template <class Fits> void prefer(Boards& boards, Fits fits) {
  if (std::ranges::any_of(boards, fits))
    std::erase_if(boards, [&](const Board* board) { return !fits(board); });
}

using Field = std::string_view Board::*;

bool all_same(const Boards& boards, Field field) {
  return std::ranges::all_of(
      boards, [&](const Board* board) { return board->*field == boards.front()->*field; });
}

// What was measured chooses among the CPUs that hide behind one name.
void narrow(const Catalogue& catalogue, const DeviceFacts& facts, Boards& boards) {
  if (all_same(boards, &Board::architecture)) return;
  const Machine& measured = facts.machine.value;
  auto architecture_of = [&](const Board* board) {
    return catalogue.architecture(board->architecture);
  };
  std::erase_if(boards, [&](const Board* board) {
    const Machine& machine = architecture_of(board)->machine;
    return machine.arch != measured.arch || machine.endian != measured.endian;
  });
  if (!facts.core || boards.empty()) return;
  prefer(boards,
         [&](const Board* board) { return architecture_of(board)->cpu == facts.core->value; });
}

}  // namespace

Identified identify(const Catalogue& catalogue, const DeviceFacts& facts) {
  Boards boards = of_compatible(catalogue, facts);
  if (boards.empty()) boards = of_model(catalogue, facts);
  if (boards.empty()) return {};
  prefer(boards, [](const Board* board) { return board->own; });
  narrow(catalogue, facts, boards);
  if (boards.empty() || !all_same(boards, &Board::architecture)) return {};
  if (facts.uname) {
    prefer(boards, [&](const Board* board) {
      return !board->kernel.empty() && facts.uname->value.find(board->kernel) != std::string::npos;
    });
  }
  if (facts.system) {
    std::string_view system = facts.system->value;
    prefer(boards, [&](const Board* board) {
      std::string_view project = board->firmware.substr(0, board->firmware.find('-'));
      return !project.empty() && system.find(project) != std::string_view::npos;
    });
  }
  bool one_revision = all_same(boards, &Board::revision);
  // A profile's own name is before its other ones.
  return {boards.front(), one_revision};
}

const Board* board_of(const Catalogue& catalogue, const DeviceFacts& facts) {
  return identify(catalogue, facts).board;
}

Evidence evidence_of(const Board& board) {
  std::string_view row = board.profile.empty() ? board.model : board.profile;
  std::string_view source = board.source.empty() ? "own devices" : board.source;
  return {"the catalogue",
          std::string(source) + ": " + std::string(row) + ", " + std::string(board.architecture)};
}

std::string title_without_revision(const Board& board) {
  Board other = board;
  other.revision = {};
  return title(other);
}

}  // namespace ashore::catalogue
