// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/ways.h"

#include <algorithm>
#include <iterator>

#include "ashore/provision/start_files.h"
#include "ashore/toolchain/rustc_floor.h"

namespace ashore::provision {

namespace {

// The only packages known to carry std's source together with the crates it is made from.
constexpr const char* source_packages =
    "apt-get install rustc-web cargo-web rust-web-src lld (Debian 12 or later) gives a Rust with "
    "the source of std";

bool can_ask_rustup(const DeskFacts& desk, const RustInstallation& rust) {
  return rust.managed_by_rustup && desk.rustup.has_value();
}

}  // namespace

std::vector<Way> ways_to_std(const DeskFacts& desk, const TargetChoice& choice) {
  std::string name = rust_name(choice.triple);
  bool any_will_do = rustc_floor_arguments(choice).empty();
  std::vector<Way> ways;
  for (std::size_t i = 0; i < desk.rust.size(); ++i) {
    const RustInstallation& rust = desk.rust[i];
    if (any_will_do && rust.std_targets.contains(name))
      ways.push_back({i, StdOrigin::installed});
    else if (any_will_do && can_ask_rustup(desk, rust))
      ways.push_back({i, StdOrigin::rustup});
    if (rust.library_source && has_start_files(choice.triple)) {
      ways.push_back({i, StdOrigin::built_from_source});
    }
  }
  return ways;
}

std::vector<Way> with_the_hopeless_last(const std::vector<Way>& ways,
                                        const std::function<bool(const Way&)>& failed_lately) {
  std::vector<Way> ordered;
  std::ranges::copy_if(ways, std::back_inserter(ordered), std::not_fn(failed_lately));
  std::ranges::copy_if(ways, std::back_inserter(ordered), failed_lately);
  return ordered;
}

std::string title(const RustInstallation& rust) {
  return "Rust " + to_string(rust.number) + " in " + rust.sysroot.string();
}

std::string why_not_the_first(const DeskFacts& desk, std::size_t used, const Triple& triple) {
  if (used == 0 || desk.rust.empty()) return "";
  const RustInstallation& first = desk.rust.front();
  std::string why = "your first, " + title(first) + ", has no std for " + rust_name(triple);
  if (can_ask_rustup(desk, first)) why += ", rustup could not add it";
  if (!first.library_source) why += " and it has no source to build it from";
  return why;
}

Error no_rust(const DeskFacts& desk) {
  Error error(ErrorKind::toolchain, "no Rust on this computer: PATH has no cargo with its rustc");
  if (desk.has_apt) return std::move(error).hint(source_packages);
  return std::move(error).hint("install Rust from https://rustup.rs");
}

Error no_std(const DeskFacts& desk, const Triple& triple) {
  std::string name = rust_name(triple);
  std::string have;
  for (const RustInstallation& rust : desk.rust) {
    if (!have.empty()) have += "; ";
    have += title(rust);
    have += rust.library_source ? ": with the source of std" : ": without the source of std";
  }
  Error error(ErrorKind::toolchain, "no std for " + name + " on this computer (" + have + ")");
  if (desk.rustup) {
    error = std::move(error).hint("rustup target add " + name +
                                  " (with a network, and if `rustup target list` names it)");
  }
  bool source_helps = has_start_files(triple);
  if (!source_helps) {
    return std::move(error).hint("ashore cannot build std for " + name +
                                 " itself: it has no libc for it yet");
  }
  if (desk.has_apt) return std::move(error).hint(source_packages);
  return error;
}

}  // namespace ashore::provision
