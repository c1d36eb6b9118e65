// SPDX-License-Identifier: Apache-2.0
#include "matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

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

std::string why(const Matrix& matrix, const std::string& program) {
  auto found = matrix.explanations.find(program);
  return found == matrix.explanations.end() ? "" : found->second;
}

std::set<std::string> refused_programs(const Matrix& matrix) {
  std::set<std::string> names;
  for (const Pair& pair : matrix.pairs)
    if (pair.wrongly_refused()) names.insert(pair.program);
  return names;
}

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

void tell_explanations(const Matrix& matrix) {
  for (const std::string& program : refused_programs(matrix))
    if (std::string text = why(matrix, program); !text.empty())
      fmt::print("explained: {}: {}\n", program, text);
  for (const std::string& program : matrix.not_explained())
    fmt::print("not explained: `will_not_run` of {}\n", program);
  for (const std::string& program : matrix.explained_in_vain())
    fmt::print("explained in vain: {} is refused nowhere wrongly\n", program);
}

}  // namespace

std::vector<std::string> Matrix::not_explained() const {
  std::vector<std::string> names;
  for (const std::string& program : refused_programs(*this))
    if (!explanations.contains(program)) names.push_back(program);
  return names;
}

std::vector<std::string> Matrix::explained_in_vain() const {
  std::vector<std::string> names;
  std::set<std::string> refused = refused_programs(*this);
  for (const Pair& pair : pairs)
    if (explanations.contains(pair.program) && !refused.contains(pair.program) &&
        (names.empty() || names.back() != pair.program))
      names.push_back(pair.program);
  return names;
}

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
  tell_explanations(matrix);
  auto share = [&](std::size_t count) {
    return pairs == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(pairs);
  };
  fmt::print("summary: {} pairs, wrong runs {}, wrong will_not_run {} ({:.1f} %), cannot_tell {} "
             "({:.1f} %)\n",
             pairs, wrong, refused, 100 * share(refused), open, 100 * share(open));
  bool is_sound = pairs > 0 && wrong == 0 && std::ranges::none_of(matrix.pairs, disagrees);
  bool as_promised = share(refused) <= most_refused && share(open) <= most_open &&
                     matrix.not_named.empty() && matrix.not_explained().empty() &&
                     matrix.not_made.empty();
  if (!as_promised)
    fmt::print(
        "not as promised: at most {:.0f} % wrong will_not_run, each explained, at most {:.0f} % "
        "cannot_tell, all names and guards told, all programs made\n",
        100 * most_refused, 100 * most_open);
  return is_sound && (as_promised || measure == Measure::sound);
}

std::string written(const Matrix& matrix) {
  std::string text = "program\tmachine\tdeclared\tqemu\tanswer\tmilliseconds\treason\texplained\n";
  for (const Pair& pair : matrix.pairs) {
    text += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", pair.program, pair.machine,
                        pair.declared ? "runs" : "does not", pair.trial.ending,
                        name(pair.verdict.answer()), pair.took.count(), reason(pair),
                        pair.wrongly_refused() ? why(matrix, pair.program) : "");
  }
  return text;
}

}  // namespace ashore::verdicts
