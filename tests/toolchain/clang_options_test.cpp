// SPDX-License-Identifier: Apache-2.0
// Every -m option that clang knows, and every one of our table, goes through read_cc_line; then
// clang is asked (-###) what instructions its inner compiler may use. That must be what the floor
// alone gives.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/host/process.h"
#include "ashore/toolchain/cc_commands.h"
#include "ashore/toolchain/floor_table.h"

namespace ashore {
namespace {

// Features by which LLVM says how code is made, not with what instructions; and orders to do
// without something that the floor has.
constexpr std::string_view harmless =
    "execute-only fix-cmse-cve-2021-35465 fix-cortex-a57-aes-1742098 fix-cortex-a53-835769 "
    "harden-sls-blr harden-sls-ijmp harden-sls-ret harden-sls-retbr long-calls longcall "
    "no-bti-at-return-twice no-movt no-neg-immediates noabicalls nomadd4 nooddspreg "
    "read-tp-tpidruro relax retpoline-external-thunk retpoline-indirect-branches "
    "retpoline-indirect-calls save-restore secure-plt strict-align unaligned-scalar-mem "
    "unaligned-vector-mem ual use-indirect-jump-hazard xgot lvi-cfi lvi-load-hardening seses "
    "vzeroupper prefer-no-gather prefer-no-scatter";

struct Case {
  const char *target, *baseline, *features;
};

CcTarget target_of(const Case& test) {
  TargetChoice choice;
  choice.triple = *parse_rust_triple(test.target);
  choice.floor.machine = choice.triple.machine;
  choice.floor.baseline = test.baseline;
  for (std::string_view feature : words(test.features))
    choice.floor.features.names.emplace(feature);
  CcTarget target = cc_target(choice, "/nowhere");
  target.clang_version = "19";
  return target;
}

class Clang {
 public:
  static std::optional<Clang> find() {
    for (const char* name : {"clang-19", "clang"}) {
      Clang clang(name);
      std::optional<std::string> version = clang.answer({"--version"});
      if (version && version->find("version 1") != std::string::npos) return clang;
    }
    return std::nullopt;
  }

  // stdout and stderr; nothing if it cannot be run.
  std::optional<std::string> answer(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), name_);
    host::Command command;
    command.argv = std::move(arguments);
    Expected<host::ProcessOutput> output = host::system_process_runner()->run(command);
    if (!output) return std::nullopt;
    return output->out + output->err;
  }

 private:
  explicit Clang(std::string name) : name_(std::move(name)) {}
  std::string name_;
};

// clang's own plan for a line with those options.
std::string words_for(const Clang& clang, const CcTarget& target,
                      std::vector<std::string> options) {
  options.insert(options.end(), {"-c", "-x", "c", "/dev/null"});
  auto no_file = [](const std::filesystem::path&) -> std::optional<std::string> { return {}; };
  Expected<CcLine> line = read_cc_line(options, false, target, no_file);
  if (!line) return line.error().message();
  std::vector<std::string> asked = clang_words(*line, target);
  asked.emplace_back("-###");
  return clang.answer(std::move(asked)).value_or("");
}

// "+neon", "-vfp2" and "cpu generic", as the inner compiler is told; empty if clang refuses.
std::set<std::string> instructions(const std::string& answer) {
  std::set<std::string> found;
  std::vector<std::string_view> pieces = split(answer, '"');
  // Words stand between quotation marks, blanks between them.
  for (std::size_t i = 0; i + 2 < pieces.size(); ++i) {
    if (pieces[i] == "-target-feature") found.emplace(pieces[i + 2]);
    if (pieces[i] == "-target-cpu") found.insert("cpu " + std::string(pieces[i + 2]));
  }
  return found;
}

std::set<std::string> options_of_clang_and_ours(const Clang& clang) {
  std::set<std::string> options;
  std::string listed = clang.answer({"--autocomplete=-m"}).value_or("");
  for (std::string_view line : lines(listed)) {
    if (!words(line).empty()) options.emplace(words(line).front());
  }
  for (std::span<const FloorRow> rows : floor_tables()) {
    for (const FloorRow& row : rows) options.emplace(row.name);
  }
  return options;
}

