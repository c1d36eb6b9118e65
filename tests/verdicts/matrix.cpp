// SPDX-License-Identifier: Apache-2.0
#include "matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

namespace ashore::verdicts {

namespace {

// What was promised: of all pairs, and no wrong "runs" at all.
constexpr double most_refused = 0.02, most_open = 0.05;

std::string reason(const Pair& pair) {
  if (pair.verdict.findings.empty()) return "nothing was said";
  const Finding& worst = pair.verdict.findings.front();
  std::string text = fmt::format("{}: {}", worst.check, worst.text);
  if (!worst.where.empty()) {
    const Where& where = worst.where.front();
    text += fmt::format(" [{:#x} {} {} {}]", where.address, where.function, where.instruction,
                        where.needs);
  }
  return text;
}

using Test = bool (Pair::*)() const;

std::size_t list(const Matrix& matrix, std::string_view title, Test test) {
  std::size_t count = 0;
  // The same program for the same reason on many machines is one line.
  std::map<std::string, std::string> machines;
  std::vector<std::string> order;
  for (const Pair& pair : matrix.pairs) {
    if (!(pair.*test)()) continue;
    ++count;
    std::string line = fmt::format("{}\n      {}", pair.program, reason(pair));
    if (!machines.contains(line)) order.push_back(line);
    machines[line] += " " + pair.machine;
  }
  fmt::print("{}: {}\n", title, count);
  for (const std::string& line : order) {
    std::size_t end = line.find('\n');
    fmt::print("  {} on{}{}\n", line.substr(0, end), machines[line], line.substr(end));
  }
  return count;
}

bool disagrees(const Pair& pair) { return !pair.agrees(); }

}  // namespace

bool tell(const Matrix& matrix, Measure measure) {
  std::size_t runs = std::ranges::count(matrix.pairs, true, &Pair::declared);
  std::size_t pairs = matrix.pairs.size();
  fmt::print("{} programs on {} CPU models: {} pairs of one architecture, {} of them run\n",
             matrix.programs, matrix.machines, pairs, runs);
  for (const std::string& line : matrix.not_made) fmt::print("not made: {}\n", line);
  for (const Pair& pair : matrix.pairs) {
    if (disagrees(pair))
      fmt::print("the table is wrong: {} on {} {}, and QEMU says {}\n", pair.program, pair.machine,
                 pair.declared ? "runs" : "does not run", pair.trial.ending);
  }
  for (const std::string& line : matrix.not_named) fmt::print("not named: {}\n", line);
  std::size_t wrong = list(matrix, "wrong `runs`", &Pair::wrongly_runs);
  std::size_t refused = list(matrix, "wrong `will_not_run`", &Pair::wrongly_refused);
  std::size_t open = list(matrix, "`cannot_tell`", &Pair::open);
  auto share = [&](std::size_t count) {
    return pairs == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(pairs);
  };
  fmt::print("summary: {} pairs, wrong runs {}, wrong will_not_run {} ({:.1f} %), cannot_tell {} "
             "({:.1f} %)\n",
             pairs, wrong, refused, 100 * share(refused), open, 100 * share(open));
  bool is_sound = pairs > 0 && wrong == 0 && std::ranges::none_of(matrix.pairs, disagrees);
  bool as_promised =
      share(refused) <= most_refused && share(open) <= most_open && matrix.not_named.empty();
  if (!as_promised)
    fmt::print(
        "not as promised: at most {:.0f} % wrong will_not_run, at most {:.0f} % cannot_tell, "
        "all guards named\n",
        100 * most_refused, 100 * most_open);
  return is_sound && (as_promised || measure == Measure::sound);
}

std::string written(const Matrix& matrix) {
  std::string text = "program\tmachine\tdeclared\tqemu\tanswer\tmilliseconds\treason\n";
  for (const Pair& pair : matrix.pairs) {
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\n", pair.program, pair.machine,
                        pair.declared ? "runs" : "does not", pair.trial.ending,
                        name(pair.verdict.answer()), pair.took.count(), reason(pair));
  }
  return text;
}

}  // namespace ashore::verdicts
