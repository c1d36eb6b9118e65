// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/cc_reading.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/target/compilers.h"
#include "ashore/toolchain/cc_inputs.h"
#include "ashore/toolchain/cc_queries.h"
#include "ashore/toolchain/floor_options.h"
#include "ashore/toolchain/gcc_only_options.h"

namespace ashore {

namespace {

using Flag = bool CcLine::*;

struct FlagRow {
  std::string_view name;
  Flag flag;
  bool value;
};
constexpr std::array flag_rows = {
    FlagRow{"-v", &CcLine::shows_commands, true},
    FlagRow{"--verbose", &CcLine::shows_commands, true},
    FlagRow{"-###", &CcLine::shows_commands, true},
    FlagRow{"-###", &CcLine::runs_nothing, true},
    FlagRow{"-shared", &CcLine::is_shared, true},
    FlagRow{"--shared", &CcLine::is_shared, true},
    FlagRow{"-static", &CcLine::is_static, true},
    FlagRow{"--static", &CcLine::is_static, true},
    FlagRow{"-dynamic", &CcLine::is_static, false},
    FlagRow{"-static-pie", &CcLine::is_static_pie, true},
    FlagRow{"-pie", &CcLine::is_pie, true},
    FlagRow{"--pie", &CcLine::is_pie, true},
    FlagRow{"-no-pie", &CcLine::is_pie, false},
    FlagRow{"-no-pie", &CcLine::is_static_pie, false},
    FlagRow{"--no-pie", &CcLine::is_pie, false},
    FlagRow{"--no-pie", &CcLine::is_static_pie, false},
    FlagRow{"-nopie", &CcLine::is_pie, false},
    FlagRow{"-nopie", &CcLine::is_static_pie, false},
    FlagRow{"-r", &CcLine::is_relocatable, true},
    FlagRow{"-nostartfiles", &CcLine::no_startfiles, true},
    FlagRow{"-nodefaultlibs", &CcLine::no_defaultlibs, true},
    FlagRow{"-nostdlib", &CcLine::no_startfiles, true},
    FlagRow{"-nostdlib", &CcLine::no_defaultlibs, true},
    FlagRow{"--no-standard-libraries", &CcLine::no_startfiles, true},
    FlagRow{"--no-standard-libraries", &CcLine::no_defaultlibs, true},
    FlagRow{"-nolibc", &CcLine::no_libc, true},
    FlagRow{"-nostdlib++", &CcLine::links_cxx, false},
    FlagRow{"-nostdinc", &CcLine::no_stdinc, true},
    FlagRow{"-nostdinc++", &CcLine::no_stdincxx, true},
    FlagRow{"-pthread", &CcLine::uses_threads, true},
    FlagRow{"-pthreads", &CcLine::uses_threads, true},
};

bool is_one_of(std::string_view word, std::string_view list) {
  std::vector<std::string_view> names = words(list);
  return std::ranges::find(names, word) != names.end();
}

// What clang has to be told as well as the line's own fields.
constexpr std::string_view for_clang_too =
    "-c -S -E -M -MM -fsyntax-only --compile --assemble --preprocess -v --verbose -### -pthread "
    "-nostdinc -nostdinc++";

bool is_own_target(std::string_view option, std::string_view value, const CcTarget& target) {
  if (option.find("target") != std::string_view::npos)
    return value == target.triple || value == clang_triple(target.choice) ||
           value == rust_name(target.choice.triple);
  if (option.find("sysroot") != std::string_view::npos) return value == target.sysroot.string();
  return false;
}

// GCC's numbers of jobs mean nothing to lld, which uses all cores.
std::string lto_word(const std::string& word) {
  std::string_view value = std::string_view(word).substr(word.find('=') + 1);
  bool is_jobs = value == "auto" || value == "jobserver" || parse_unsigned(value).has_value();
  return word.starts_with("-flto=") && is_jobs ? "-flto" : word;
}

// Each source carries a copy of it.
constexpr std::size_t longest_language = 64;

Failure unknown_language(std::string_view name) {
  return failure(ErrorKind::usage, "language `" + printable(name) + "` is not known");
}

std::string joined_words(std::span<const std::string> written) { return joined(written, " "); }

}  // namespace

CcReading::CcReading(bool called_as_cxx, const CcTarget& target)
    : target_(target), called_as_cxx_(called_as_cxx) {
  line_.is_cxx = line_.links_cxx = called_as_cxx;
}

Expected<std::size_t> CcReading::take(std::span<const std::string> words) {
  const std::string& word = words.front();
  if (word.size() < 2 || word[0] != '-') {
    add_input(word);
    return 1;
  }
  const CcOption* row = find_cc_option(word);
  if (row == nullptr) {
    TRY(take_unlisted(word));
    return 1;
  }
  std::string_view value;
  bool value_is_apart = row->shape == OptionShape::separate ||
                        (row->shape == OptionShape::joined_or_separate && word == row->name);
  if (value_is_apart && words.size() == 1)
    return failure(ErrorKind::usage,
                   "`" + printable(word) + "` wants a value, and nothing follows it");
  if (value_is_apart)
    value = words[1];
  else
    value = std::string_view(word).substr(row->name.size());
  std::size_t taken = value_is_apart ? 2 : 1;
  TRY(take_option({row, value, words.first(taken)}));
  return taken;
}

Expected<void> CcReading::take_unlisted(const std::string& word) {
  switch (judge_machine_option(word, target_.choice).answer) {
  case FloorAnswer::said_already: return {};
  case FloorAnswer::gcc_only: line_.dropped.push_back(word); return {};
  case FloorAnswer::leaves: line_.overridden.push_back(word); return {};
  case FloorAnswer::kept: line_.words.push_back(word); return {};
  case FloorAnswer::foreign:
    return failure(ErrorKind::usage, "unrecognized command-line option `" + printable(word) +
                                         "` for " + target_.triple);
  case FloorAnswer::other: break;
  }
  if (is_gcc_only(word))
    line_.dropped.push_back(word);
  else
    line_.words.push_back(lto_word(word));
  bool stops_early = word == "--analyze" || word == "--precompile" || word == "-emit-ast";
  compiles_ = compiles_ || stops_early;
  return {};
}

Expected<void> CcReading::take_option(const Option& option) {
  switch (option.row->action) {
  case OptionAction::compile: compile_too(option); break;
  case OptionAction::drop: line_.dropped.push_back(joined_words(option.written)); break;
  case OptionAction::take_out:
  case OptionAction::refuse: return take_out_or_refuse(option);
  case OptionAction::set: set(option.row->name); break;
  case OptionAction::query: questions_.push_back(joined(option.written, "=")); break;
  case OptionAction::output: line_.output = std::filesystem::path(option.value); break;
  case OptionAction::language:
    if (option.value.size() > longest_language) return unknown_language(option.value);
    language_ = option.value == "none" ? "" : option.value;
    break;
  case OptionAction::link:
  case OptionAction::library:
  case OptionAction::library_path:
  case OptionAction::linker_list:
  case OptionAction::linker_word: take_linker_option(option); break;
  case OptionAction::assembler_list:
  case OptionAction::assembler_word:
  case OptionAction::cc1_list:
  case OptionAction::cc1_word: take_inner_option(option); break;
  }
  return {};
}

Expected<void> CcReading::take_out_or_refuse(const Option& option) {
  std::string written = joined_words(option.written);
  if (option.row->action == OptionAction::take_out) {
    if (!is_own_target(option.row->name, option.value, target_))
      line_.overridden.push_back(std::move(written));
    return {};
  }
  if (option.row->name.find("specs") == std::string_view::npos)
    return failure(ErrorKind::usage,
                   "unrecognized command-line option `" + printable(written) + "`");
  return Failure(Error(ErrorKind::usage, "`" + printable(written) +
                                             "` cannot be obeyed: specs are programs "
                                             "for GCC's own driver, and clang has none")
                     .hint("say what the file says with options: -nostartfiles, -nodefaultlibs, "
                           "-L, -l, -T"));
}

void CcReading::take_linker_option(const Option& option) {
  std::string value(option.value);
  switch (option.row->action) {
  case OptionAction::library:
    line_.libraries.push_back(value);
    line_.link.push_back({LinkItemKind::library, std::move(value)});
    break;
  case OptionAction::library_path: line_.link.push_back({LinkItemKind::word, "-L" + value}); break;
  case OptionAction::linker_list:
    for (std::string_view word : split(option.value, ',')) linker_.add(word, target_, line_);
    break;
  case OptionAction::linker_word: linker_.add(value, target_, line_); break;
  default:
    for (const std::string& word : option.written) line_.link.push_back({LinkItemKind::word, word});
  }
}

void CcReading::take_inner_option(const Option& option) {
  const std::string& written = option.written.front();
  switch (option.row->action) {
  case OptionAction::assembler_list: inner_.add_assembler_list(written, target_, line_); break;
  case OptionAction::assembler_word: inner_.add_assembler_word(option.value, target_, line_); break;
  case OptionAction::cc1_list: inner_.add_cc1_list(written, line_); break;
  default: {
    std::string_view name = option.row->name;
    if (name.ends_with('=')) name.remove_suffix(1);
    inner_.add_cc1_word(name, option.value, line_);
  }
  }
}

void CcReading::compile_too(const Option& option) {
  line_.words.insert(line_.words.end(), option.written.begin(), option.written.end());
}

void CcReading::set(std::string_view name) {
  for (const FlagRow& row : flag_rows) {
    if (row.name == name) line_.*row.flag = row.value;
  }
  if (is_one_of(name, "-E -M -MM --preprocess")) preprocesses_ = true;
  if (is_one_of(name, "-c -S -fsyntax-only --compile --assemble")) compiles_ = true;
  if (name == "-rdynamic") line_.link.push_back({LinkItemKind::word, "--export-dynamic"});
  if (name == "-symbolic") line_.link.push_back({LinkItemKind::word, "-Bsymbolic"});
  if (is_one_of(name, for_clang_too)) line_.words.emplace_back(name);
}

void CcReading::add_source(const std::string& path, std::string language) {
  CcInput kind = language.empty() ? kind_of_input(path) : kind_of_language(language);
  bool is_header = kind == CcInput::header || kind == CcInput::cxx_header;
  if (kind == CcInput::cxx || kind == CcInput::cxx_header) line_.is_cxx = true;
  all_headers_ = all_headers_ && is_header;
  line_.sources.push_back({path, std::move(language)});
  line_.link.push_back({LinkItemKind::source, path});
}

void CcReading::add_input(const std::string& word) {
  if (word.empty()) return;
  if (!language_.empty()) return add_source(word, language_);
  // GCC wants -E or -x for it; clang takes it for C.
  if (word == "-") return add_source(word, called_as_cxx_ ? "c++" : "c");
  if (kind_of_input(word) == CcInput::for_linker) {
    line_.objects.emplace_back(word);
    line_.link.push_back({LinkItemKind::input, word});
    return;
  }
  add_source(word, called_as_cxx_ ? language_under_cxx(word) : "");
}

// -dump... is answered on sight by GCC, everything else when the line has been read.
std::string CcReading::first_question() const {
  for (const std::string& question : questions_) {
    if (question.find("dump") <= 2) return question;
  }
  return questions_.front();
}

Expected<CcLine> CcReading::finished() && {
  if (!questions_.empty()) {
    line_.task = CcTask::answer;
    line_.answer = cc_answer(first_question(), called_as_cxx_, target_);
    return std::move(line_);
  }
  bool has_nothing = line_.sources.empty() && line_.link.empty();
  if (has_nothing && line_.shows_commands) {
    line_.task = CcTask::answer;
    line_.answer = cc_version_lines(target_);
    line_.answers_on_stderr = true;
    return std::move(line_);
  }
  if (has_nothing) return failure(ErrorKind::usage, "no input files");
  if (tests_options(line_) && !line_.overridden.empty())
    return failure(ErrorKind::usage, left_out_message(line_.overridden.front(), target_));
  bool only_headers = !line_.sources.empty() && all_headers_;
  line_.task = preprocesses_               ? CcTask::preprocess
               : compiles_ || only_headers ? CcTask::compile
                                           : CcTask::link;
  return std::move(line_);
}

}  // namespace ashore
