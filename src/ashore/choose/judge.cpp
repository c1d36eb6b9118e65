// SPDX-License-Identifier: Apache-2.0
#include "ashore/choose/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "ashore/base/assert.h"
#include "ashore/choose/floor.h"
#include "ashore/choose/kernel.h"
#include "ashore/choose/ruling.h"
#include "ashore/target/rust_target.h"

namespace ashore::choose {

namespace {

std::set<std::string> names_to_judge(const DeskFacts& desk) {
  std::set<std::string> names;
  for (const RustInstallation& rust : desk.rust) {
    for (const std::string& name : rust.known_targets) {
      if (name.find("-linux-") != std::string::npos) names.insert(name);
    }
  }
  if (!names.empty()) return names;
  for (const RustTarget& target : rust_targets()) names.emplace(target.name);
  return names;
}

StdSource std_source(const RustTarget& target, const Ruling& ruling, const DeskFacts& desk) {
  if (ruling.own_std) return StdSource::source;
  std::string name(target.name);
  bool installed = std::ranges::any_of(
      desk.rust, [&](const RustInstallation& rust) { return rust.std_targets.contains(name); });
  if (installed) return StdSource::installed;
  // Only rustup fetches what Rust has built.
  bool can_fetch = desk.rust.empty() || std::ranges::any_of(desk.rust, [](const auto& rust) {
                     return rust.managed_by_rustup;
                   });
  return target.prebuilt_std && can_fetch ? StdSource::prebuilt : StdSource::source;
}

// How much of the core a target uses, among those of one architecture.
int level_of(const RustTarget& target) {
  std::string_view subarch = target.triple->subarch;
  if (target.triple->machine.arch == Arch::arm)
    return arm_level(subarch == "arm"           ? "armv6"
                     : subarch == "thumbv7neon" ? "armv7-a"
                     : subarch == "armeb"       ? "armv8-a"
                                                : subarch);
  return subarch == "i686" || subarch == "riscv64a23" ? 1 : 0;
}

enum class Floats { measured_fpu, soft, emulated };

Floats floats_of(const RustTarget& target, const Ruling& ruling) {
  if (ruling.emulated_fpu) return Floats::emulated;
  return target.triple->machine.float_abi == FloatAbi::hard ? Floats::measured_fpu : Floats::soft;
}

// A computer that builds for its own kind: its C library and its std are at hand, and still a
// static program is what runs on every such device.
bool is_own_target(const RustTarget& target, const DeskFacts& desk) {
  return !desk.rust.empty() && desk.rust.front().host == target.name &&
         desk.rust.front().std_targets.contains(std::string(target.name));
}

// Ascending is better first. What needs nothing on the device comes before all else; a std that
// happens to be installed never makes a program slower.
using Rank = std::tuple<Linkage, bool, int, Floats, StdSource, int, std::string_view>;

struct Ranked {
  Rank rank;
  TargetChoice choice;
};

Ranked ranked(const RustTarget& target, Ruling ruling, const DeviceFacts& device,
              const DeskFacts& desk) {
  ASHORE_ASSERT(target.triple.has_value(), "the rules reject what has no triple");
  TargetChoice choice = choice_of(target);
  choice.floor = floor_of(*target.triple, device);
  choice.std = std_source(target, ruling, desk);
  if (device.core) choice.cpu = device.core->value;
  choice.reasons = std::move(ruling.reasons);
  choice.warnings = std::move(ruling.warnings);
  if (is_own_target(target, desk) && !ruling.own_std)
    choice.reasons.emplace_back("this computer's own target, with its std installed");
  bool old_kernel = false;
  if (std::optional<std::string> warning = kernel_warning(target, device)) {
    old_kernel = true;
    choice.warnings.push_back(*std::move(warning));
  }
  Rank rank{choice.linkage, old_kernel,  -level_of(target), floats_of(target, ruling),
            choice.std,     target.tier, target.name};
  return {rank, std::move(choice)};
}

bool is_near(const std::string& name, const Machine& machine) {
  const RustTarget* target = find_rust_target(name);
  return target != nullptr && target->triple && target->triple->machine.arch == machine.arch &&
         target->triple->machine.endian == machine.endian;
}

// Those of the device's own architecture first: people look for these.
std::vector<Judged> sorted_by_nearness(std::vector<Judged> judged, const Machine& machine) {
  std::vector<Judged> sorted, far;
  for (Judged& one : judged)
    (is_near(one.triple, machine) ? sorted : far).push_back(std::move(one));
  for (Judged& one : far) sorted.push_back(std::move(one));
  return sorted;
}

}  // namespace

Judgement judge(const DeviceFacts& device, const DeskFacts& desk) {
  Judgement judgement;
  std::vector<Ranked> fitting;
  for (const std::string& name : names_to_judge(desk)) {
    const RustTarget* target = find_rust_target(name);
    Ruling one = target == nullptr ? ruling_of_stranger(name) : ruling(*target, device);
    switch (one.fit) {
    case Fit::yes: fitting.push_back(ranked(*target, std::move(one), device, desk)); break;
    case Fit::no: judgement.rejected.push_back({name, std::move(one.reason)}); break;
    case Fit::cannot_tell: judgement.unknown.push_back({name, std::move(one.reason)}); break;
    }
  }
  std::ranges::sort(fitting, {}, &Ranked::rank);
  for (Ranked& one : fitting) judgement.fitting.push_back(std::move(one.choice));
  const Machine& machine = device.machine.value;
  judgement.rejected = sorted_by_nearness(std::move(judgement.rejected), machine);
  judgement.unknown = sorted_by_nearness(std::move(judgement.unknown), machine);
  return judgement;
}

}  // namespace ashore::choose
