// SPDX-License-Identifier: Apache-2.0
#include "transcript.h"

#include <algorithm>
#include <cctype>

#include "ashore/base/text.h"

namespace ashore::golden {

namespace {

constexpr std::string_view out_mark = "1> ";
constexpr std::string_view err_mark = "2> ";
constexpr std::string_view no_newline = "[no newline]";
constexpr std::string_view err_no_newline = "[2> no newline]";

bool is_ending(std::string_view line) {
  return (line.starts_with("[exit ") || line.starts_with("[signal ")) && line.ends_with(']');
}

bool has_a_meaning(std::string_view line) {
  return line.empty() || line.starts_with("$ ") || line.starts_with("@ ") ||
         line.starts_with("# ") || line == "#" || line.starts_with(out_mark) ||
         line.starts_with(err_mark) || line.starts_with("[");
}

void add_lines(std::vector<std::string>& shown, const std::string& text, std::string_view mark,
               std::string_view cut) {
  for (std::string_view line : lines(text)) {
    bool bare = mark == out_mark && !has_a_meaning(line);
    std::string prefix = bare ? "" : std::string(mark);
    // A marked empty line keeps no blank at its end, which editors like to take away.
    if (!bare && line.empty()) prefix.pop_back();
    shown.push_back(prefix + std::string(line));
  }
  if (!text.empty() && !text.ends_with('\n')) shown.emplace_back(cut);
}

// One line of what a command says, into its result.
bool take_output(Result& result, std::string_view line) {
  if (is_ending(line)) {
    result.ending = std::string(line.substr(1, line.size() - 2));
  } else if (line == no_newline || line == err_no_newline) {
    std::string& text = line == no_newline ? result.out : result.err;
    if (text.ends_with('\n')) text.pop_back();
  } else if (line.starts_with(err_mark)) {
    result.err += std::string(line.substr(err_mark.size())) + "\n";
  } else if (line == "2>" || line == "1>") {
    (line == "2>" ? result.err : result.out) += "\n";
  } else if (line.starts_with(out_mark)) {
    result.out += std::string(line.substr(out_mark.size())) + "\n";
  } else if (!has_a_meaning(line)) {
    result.out += std::string(line) + "\n";
  } else {
    return false;
  }
  return true;
}

bool is_assignment(std::string_view word) {
  std::size_t name = word.find('=');
  return name != std::string_view::npos && name > 0 &&
         std::ranges::all_of(word.substr(0, name), [](char c) {
           return std::isupper(static_cast<unsigned char>(c)) != 0 || c == '_';
         });
}

// The next word, taken off `text`; nothing where a quote is never closed.
std::optional<std::string> take_word(std::string_view& text) {
  std::string word;
  char quote = '\0';
  while (!text.empty()) {
    char c = text.front();
    if (quote == '\0' && (c == ' ' || c == '\t')) break;
    text.remove_prefix(1);
    if (quote != '\0' && c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == '\\' && quote != '\'' && !text.empty()) {
      word += text.front();
      text.remove_prefix(1);
    } else {
      word += c;
    }
  }
  if (quote != '\0') return std::nullopt;
  return word;
}

}  // namespace

Expected<Transcript> parse(std::string_view text) {
  Transcript transcript;
  std::vector<std::string> remarks;
  bool in_block = false;
  std::size_t number = 0;
  for (std::string_view line : lines(text)) {
    ++number;
    if (line.starts_with("$ ")) {
      transcript.blocks.push_back(
          {std::move(remarks), std::string(line.substr(2)), {"", "", "exit 0"}});
      remarks.clear();
      in_block = true;
      continue;
    }
    if (in_block && take_output(transcript.blocks.back().expected, line)) continue;
    bool needs = line.starts_with("@ needs ");
    if (!(line.empty() || line.starts_with("# ") || line == "#" || needs)) {
      return failure(ErrorKind::bad_input, "line " + std::to_string(number) +
                                               ": neither a command, a remark nor output: '" +
                                               std::string(line) + "'");
    }
    if (needs) {
      for (std::string_view program : words(line.substr(8))) transcript.needs.emplace_back(program);
    }
    remarks.emplace_back(line);
    in_block = false;
  }
  transcript.rest = std::move(remarks);
  return transcript;
}

std::vector<std::string> lines_of(const Result& result) {
  std::vector<std::string> shown;
  add_lines(shown, result.out, out_mark, no_newline);
  add_lines(shown, result.err, err_mark, err_no_newline);
  if (result.ending != "exit 0") shown.push_back("[" + result.ending + "]");
  return shown;
}

std::string rendered(const Transcript& transcript, const std::vector<Result>& results) {
  std::string text;
  auto add = [&](const std::string& line) { text += line + "\n"; };
  for (std::size_t i = 0; i < transcript.blocks.size(); ++i) {
    for (const std::string& remark : transcript.blocks[i].remarks) add(remark);
    add("$ " + transcript.blocks[i].command);
    for (const std::string& line : lines_of(results[i])) add(line);
  }
  for (const std::string& remark : transcript.rest) add(remark);
  return text;
}

Expected<Line> parse_line(std::string_view command) {
  Line line;
  bool wants_input = false;
  for (std::string_view rest = trimmed(command); !rest.empty(); rest = trimmed(rest)) {
    bool input_mark = rest == "<" || rest.starts_with("< ");
    std::optional<std::string> word = take_word(rest);
    if (!word)
      return failure(ErrorKind::bad_input, "a quote is never closed: " + std::string(command));
    if (wants_input) {
      line.input = *word;
      wants_input = false;
    } else if (input_mark) {
      wants_input = true;
    } else if (line.argv.empty() && is_assignment(*word)) {
      line.environment[word->substr(0, word->find('='))] = word->substr(word->find('=') + 1);
    } else {
      line.argv.push_back(*word);
    }
  }
  if (line.argv.empty() || wants_input) {
    return failure(ErrorKind::bad_input, "not a command: " + std::string(command));
  }
  return line;
}

}  // namespace ashore::golden
