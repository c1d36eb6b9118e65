// SPDX-License-Identifier: Apache-2.0
#include "sysroot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/packages/packages.h"

namespace ashore::verdicts {

namespace {

using Path = std::filesystem::path;

struct System {
  std::string_view architecture;  // Debian's
  std::string_view multiarch;     // the directory of its libraries
  std::string_view packages;
};

constexpr std::string_view native =
    "libc6 libc6-dev linux-libc-dev libcrypt1 libatomic1 libgcc-s1 libgcc-12-dev libstdc++6 "
    "libstdc++-12-dev "
    "musl musl-dev busybox-static coreutils dash bash libtinfo6 openssl libssl3 libacl1 "
    "libattr1 libgmp10 libselinux1 libpcre2-8-0 gzip sed grep findutils xz-utils liblzma5 zlib1g";

// Debian 12 has no riscv64 of its own, only what its cross compilers link with.
constexpr std::array systems = {
    System{"armel", "arm-linux-gnueabi", native},
    System{"armhf", "arm-linux-gnueabihf", native},
    System{"arm64", "aarch64-linux-gnu", native},
    System{"mipsel", "mipsel-linux-gnu", native},
    System{"amd64", "x86_64-linux-gnu", native},
    System{"i386", "i386-linux-gnu", native},
    System{"riscv64", "riscv64-linux-gnu",
           "libc6-riscv64-cross libatomic1-riscv64-cross libc6-dev-riscv64-cross "
           "linux-libc-dev-riscv64-cross "
           "libgcc-s1-riscv64-cross libgcc-12-dev-riscv64-cross libstdc++6-riscv64-cross"},
};

const System& system_of(const std::string& architecture) {
  const auto* found = std::ranges::find(systems, architecture, &System::architecture);
  return found == systems.end() ? systems.front() : *found;
}

// Packages point at each other by absolute paths; in a tree elsewhere these must be relative.
Expected<void> make_link(const Path& link, Path target, const Path& root) {
  if (target.is_absolute())
    target = (root / target.relative_path()).lexically_relative(link.parent_path());
  std::error_code error;
  std::filesystem::remove(link, error);
  std::filesystem::create_symlink(target, link, error);
  if (error) return failure(ErrorKind::host, link.string() + ": " + error.message());
  return {};
}

Expected<void> copy_tree(const Path& from, const Path& to, const Path& root) {
  std::error_code error;
  std::filesystem::create_directories(to, error);
  for (const auto& entry : std::filesystem::directory_iterator(from, error)) {
    Path goal = to / entry.path().filename();
    if (entry.is_symlink(error)) {
      TRY(make_link(goal, std::filesystem::read_symlink(entry.path(), error), root));
    } else if (entry.is_directory(error)) {
      TRY(copy_tree(entry.path(), goal, root));
    } else {
      // Nothing in the store is ever changed, so a second name is as good as a copy.
      std::filesystem::remove(goal, error);
      std::filesystem::create_hard_link(entry.path(), goal, error);
    }
    if (error) return failure(ErrorKind::host, goal.string() + ": " + error.message());
  }
  return {};
}

// As Debian installs it: /lib and /bin are those of /usr.
Expected<void> prepare_root(const Path& root) {
  for (const char* name : {"lib", "bin", "sbin"}) {
    TRY(host::make_directories(root / "usr" / name));
    TRY(make_link(root / name, Path("usr") / name, root));
  }
  return {};
}

bool has(const Program& program, std::string_view flag) {
  return std::ranges::find(program.flags, flag) != program.flags.end();
}

}  // namespace

std::string debian_architecture(const Program& program) {
  if (program.how == "debian" || program.is_library()) return program.target;
  switch (program.arch) {
  case Arch::aarch64: return "arm64";
  case Arch::mips: return "mipsel";
  case Arch::riscv64: return "riscv64";
  case Arch::x86_64: return "amd64";
  case Arch::x86: return "i386";
  default: return program.target.ends_with("hf") ? "armhf" : "armel";
  }
}

Expected<Path> merged_root(const std::string& architecture, host::Host& host,
                           const store::Store& store, Reporter& reporter) {
  const System& system = system_of(architecture);
  bool cross = system.packages.find("-cross") != std::string_view::npos;
  std::vector<packages::Package> wanted;
  for (std::string_view name : words(system.packages))
    wanted.push_back({std::string(name), cross ? "amd64" : architecture});
  TRY_ASSIGN(std::vector<Path> unpacked,
             packages::unpacked(wanted, host, store, reporter, Stage::lab));
  Sha256 recipe;
  recipe.add("merged 3\n");
  for (const Path& directory : unpacked) recipe.add(directory.filename().string() + "\n");
  return store.obtain({"verdict-root", architecture, recipe.finish()},
                      [&](const Path& root) -> Expected<void> {
                        TRY(prepare_root(root));
                        for (const Path& directory : unpacked)
                          TRY(copy_tree(directory, root, root));
                        if (cross) {
                          Path libraries = root / "usr" / system.multiarch / "lib";
                          TRY(copy_tree(libraries, root / "lib", root));
                        }
                        return {};
                      });
}

std::vector<std::string> glibc_flags(const Path& root, const Program& program) {
  const System& system = system_of(debian_architecture(program));
  if (system.architecture != "riscv64") return {"--sysroot=" + root.string()};
  Path cross = root / "usr" / system.multiarch;
  return {"--sysroot=" + root.string(),
          "--gcc-install-dir=" + (root / "usr/lib/gcc-cross" / system.multiarch / "12").string(),
          "-B" + (cross / "lib").string(),
          "-L" + (cross / "lib").string(),
          "-isystem",
          (cross / "include").string()};
}

MuslFlags musl_flags(const Path& root, const Program& program) {
  const System& system = system_of(debian_architecture(program));
  std::string musl(system.multiarch);
  musl.replace(musl.find("gnu"), 3, "musl");
  Path library = root / "usr/lib" / musl;
  bool pie = has(program, "-static-pie");
  bool is_static = pie || has(program, "-static");
  MuslFlags flags;
  flags.before = {"-nostdinc",
                  "-nostdlib",
                  "-isystem",
                  (root / "usr/include" / musl).string(),
                  "-L" + library.string(),
                  (library / (pie ? "rcrt1.o" : "crt1.o")).string(),
                  (library / "crti.o").string()};
  if (!is_static)
    flags.before.push_back("-Wl,--dynamic-linker=/lib/ld-" +
                           std::string(system.architecture == "armhf"   ? "musl-armhf.so.1"
                                       : system.architecture == "armel" ? "musl-arm.so.1"
                                       : system.architecture == "arm64" ? "musl-aarch64.so.1"
                                       : system.architecture == "amd64" ? "musl-x86_64.so.1"
                                       : system.architecture == "i386"  ? "musl-i386.so.1"
                                                                        : "musl-mipsel.so.1"));
  Path gcc = root / "usr/lib/gcc" / system.multiarch / "12";
  flags.after = {"-Wl,--start-group",         "-lc",
                 (gcc / "libgcc.a").string(), (gcc / "libgcc_eh.a").string(),
                 "-Wl,--end-group",           (library / "crtn.o").string()};
  return flags;
}

}  // namespace ashore::verdicts
