// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/binutils_lines.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "ashore/toolchain/cc_options.h"
#include "ashore/toolchain/linker_words.h"
#include "ashore/toolchain/response_files.h"

namespace ashore {

namespace {

// Options of GNU as whose value is the next word.
bool takes_next_word(std::string_view word) {
  constexpr std::array<std::string_view, 5> names = {"-I", "--defsym", "--MD", "--debug-prefix-map",
                                                     "-defsym"};
  return std::ranges::find(names, word) != names.end();
}

bool is_option(std::string_view word) { return word.size() > 1 && word[0] == '-'; }

// How many words from `at` on are one option of the compiler's.
std::size_t words_of_option(const std::vector<std::string>& words, std::size_t at) {
  const CcOption* option = find_cc_option(words[at]);
  bool is_bare = option != nullptr && words[at] == option->name;
  bool has_value_apart =
      option != nullptr && (option->shape == OptionShape::separate ||
                            (option->shape == OptionShape::joined_or_separate && is_bare));
  return has_value_apart && at + 1 < words.size() ? 2 : 1;
}

}  // namespace

Expected<LdLine> read_ld_line(const std::vector<std::string>& words, const CcTarget& target,
                              const ReadFile& read_response_file) {
  TRY_ASSIGN(std::vector<std::string> expanded, expand_response_files(words, read_response_file));
  CcLine line;
  LinkerWords linker;
  for (const std::string& word : expanded) linker.add(word, target, line);
  LdLine ld;
  if (std::string emulation = gnu_ld_emulation(target.choice.triple.machine); !emulation.empty())
    ld.words = {"-m", std::move(emulation)};
  if (!target.sysroot.empty()) ld.words.push_back("--sysroot=" + target.sysroot.string());
  for (LinkItem& item : line.link) ld.words.push_back(std::move(item.text));
  ld.dropped = std::move(line.dropped);
  ld.overridden = std::move(line.overridden);
  return ld;
}

std::vector<std::string> cc_words_of_as(const std::vector<std::string>& words) {
  std::vector<std::string> cc = {"-c", "-x", "assembler"};
  bool has_input = false, has_output = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    bool has_next = i + 1 < words.size();
    if (word == "--version" || word == "--help" || word == "-v") {
      cc.push_back(word);
    } else if (word.starts_with("-o")) {
      has_output = true;
      cc.push_back(word);
      if (word == "-o" && has_next) cc.push_back(words[++i]);
    } else if (word == "--") {
      continue;
    } else if (is_option(word)) {
      cc.insert(cc.end(), {"-Xassembler", word});
      if (takes_next_word(word) && has_next) cc.insert(cc.end(), {"-Xassembler", words[++i]});
    } else {
      has_input = true;
      cc.push_back(word);
    }
  }
  if (!has_output) cc.insert(cc.end(), {"-o", "a.out"});
  if (!has_input) cc.emplace_back("-");
  return cc;
}

std::vector<std::string> cc_words_of_cpp(const std::vector<std::string>& words) {
  std::vector<std::string> cc = {"-E"};
  std::size_t inputs = 0;
  for (std::size_t i = 0; i < words.size();) {
    std::size_t count = is_option(words[i]) ? words_of_option(words, i) : 1;
    if (!is_option(words[i]) && ++inputs == 2) cc.emplace_back("-o");
    for (std::size_t end = i + count; i < end; ++i) cc.push_back(words[i]);
  }
  if (inputs == 0) cc.emplace_back("-");
  return cc;
}

}  // namespace ashore
