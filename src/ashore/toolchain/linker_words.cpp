// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/linker_words.h"

#include <array>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/toolchain/floor_options.h"
#include "ashore/toolchain/gcc_only_options.h"

namespace ashore {

namespace {

// Those whose value decides whether they may stay, and those of GNU ld's that are dropped with it.
enum class Waits { no, emulation, for_llvm, sysroot, dropped };

Waits what_waits(std::string_view word) {
  if (word == "-m") return Waits::emulation;
  if (word == "-mllvm" || word == "--mllvm" || word == "-plugin-opt" || word == "--plugin-opt")
    return Waits::for_llvm;
  if (word == "--sysroot" || word == "-sysroot") return Waits::sysroot;
  constexpr std::array<std::string_view, 10> dropped = {
      "-plugin", "--plugin", "-assert", "--hash-size", "-a",
      "-A",      "-P",       "--audit", "--depaudit",  "--task-link"};
  for (std::string_view name : dropped) {
    if (word == name) return Waits::dropped;
  }
  return Waits::no;
}

bool is_targets_emulation(std::string_view name, const CcTarget& target) {
  return name == gnu_ld_emulation(target.choice.triple.machine);
}

// "-plugin-opt=mcpu=cortex-a15", "-mllvm=-mattr=+neon", "--lto-...": what code generation at link
// time is told.
bool makes_other_code(std::string_view word) {
  for (std::string_view name : {"-plugin-opt=", "--plugin-opt=", "-mllvm=", "--mllvm="}) {
    if (!word.starts_with(name)) continue;
    std::string_view value = word.substr(name.size());
    return chooses_instructions(value) || chooses_instructions("-" + std::string(value));
  }
  return false;
}

bool is_joined_emulation(std::string_view word) {
  return word.size() > 2 && (word.starts_with("-melf") || word.starts_with("-marm") ||
                             word.starts_with("-maarch64") || word.starts_with("-mi386"));
}

void take_out(std::string word, CcLine& line) { line.overridden.push_back(std::move(word)); }

void pass(std::string_view word, CcLine& line) {
  line.link.push_back({LinkItemKind::word, std::string(word)});
}

}  // namespace

void LinkerWords::take_value(std::string_view value, const CcTarget& target, CcLine& line) {
  std::string option = std::exchange(waiting_, {});
  std::string both = "-Wl," + option + "," + std::string(value);
  switch (what_waits(option)) {
  case Waits::emulation:
    if (!is_targets_emulation(value, target)) take_out(std::move(both), line);
    return;
  case Waits::sysroot:
    if (value != target.sysroot.string()) take_out(std::move(both), line);
    return;
  case Waits::for_llvm:
    // GCC's own words to its own plugin.
    if (option.ends_with("plugin-opt") && value.starts_with("-pass-through")) return;
    if (chooses_instructions(value) || chooses_instructions("-" + std::string(value)))
      return take_out(std::move(both), line);
    pass(option, line);
    return pass(value, line);
  case Waits::dropped:
  case Waits::no: line.dropped.push_back(std::move(both)); return;
  }
}

void LinkerWords::add(std::string_view word, const CcTarget& target, CcLine& line) {
  if (!waiting_.empty()) return take_value(word, target, line);
  if (what_waits(word) != Waits::no) {
    waiting_ = word;
    return;
  }
  std::string written = "-Wl," + std::string(word);
  bool other_target = is_joined_emulation(word) && !is_targets_emulation(word.substr(2), target);
  bool other_sysroot = word.starts_with("--sysroot=") && word.substr(10) != target.sysroot.string();
  if (other_target || other_sysroot || makes_other_code(word)) return take_out(written, line);
  bool said_already = is_joined_emulation(word) || word.starts_with("--sysroot=");
  if (said_already) return;
  if (is_gnu_ld_only(word)) {
    line.dropped.push_back(std::move(written));
    return;
  }
  if (word == "-EL" || word == "-EB") {
    bool fits = (word == "-EB") == (target.choice.triple.machine.endian == Endian::big);
    if (!fits) take_out(std::move(written), line);
    return;
  }
  // GNU ld's other spelling of -r.
  if (word == "-i") return pass("-r", line);
  pass(word, line);
}

}  // namespace ashore
