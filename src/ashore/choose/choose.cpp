// SPDX-License-Identifier: Apache-2.0
#include "ashore/choose/choose.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/choose/floor.h"
#include "ashore/choose/judge.h"
#include "ashore/choose/kernel.h"
#include "ashore/choose/ruling.h"
#include "ashore/target/rust_target.h"

namespace ashore::choose {

namespace {

Expected<const RustTarget*> known_target(std::string_view name) {
  const RustTarget* target = find_rust_target(name);
  if (target != nullptr && target->triple) return target;
  Error error(ErrorKind::usage,
              fmt::format("`{}` is no Rust target for Linux that ashore knows", printable(name)));
  std::vector<std::string> all = rust_triples();
  if (std::optional<std::string> near = nearest(name, all))
    return Failure(std::move(error).hint(fmt::format("did you mean `{}`?", *near)));
  return Failure(
      std::move(error).hint("`rustc --print target-list` names them all; or leave `--target` out "
                            "and let ashore choose with `--on DEVICE`"));
}

// What the target assumes and the device does not show; empty if there is nothing.
std::string misfit(const RustTarget& target, const DeviceFacts& device) {
  const Machine& wanted = target.triple->machine;
  const Machine& there = device.machine.value;
  if (wanted.arch != there.arch || wanted.endian != there.endian)
    return fmt::format("{} is for {}, and the device is {} ({})", target.name, to_string(wanted),
                       to_string(there), device.machine.evidence.text);
  std::set<std::string> missing = lacking(*target.triple, device);
  if (!missing.empty()) {
    std::vector<std::string> names(missing.begin(), missing.end());
    return fmt::format("{} assumes {}, which {} does not show", target.name, joined(names, ", "),
                       device.features->evidence.source);
  }
  if (wanted.arch == Arch::arm && wanted.float_abi == FloatAbi::hard &&
      there.float_abi == FloatAbi::soft)
    return fmt::format("{} is hard float, and nothing tells of an FPU there", target.name);
  // The C library is not for us to judge here: verify looks at what the file asks for.
  Ruling core = machine_rule(target, device);
  if (core.fit == Fit::yes) core = core_rule(target, device);
  return core.fit == Fit::yes ? std::string() : fmt::format("{}: {}", target.name, core.reason);
}

}  // namespace

Expected<TargetChoice> choose(const DeviceFacts& device, const DeskFacts& desk) {
  Judgement judgement = judge(device, desk);
  if (judgement.fitting.empty()) return Failure(nothing_fits(device, judgement));
  return std::move(judgement.fitting.front());
}

Expected<TargetChoice> choose(const DeviceFacts& device) { return choose(device, {}); }

Expected<TargetChoice> for_triple(std::string_view rust_triple) {
  TRY_ASSIGN(const RustTarget* target, known_target(rust_triple));
  TargetChoice choice = choice_of(*target);
  choice.reasons.emplace_back("named with --target");
  return choice;
}

Expected<TargetChoice> for_triple(std::string_view rust_triple, const DeviceFacts& device) {
  TRY_ASSIGN(const RustTarget* target, known_target(rust_triple));
  TRY_ASSIGN(TargetChoice choice, for_triple(rust_triple));
  std::string why = misfit(*target, device);
  if (!why.empty()) {
    choice.warnings.push_back(std::move(why));
  } else if (Ruling core = core_rule(*target, device); core.own_std) {
    choice.std = StdSource::source;
    for (std::string& warning : core.warnings) choice.warnings.push_back(std::move(warning));
  }
  if (std::optional<std::string> warning = kernel_warning(*target, device))
    choice.warnings.push_back(*std::move(warning));
  return choice;
}

}  // namespace ashore::choose
