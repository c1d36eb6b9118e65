// SPDX-License-Identifier: Apache-2.0
#include "ashore/choose/choose.h"

#include <fmt/format.h>

#include <algorithm>

#include "ashore/base/text.h"
#include "ashore/choose/candidates.h"
#include "ashore/choose/floor.h"

namespace ashore::choose {

namespace {

// https://doc.rust-lang.org/rustc/platform-support.html: *-unknown-linux-*, "kernel 3.2+".
const Version& oldest_documented_kernel() {
  static const Version version{{3, 2}};
  return version;
}

Expected<Candidate> candidate_for(const DeviceFacts& device) {
  switch (device.machine.value.arch) {
  case Arch::arm: return arm_candidate(device);
  case Arch::mips:
  case Arch::mips64: return mips_candidate(device);
  default: return other_candidate(device);
  }
}

void warn_about_kernel(const DeviceFacts& device, TargetChoice& choice) {
  if (!device.kernel || device.kernel->value >= oldest_documented_kernel()) return;
  choice.warnings.push_back(fmt::format("kernel {} is older than Rust's documented floor {}",
                                        to_string(device.kernel->value),
                                        to_string(oldest_documented_kernel())));
}

Expected<Triple> known_triple(std::string_view name) {
  if (std::optional<Triple> triple = parse_rust_triple(name)) return *triple;
  Error error(ErrorKind::usage,
              fmt::format("`{}` is no Rust target for Linux that ashore knows", printable(name)));
  std::vector<std::string> all = rust_triples();
  if (std::optional<std::string> near = nearest(name, all))
    return Failure(std::move(error).hint(fmt::format("did you mean `{}`?", *near)));
  return Failure(
      std::move(error).hint("`rustc --print target-list` names them all; or leave `--target` out "
                            "and let ashore choose with `--on DEVICE`"));
}

Linkage linkage_of(const Triple& triple) {
  return triple.libc == Libc::musl ? Linkage::fully_static : Linkage::dynamic;
}

}  // namespace

bool has(const DeviceFacts& device, std::string_view feature) {
  return device.features && device.features->value.names.contains(std::string(feature));
}

Failure no_target(const DeviceFacts& device, std::string_view why) {
  std::string found = to_string(device.machine.value);
  if (device.baseline) found += ", " + device.baseline->value;
  return Failure(Error(ErrorKind::device, fmt::format("no Rust target fits {}: {}", found, why))
                     .hint("name one with `--target TRIPLE` if you have a toolchain for it"));
}

Expected<TargetChoice> choose(const DeviceFacts& device) {
  TRY_ASSIGN(Candidate candidate, candidate_for(device));
  TRY_ASSIGN(Triple triple, known_triple(candidate.rust_triple));
  TargetChoice choice;
  choice.triple = triple;
  choice.floor = floor_of(triple, device);
  if (device.core) choice.cpu = device.core->value;
  choice.reasons = std::move(candidate.reasons);
  choice.reasons.emplace_back("musl, linked statically: needs no C library on the device");
  choice.warnings = std::move(candidate.warnings);
  warn_about_kernel(device, choice);
  return choice;
}

Expected<TargetChoice> for_triple(std::string_view rust_triple) {
  TRY_ASSIGN(Triple triple, known_triple(rust_triple));
  TargetChoice choice;
  choice.triple = triple;
  choice.floor = floor_of(triple);
  choice.linkage = linkage_of(triple);
  choice.reasons.emplace_back("named with --target");
  return choice;
}

Expected<TargetChoice> for_triple(std::string_view rust_triple, const DeviceFacts& device) {
  TRY_ASSIGN(TargetChoice choice, for_triple(rust_triple));
  const Machine& wanted = choice.triple.machine;
  const Machine& there = device.machine.value;
  if (wanted.arch != there.arch || wanted.endian != there.endian) {
    choice.warnings.push_back(fmt::format("{} is for {}, and the device is {} ({})", rust_triple,
                                          to_string(wanted), to_string(there),
                                          device.machine.evidence.text));
  } else if (std::set<std::string> missing = lacking(choice.triple, device); !missing.empty()) {
    std::vector<std::string> names(missing.begin(), missing.end());
    choice.warnings.push_back(fmt::format("{} assumes {}, which {} does not show", rust_triple,
                                          joined(names, ", "), device.features->evidence.source));
  } else if (wanted.arch == Arch::arm && wanted.float_abi == FloatAbi::hard &&
             there.float_abi == FloatAbi::soft) {
    choice.warnings.push_back(
        fmt::format("{} is hard float, and nothing tells of an FPU there", rust_triple));
  }
  warn_about_kernel(device, choice);
  return choice;
}

}  // namespace ashore::choose
