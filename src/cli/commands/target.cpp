// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/choose/choose.h"
#include "ashore/choose/judge.h"
#include "ashore/provision/provision.h"
#include "ashore/target/names.h"
#include "cli/answer.h"
#include "cli/device_options.h"
#include "cli/invocation.h"

namespace ashore::cli {

namespace {

struct TargetArguments {
  DeviceOptions device;
  bool all = false;
  std::string as;
};

// One screen: of what is out, only what was nearest to being chosen.
constexpr std::size_t most_near_misses = 4;

void line(const std::string& text) { std::printf("  %s\n", printable(text, 2000).c_str()); }

std::string std_words(const TargetChoice& choice) {
  switch (choice.std) {
  case StdSource::installed: return "std is installed";
  case StdSource::prebuilt: return "std from `rustup target add`";
  case StdSource::source: return "std is built from its source";
  }
  return "";
}

std::string floor_words(const TargetChoice& choice) {
  std::string text = "built for " + choice.floor.baseline;
  for (const std::string& feature : choice.floor.features.names) text += " +" + feature;
  if (!choice.cpu.empty()) text += ", tuned for " + choice.cpu;
  if (choice.needs_crt_static) text += ", with -C target-feature=+crt-static";
  return text;
}

bool is_near(const choose::Judged& out, const TargetChoice& choice) {
  std::optional<Triple> triple = parse_rust_triple(out.triple);
  return triple && triple->machine.arch == choice.triple.machine.arch &&
         triple->machine.endian == choice.triple.machine.endian &&
         triple->libc == choice.triple.libc;
}

void print_best(const choose::Judgement& judgement, const DeviceFacts& facts) {
  const TargetChoice& best = judgement.fitting.front();
  std::printf("%s\n", rust_name(best.triple).c_str());
  if (facts.model) line("for " + facts.model->value);
  for (const std::string& reason : best.reasons) line(reason);
  line(floor_words(best));
  line(std_words(best) + "; tier " + std::to_string(best.tier) + ", atomics of up to " +
       std::to_string(best.atomic_bits) + " bits");
  std::size_t shown = 0;
  for (const choose::Judged& out : judgement.rejected) {
    if (is_near(out, best) && shown++ < most_near_misses)
      line("not " + out.triple + ": " + out.reason);
  }
  for (const std::string& warning : best.warnings) line("warning: " + warning);
  for (const std::string& difference : facts.disagreements) line("warning: " + difference);
}

void print_all(const choose::Judgement& judgement) {
  std::size_t width = 0;
  for (const TargetChoice& choice : judgement.fitting)
    width = std::max(width, rust_name(choice.triple).size());
  for (const auto* group : {&judgement.unknown, &judgement.rejected}) {
    for (const choose::Judged& judged : *group) width = std::max(width, judged.triple.size());
  }
  auto row = [&](const char* fit, const std::string& triple, const std::string& why) {
    std::printf("%-8s %-*s  %s\n", fit, static_cast<int>(width), triple.c_str(),
                printable(why, 300).c_str());
  };
  for (const TargetChoice& choice : judgement.fitting)
    row("fits", rust_name(choice.triple), choice.reasons.empty() ? "" : choice.reasons.front());
  for (const choose::Judged& judged : judgement.unknown)
    row("unknown", judged.triple, judged.reason);
  for (const choose::Judged& judged : judgement.rejected) row("no", judged.triple, judged.reason);
}

nlohmann::json to_json(const std::vector<choose::Judged>& judged) {
  nlohmann::json entries = nlohmann::json::array();
  for (const choose::Judged& one : judged)
    entries.push_back({{"triple", one.triple}, {"reason", one.reason}});
  return entries;
}

nlohmann::json to_json(const choose::Judgement& judgement, const DeviceFacts& facts) {
  nlohmann::json targets = nlohmann::json::array();
  for (const TargetChoice& choice : judgement.fitting) targets.push_back(cli::to_json(choice));
  return {{"version", 1},
          {"targets", std::move(targets)},
          {"rejected", to_json(judgement.rejected)},
          {"unknown", to_json(judgement.unknown)},
          {"disagreements", facts.disagreements}};
}

Expected<Ecosystem> known_ecosystem(const std::string& word) {
  if (std::optional<Ecosystem> known = parse_ecosystem(word)) return *known;
  return Failure(Error(ErrorKind::usage,
                       "`" + printable(word, 40) + "` is no ecosystem that ashore has words for")
                     .hint("one of rust, llvm, gcc, go, zig, debian, openwrt, cmake"));
}

Expected<int> in_other_words(Ecosystem ecosystem, const TargetChoice& choice,
                             const Invocation& invocation, Reporter& reporter) {
  TRY_ASSIGN(std::vector<std::string> words, in_words_of(ecosystem, choice));
  if (!invocation.json.empty()) {
    TRY(write_json(
        {{"version", 1}, {"as", name(ecosystem)}, {"lines", words}, {"warnings", choice.warnings}},
        invocation.json));
    return 0;
  }
  for (const std::string& word : words) std::printf("%s\n", word.c_str());
  // Stdout is to be pasted.
  for (const std::string& warning : choice.warnings) reporter.warning(warning);
  return 0;
}

Expected<int> target(const TargetArguments& arguments, const Invocation& invocation,
                     const workflow::Surroundings& around) {
  std::optional<Ecosystem> ecosystem;
  if (!arguments.as.empty()) {
    TRY_ASSIGN(ecosystem, known_ecosystem(arguments.as));
  }
  TRY_ASSIGN(DeviceFacts facts, facts_of(arguments.device, around));
  TRY_ASSIGN(DeskFacts desk, provision::survey(around.host));
  TRY(provision::ask_for_targets(desk, around.host));
  choose::Judgement judgement = choose::judge(facts, desk);
  if (!invocation.json.empty() && !ecosystem) {
    TRY(write_json(to_json(judgement, facts), invocation.json));
    return judgement.fitting.empty() ? exit_status(ErrorKind::device) : 0;
  }
  if (arguments.all) print_all(judgement);
  TRY_ASSIGN(TargetChoice best, choose::choose(facts, desk));
  if (ecosystem) return in_other_words(*ecosystem, best, invocation, around.reporter);
  if (!arguments.all) print_best(judgement, facts);
  return 0;
}

}  // namespace

void add_target(CLI::App& root, Invocation& invocation) {
  auto arguments = std::make_shared<TargetArguments>();
  CLI::App* command =
      add_command(root, invocation, "target", "Say which Rust target fits a device, and why",
                  "  ashore target --on root@192.168.1.1\n"
                  "  ashore target --for \"NETGEAR R7000\" --all\n"
                  "  ashore target --for \"NETGEAR R7000\" --as go\n"
                  "  ssh root@192.168.1.1 cat /proc/cpuinfo | ashore target --cpuinfo -\n"
                  "  ashore target --facts router.json --json\n");
  set_usage(*command,
            "ashore target [OPTIONS] --on DEVICE|--for MODEL|--cpuinfo FILE|--facts FILE");
  add_device_options(*command, arguments->device, true);
  CLI::Option* all = command->add_flag("--all", arguments->all,
                                       "Every Linux target that rustc knows, and how it fits");
  command
      ->add_option("--as", arguments->as,
                   "The same for another tool: rust, llvm, gcc, go, zig, debian, openwrt, cmake")
      ->type_name("TOOL")
      ->excludes(all);
  add_json(*command, invocation);
  command->callback([arguments, &invocation] {
    invocation.action = [arguments, &invocation](const workflow::Surroundings& around) {
      return target(*arguments, invocation, around);
    };
  });
}

}  // namespace ashore::cli