bool is_harmless(const std::string& difference) {
  std::string_view feature = difference;
  if (feature.starts_with('+') || feature.starts_with('-')) feature.remove_prefix(1);
  std::vector<std::string_view> names = words(harmless);
  return std::ranges::find(names, feature) != names.end();
}

// What may be used with the option and could not without it.
std::string gained(const std::set<std::string>& with, const std::set<std::string>& without) {
  std::string text;
  for (const std::string& word : with) {
    if (!without.contains(word) && !word.starts_with('-') && !is_harmless(word)) text += " " + word;
  }
  for (const std::string& word : without) {
    if (!with.contains(word) && !word.starts_with('+') && !is_harmless(word))
      text += " without " + word;
  }
  return text;
}

using Options = std::vector<std::string>;

// Those that the line keeps, as they are; orders to do without something come apart, for they
// would hide what an earlier word adds.
Options kept_options(const Clang& clang, const CcTarget& target, bool taking_away) {
  auto no_file = [](const std::filesystem::path&) -> std::optional<std::string> { return {}; };
  Options kept;
  for (std::string option : options_of_clang_and_ours(clang)) {
    if (option.ends_with('*')) option.back() = '1';
    if (option.ends_with('=')) option += '1';
    if (option.starts_with("-mno-") != taking_away) continue;
    Expected<CcLine> line = read_cc_line({"-c", option, "a.c"}, false, target, no_file);
    if (line && line->words.size() == 2) kept.push_back(option);
  }
  return kept;
}

// clang names all that it refuses at once.
bool take_out_refused(Options& options, const std::string& answer) {
  std::vector<std::string_view> pieces = split(answer, '\'');
  std::size_t removed = std::erase_if(options, [&](const std::string& option) {
    return std::ranges::any_of(pieces, [&](std::string_view piece) {
      return option == piece || (piece.ends_with('=') && option.starts_with(piece));
    });
  });
  return removed > 0;
}

class ClangOptions : public testing::TestWithParam<Case> {};

TEST_P(ClangOptions, none_that_stays_in_the_line_gains_an_instruction) {
  std::optional<Clang> clang = Clang::find();
  if (!clang) GTEST_SKIP() << "skipped: no clang";
  CcTarget target = target_of(GetParam());
  std::set<std::string> floor = instructions(words_for(*clang, target, {}));
  ASSERT_FALSE(floor.empty());
  for (bool taking_away : {false, true}) {
    Options options = kept_options(*clang, target, taking_away);
    std::string answer = words_for(*clang, target, options);
    while (instructions(answer).empty() && take_out_refused(options, answer))
      answer = words_for(*clang, target, options);
    ASSERT_FALSE(instructions(answer).empty()) << answer.substr(0, 2000);
    EXPECT_GT(options.size(), 5U);
    EXPECT_EQ(gained(instructions(answer), floor), "") << joined(options, " ");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Floors, ClangOptions,
    testing::Values(Case{"armv7-unknown-linux-musleabi", "armv7-a", ""},
                    Case{"armv7-unknown-linux-musleabihf", "armv7-a", "vfp2 vfp3d16"},
                    Case{"armv5te-unknown-linux-musleabi", "armv5te", ""},
                    Case{"aarch64-unknown-linux-musl", "armv8-a", ""},
                    Case{"mipsel-unknown-linux-musl", "mips32r2", ""},
                    Case{"riscv64gc-unknown-linux-musl", "rv64gc", "m a f d c"},
                    Case{"i586-unknown-linux-musl", "i586", ""},
                    Case{"x86_64-unknown-linux-musl", "x86-64", ""},
                    Case{"powerpc-unknown-linux-musl", "ppc", ""},
                    Case{"loongarch64-unknown-linux-musl", "la64", "f d"}),
    [](const testing::TestParamInfo<Case>& parameter) {
      std::string name = parameter.param.target;
      std::ranges::replace(name, '-', '_');
      return name;
    });

}  // namespace
}  // namespace ashore
