// SPDX-License-Identifier: Apache-2.0
#include "cli/verdict_print.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/text.h"

namespace ashore::cli {

namespace {

constexpr std::size_t places_shown = 5, name_width = 70, text_width = 48;

// Names and instructions come from the file: nothing in them may move the terminal.
std::string column(std::string_view text, std::size_t width) { return printable(text, width); }

void put(const std::string& line) { std::fputs((line + "\n").c_str(), stdout); }

struct Row {
  std::string first, second, third, end;  // columns
};

using Field = std::string Row::*;

std::size_t width_of(const std::vector<Row>& rows, Field field) {
  std::size_t width = 0;
  for (const Row& row : rows) width = std::max(width, (row.*field).size());
  return width;
}

void put(const std::vector<Row>& rows, std::string_view indent) {
  constexpr Field columns[] = {&Row::first, &Row::second, &Row::third};
  for (const Row& row : rows) {
    std::string line(indent);
    // A column that is empty in all rows takes no room.
    for (Field column : columns)
      if (std::size_t width = width_of(rows, column); width > 0)
        line += fmt::format("{:<{}}  ", row.*column, width);
    line += row.end;
    line.erase(line.find_last_not_of(' ') + 1);
    put(line);
  }
}

void print_places(const Finding& finding) {
  if (finding.where.empty() || finding.answer == Answer::runs) return;
  std::vector<Row> rows;
  for (const Where& where : finding.where) {
    if (rows.size() == places_shown) break;
    rows.push_back({column(where.function, name_width), fmt::format("{:#x}", where.address),
                    column(where.instruction, text_width), "needs " + printable(where.needs)});
  }
  put(rows, "      ");
  if (finding.where.size() > places_shown && finding.check == "instructions")
    put("      ... `ashore verify --list` shows all of them");
}

// The same hint after finding upon finding is no more help than once.
void print(const Finding& finding, std::string_view last_hint, Detail detail) {
  put(fmt::format("  {}: {}", name(finding.answer), printable(finding.text, 2000)));
  print_places(finding);
  bool is_good = finding.answer == Answer::runs;
  if (finding.on_device && (!is_good || detail == Detail::everything))
    put(fmt::format("    device: {} ({})", printable(finding.on_device->text, 400),
                    printable(finding.on_device->source)));
  if (finding.hint && *finding.hint != last_hint) put("    hint: " + *finding.hint);
}

std::string_view title_of(std::string_view standing) {
  if (standing == "outside") return "executed, and outside";
  if (standing == "guarded") return "kept from running";
  return "nobody can tell";
}

void print_group(const std::vector<const verify::ListedInstructions*>& group) {
  std::vector<Row> rows;
  for (const verify::ListedInstructions* listed : group) {
    std::string end = "first at " + fmt::format("{:#x}", listed->first);
    if (!listed->why.empty()) end += " (" + printable(listed->why) + ")";
    rows.push_back({fmt::format("{:>6}", listed->count),
                    listed->place.empty() ? "-" : column(listed->place, name_width),
                    column(listed->instruction, text_width), std::move(end)});
  }
  put(rows, "    ");
}

}  // namespace

void print(const Verdict& verdict, Detail detail) {
  put(std::string(name(verdict.answer())));
  constexpr std::size_t few = 2;
  auto good = static_cast<std::size_t>(
      std::ranges::count(verdict.findings, Answer::runs, &Finding::answer));
  // Who is told that it does not run wants to know why.
  bool leaves_out =
      verdict.answer() != Answer::runs && detail == Detail::what_matters && good > few;
  std::string_view last_hint;
  for (const Finding& finding : verdict.findings) {
    if (leaves_out && finding.answer == Answer::runs) continue;
    print(finding, last_hint, detail);
    if (finding.hint) last_hint = *finding.hint;
  }
  for (const std::string& warning : verdict.warnings) put("  warning: " + printable(warning, 2000));
  if (leaves_out)
    put(fmt::format("  {} other checks found nothing against it; -v shows them", good));
}

void print(const verify::InstructionList& list) {
  put(fmt::format("instructions outside {}, in {} of code:", list.floor, human_bytes(list.bytes)));
  if (list.instructions.empty()) put("  none");
  std::vector<const verify::ListedInstructions*> left;
  for (const verify::ListedInstructions& listed : list.instructions) left.push_back(&listed);
  // Those of one standing and one need together, in the order in which they first come.
  while (!left.empty()) {
    const verify::ListedInstructions& first = *left.front();
    auto others = std::ranges::stable_partition(left, [&](const auto* listed) {
      return listed->standing == first.standing && listed->needs == first.needs;
    });
    std::vector<const verify::ListedInstructions*> group(left.begin(), others.begin());
    put(fmt::format("  {} ({})", printable(first.needs), title_of(first.standing)));
    print_group(group);
    left.erase(left.begin(), others.begin());
  }
}

}  // namespace ashore::cli
