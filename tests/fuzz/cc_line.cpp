// SPDX-License-Identifier: Apache-2.0
// A compiler's command line: first the name it is called by, then a word a line; from the first
// empty line on, the text of every response file.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/toolchain/cc_commands.h"
#include "ashore/toolchain/floor_options.h"
#include "ashore/toolchain/tool_name.h"
#include "check_facts.h"

namespace {

using namespace ashore;
using fuzz::require;

CcTarget target_of(const std::optional<ToolName>& tool) {
  std::optional<Triple> triple = tool ? tool->triple : std::nullopt;
  TargetChoice choice;
  choice.triple = triple ? *triple : *parse_rust_triple("armv7-unknown-linux-musleabi");
  choice.floor.machine = choice.triple.machine;
  choice.floor.baseline = choice.triple.machine.arch == Arch::arm ? "armv7-a" : "mips32";
  CcTarget target = cc_target(choice, "/sysroot");
  target.clang_version = "19.1.7";
  return target;
}

std::size_t items(const CcLine& line, LinkItemKind kind) {
  return static_cast<std::size_t>(std::ranges::count(line.link, kind, &LinkItem::kind));
}

// Nothing is left that another reading would take out.
void require_settled(const CcLine& line, bool called_as_cxx, const CcTarget& target) {
  std::vector<std::string> words = line.words;
  words.insert(words.end(), {"--", "x.c"});
  Expected<CcLine> again = read_cc_line(
      words, called_as_cxx, target,
      [](const std::filesystem::path&) -> std::optional<std::string> { return std::nullopt; });
  require(again.has_value());
  require(again->words == line.words);
  require(again->overridden.empty() && again->dropped.empty());
}

void require_floor_behind_the_users_words(const CcLine& line, const CcTarget& target) {
  std::vector<std::string> words = clang_words(line, target);
  FloorFlags flags = floor_flags(target.choice);
  auto users = std::ranges::search(words, line.words);
  require(users.begin() != words.end() || line.words.empty());
  require(!std::ranges::search(users.end(), words.end(), flags.last.begin(), flags.last.end())
               .empty() ||
          flags.last.empty());
}

void require_whole(const CcLine& line, const CcTarget& target) {
  if (line.task == CcTask::answer) return require(line.answer.ends_with('\n'));
  require(items(line, LinkItemKind::source) == line.sources.size());
  require(items(line, LinkItemKind::input) == line.objects.size());
  require(items(line, LinkItemKind::library) == line.libraries.size());
  LinkParts parts;
  for (const CcSource& source : line.sources) {
    std::vector<std::string> words = clang_words_of_source(line, target, source, "made.o");
    require(std::ranges::find(words, "made.o") != words.end());
    parts.sources.emplace_back("made.o");
    if (parts.sources.size() == 8) break;
  }
  require(!link_words(line, target, parts).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  std::size_t end = std::min(text.find("\n\n"), text.size());
  std::vector<std::string_view> pieces = split(text.substr(0, end), '\n');
  std::string response(text.substr(end));

  std::optional<ToolName> tool = parse_tool_name(pieces.front());
  bool called_as_cxx = tool && tool->tool == Tool::cxx;
  CcTarget target = target_of(tool);
  Expected<CcLine> line = read_cc_line(
      {pieces.begin() + 1, pieces.end()}, called_as_cxx, target,
      [&](const std::filesystem::path&) -> std::optional<std::string> { return response; });
  if (!line) {
    fuzz::require_fit_for_a_terminal(line.error().message());
    return 0;
  }
  require_whole(*line, target);
  if (line->task == CcTask::answer) return 0;
  require_settled(*line, called_as_cxx, target);
  require_floor_behind_the_users_words(*line, target);
  return 0;
}
