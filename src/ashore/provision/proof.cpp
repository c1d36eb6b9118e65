// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "ashore/host/files.h"
#include "ashore/isa/demangle.h"
#include "ashore/isa/object_code.h"
#include "ashore/toolchain/rustc_floor.h"

namespace ashore::provision {

namespace {

namespace fs = std::filesystem;

struct Claim {
  std::string_view subarch, baseline;
  std::array<std::string_view, 4> hard;    // features
  std::array<std::string_view, 5> always;  // features
};

// rustc 1.96, `--print target-spec-json`: what each target lets code use. To LLVM an ARMv7-A has 32
// double registers, and "+vfp3d16,-neon" of the hard-float target does not take them away.
constexpr std::array claims = {
    Claim{"armv5te", "armv5te", {}, {"dsp"}},
    // "+v6" it says, and LLVM's 64-bit atomics are ldrexd of ARMv6K.
    Claim{"arm", "armv6k", {"vfp2"}, {"dsp"}},
    Claim{"armv7", "armv7-a", {"vfp2", "vfp3d16", "vfp3", "d32"}, {"dsp", "thumb2"}},
    Claim{"aarch64", "armv8-a", {}, {"fp-armv8", "neon"}},
    Claim{"mips", "mips32r2", {}, {}},
    Claim{"mips64", "mips64r2", {}, {}},
    Claim{"riscv64gc", "rv64gc", {}, {"m", "a", "f", "d", "c"}},
};

std::optional<Floor> claim_of(const TargetChoice& choice) {
  const Triple& triple = choice.triple;
  auto found = std::ranges::find(claims, triple.subarch, &Claim::subarch);
  if (found == claims.end()) return std::nullopt;
  Floor floor{triple.machine, std::string(found->baseline), {}};
  auto add = [&floor](const auto& names) {
    for (std::string_view name : names)
      if (!name.empty()) floor.features.names.emplace(name);
  };
  add(found->always);
  if (triple.machine.float_abi == FloatAbi::hard) add(found->hard);
  if (rustc_floor_arguments(choice).empty()) return floor;
  bool is_arm = triple.machine.arch == Arch::arm;
  if (!is_arm) floor.baseline = choice.floor.baseline;
  for (const char* name : {"vfp3", "d32"}) {
    if (is_arm) floor.features.names.erase(name);
  }
  return floor;
}

// What asks before it uses: the unwinders' registers, setjmp and longjmp, musl's atomics of ARM,
// outline atomics of AArch64, and the length of vectors in libgcc's unwinder.
constexpr std::array<std::string_view, 9> asking_prefixes = {"__gnu_Unwind_Save_",
                                                             "__gnu_Unwind_Restore_",
                                                             "_ZN9libunwind13Registers_arm",
                                                             "__a_cas_v",
                                                             "__a_barrier_v",
                                                             "__a_gettp_cp15",
                                                             "__aarch64_cas",
                                                             "__aarch64_",
                                                             "_Unwind_GetGR"};
constexpr std::array<std::string_view, 14> asking_names = {"setjmp",
                                                           "_setjmp",
                                                           "__setjmp",
                                                           "sigsetjmp",
                                                           "__sigsetjmp",
                                                           "longjmp",
                                                           "_longjmp",
                                                           "siglongjmp",
                                                           "execute_stack_op",
                                                           "uw_update_context",
                                                           "uw_update_context_1",
                                                           "uw_init_context_1",
                                                           "uw_install_context_1",
                                                           "uw_frame_state_for"};

bool asks_first(std::string_view function) {
  return std::ranges::find(asking_names, function) != asking_names.end() ||
         std::ranges::any_of(asking_prefixes, [function](std::string_view prefix) {
           return function.starts_with(prefix);
         });
}

bool is_library(const fs::path& path) {
  return path.extension() == ".a" || path.extension() == ".o" || path.extension() == ".rlib";
}

Expected<void> prove(const fs::path& library, const Floor& floor) {
  TRY_ASSIGN(std::string bytes, host::read_file(library));
  Expected<isa::ObjectScan> scan = isa::outside_in_objects(std::as_bytes(std::span(bytes)), floor);
  if (!scan)
    return Failure(std::move(scan).error().while_doing("proving `" + library.string() + "`"));
  for (const isa::ObjectInstructions& found : scan->outside) {
    if (asks_first(found.function)) continue;
    std::string member = found.object.empty() ? "" : fmt::format("({})", found.object);
    return Failure(
        Error(ErrorKind::toolchain,
              fmt::format("`{}{}` has {} in `{}`, which needs {}; its target promises no more than "
                          "{}",
                          library.filename().string(), member, found.instruction,
                          isa::demangled(found.function), found.needs, floor.baseline))
            .hint("remove `" + library.parent_path().string() +
                  "` to have it made again, or choose another target with --target"));
  }
  return {};
}

}  // namespace

Expected<void> prove_once(const fs::path& directory, const Floor& floor,
                          const store::Store& store) {
  if (isa::modes_of(floor.machine.arch).empty()) return {};
  TRY_ASSIGN(fs::path proofs, store.state("proven"));
  // Entries are named by what they are made from and never change.
  fs::path mark = proofs / directory.filename();
  std::error_code error;
  if (fs::exists(mark, error)) return {};
  std::vector<fs::path> libraries;
  for (fs::recursive_directory_iterator at(directory, error), end; !error && at != end;
       at.increment(error))
    if (is_library(at->path())) libraries.push_back(at->path());
  if (error)
    return failure(ErrorKind::host, "cannot list `" + directory.string() + "`: " + error.message());
  std::ranges::sort(libraries);
  for (const fs::path& library : libraries) TRY(prove(library, floor));
  return host::write_file(mark, "");
}

Expected<void> prove_std_once(const fs::path& directory, const TargetChoice& choice,
                              const store::Store& store) {
  std::optional<Floor> floor = claim_of(choice);
  return floor ? prove_once(directory, *floor, store) : Expected<void>();
}

}  // namespace ashore::provision
