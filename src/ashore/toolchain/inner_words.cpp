// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/inner_words.h"

#include <array>
#include <utility>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/toolchain/floor_options.h"
#include "ashore/toolchain/gcc_only_options.h"

namespace ashore {

namespace {

constexpr std::string_view for_assembler = "-Wa,", for_preprocessor = "-Wp,";

std::string with(std::string_view prefix, std::string_view word) {
  return std::string(prefix) + std::string(word);
}

// Whether the assembler is to see it; if not, it is named in the line.
bool is_for_clangs_assembler(std::string_view word, const CcTarget& target, CcLine& line) {
  if (is_gnu_as_only(word)) {
    line.dropped.push_back(with(for_assembler, word));
    return false;
  }
  switch (judge_machine_option(word, target.choice).answer) {
  case FloorAnswer::other:
  case FloorAnswer::kept: return true;
  case FloorAnswer::said_already: return false;
  case FloorAnswer::gcc_only: line.dropped.push_back(with(for_assembler, word)); return false;
  case FloorAnswer::foreign:
  case FloorAnswer::leaves: line.overridden.push_back(with(for_assembler, word)); return false;
  }
  return true;
}

// Words of clang -cc1 that choose instructions and have their value apart.
bool has_value_apart(std::string_view word) {
  constexpr std::array<std::string_view, 6> names = {"-target-feature", "-target-cpu",
                                                     "-target-abi",     "-triple",
                                                     "-mfloat-abi",     "-target-linker-version"};
  for (std::string_view name : names) {
    if (word == name) return true;
  }
  return false;
}

}  // namespace

void InnerWords::add_assembler_list(std::string_view written, const CcTarget& target,
                                    CcLine& line) {
  std::string kept;
  for (std::string_view word : split(written.substr(for_assembler.size()), ',')) {
    if (!word.empty() && is_for_clangs_assembler(word, target, line)) kept += with(",", word);
  }
  if (!kept.empty()) line.words.push_back("-Wa" + kept);
}

void InnerWords::add_assembler_word(std::string_view word, const CcTarget& target, CcLine& line) {
  if (!is_for_clangs_assembler(word, target, line)) return;
  line.words.emplace_back("-Xassembler");
  line.words.emplace_back(word);
}

bool InnerWords::takes_out(std::string_view prefix, std::string_view word, CcLine& line) {
  if (!waiting_.empty()) {
    line.overridden.push_back(with(prefix, std::exchange(waiting_, {}) + " " + std::string(word)));
    return true;
  }
  if (has_value_apart(word)) {
    waiting_ = word;
    return true;
  }
  if (!chooses_instructions(word)) return false;
  line.overridden.push_back(with(prefix, word));
  return true;
}

void InnerWords::add_cc1_list(std::string_view written, CcLine& line) {
  std::string kept;
  for (std::string_view word : split(written.substr(for_preprocessor.size()), ',')) {
    if (!takes_out(for_preprocessor, word, line)) kept += with(",", word);
  }
  if (!kept.empty()) line.words.push_back("-Wp" + kept);
}

void InnerWords::add_cc1_word(std::string_view option, std::string_view word, CcLine& line) {
  if (takes_out(with(option, " "), word, line)) return;
  line.words.emplace_back(option);
  line.words.emplace_back(word);
}

}  // namespace ashore
