// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/start_files.h"

#include <array>
#include <string_view>
#include <system_error>

#include "ashore/base/assert.h"
#include "ashore/host/files.h"
#include "ashore/provision/c_sysroot.h"

namespace ashore::provision {

namespace {

struct Row {
  std::string_view rust_name, architecture, musl_directory, gcc_directory;
};

// armel's musl is made for ARMv5TE without FPU, so it suits every soft-float target from there on;
// where v7 needs other instructions (barriers, the thread pointer), musl looks at AT_HWCAP as it
// runs. armhf's is made for ARMv7 with VFPv3-D16, hence no row for ARMv6 with an FPU. mipsel's is
// made for an FPU while Rust's target is soft-float; the two cannot be linked.
constexpr std::array rows = {
    Row{"aarch64-unknown-linux-musl", "arm64", "aarch64-linux-musl", "aarch64-linux-gnu"},
    Row{"arm-unknown-linux-musleabi", "armel", "arm-linux-musleabi", "arm-linux-gnueabi"},
    Row{"armv5te-unknown-linux-musleabi", "armel", "arm-linux-musleabi", "arm-linux-gnueabi"},
    Row{"armv7-unknown-linux-musleabi", "armel", "arm-linux-musleabi", "arm-linux-gnueabi"},
    Row{"armv7-unknown-linux-musleabihf", "armhf", "arm-linux-musleabihf", "arm-linux-gnueabihf"},
    Row{"x86_64-unknown-linux-musl", "amd64", "x86_64-linux-musl", "x86_64-linux-gnu"},
};

Expected<void> copy_all(const std::vector<Copy>& copies, const std::filesystem::path& directory) {
  TRY(host::make_directories(directory));
  for (const Copy& copy : copies) {
    std::error_code error;
    std::filesystem::copy_file(copy.from, directory / copy.to, error);
    if (error) {
      return failure(ErrorKind::toolchain,
                     "cannot copy the start file `" + copy.from.string() + "`: " + error.message());
    }
  }
  return {};
}

// musl and LLVM's unwinder, for the floor. They may lie at any address, as rustc links them into
// programs of both kinds.
Expected<void> make_start_files(const TargetChoice& choice, const std::filesystem::path& directory,
                                host::Host& host, const store::Store& store, Reporter& reporter) {
  TRY_ASSIGN(Clang clang, find_clang_for(choice.triple, host, store));
  TRY_ASSIGN(sysroot::Sysroot sysroot, c_sysroot(choice, true, clang, host, store, reporter));
  constexpr std::array wanted = {sysroot::LibraryName::c, sysroot::LibraryName::unwind};
  TRY(sysroot.provide_whole(wanted));
  std::filesystem::path lib = sysroot.root() / "usr/lib";
  std::vector<Copy> copies;
  for (const char* name : {"crt1.o", "Scrt1.o", "rcrt1.o", "libc.a"})
    copies.push_back({lib / name, name});
  copies.push_back({lib / "libgcc_eh.a", "libunwind.a"});
  TRY(copy_all(copies, directory));
  // rustc names these, and musl has no use for what GCC's hold. An archive without members is
  // nothing to every linker, for every machine.
  for (const char* name :
       {"crti.o", "crtn.o", "crtbegin.o", "crtbeginS.o", "crtend.o", "crtendS.o"})
    TRY(host::write_file(directory / name, "!<arch>\n"));
  return {};
}

}  // namespace

std::optional<StartFiles> start_files_of(const Triple& triple) {
  std::string name = rust_name(triple);
  for (const Row& row : rows) {
    if (row.rust_name != name) continue;
    return StartFiles{name, std::string(row.architecture), std::string(row.musl_directory),
                      std::string(row.gcc_directory)};
  }
  return std::nullopt;
}

bool has_start_files(const Triple& triple) {
  bool can_be_made =
      triple.libc == Libc::musl && !sysroot::musl_architecture(triple.machine).empty();
  return can_be_made || start_files_of(triple).has_value();
}

std::vector<packages::Package> packages_of(const StartFiles& files) {
  // GCC 12's libgcc_eh needs _dl_find_object, which only glibc has; 11's walks dl_iterate_phdr.
  return {{"musl-dev", files.architecture}, {"libgcc-11-dev", files.architecture}};
}

std::vector<Copy> copies_of(const StartFiles& files, const std::filesystem::path& musl,
                            const std::filesystem::path& gcc) {
  std::filesystem::path libc = musl / "usr/lib" / files.musl_directory;
  std::filesystem::path compiler = gcc / "usr/lib/gcc" / files.gcc_directory / "11";
  std::vector<Copy> copies;
  for (const char* name : {"crt1.o", "Scrt1.o", "rcrt1.o", "crti.o", "crtn.o", "libc.a"}) {
    copies.push_back({libc / name, name});
  }
  for (const char* name : {"crtbegin.o", "crtbeginS.o", "crtend.o", "crtendS.o"}) {
    copies.push_back({compiler / name, name});
  }
  // Rust's std asks for -lunwind by this name; the code in it is the same interface.
  copies.push_back({compiler / "libgcc_eh.a", "libunwind.a"});
  return copies;
}

std::vector<std::string> unwinder_arguments(const Triple& triple) {
  // ARM's unwinder reads its own tables and takes no locks; LLVM's asks for no weak symbols.
  if (triple.machine.arch == Arch::arm || !start_files_of(triple)) return {};
  // libgcc_eh sees by a weak symbol that there are threads and then calls these through weak ones,
  // which fetch nothing out of a static libc.a: the first panic would jump to address 0.
  std::vector<std::string> arguments;
  for (const char* name : {"pthread_once", "pthread_mutex_lock", "pthread_mutex_unlock"}) {
    arguments.push_back(std::string("-Clink-arg=--undefined=") + name);
  }
  return arguments;
}

Expected<void> place_start_files(const TargetChoice& choice, const std::filesystem::path& directory,
                                 host::Host& host, const store::Store& store, Reporter& reporter) {
  std::optional<StartFiles> files = start_files_of(choice.triple);
  if (!files) return make_start_files(choice, directory, host, store, reporter);
  TRY_ASSIGN(std::vector<std::filesystem::path> unpacked,
             packages::unpacked(packages_of(*files), host, store, reporter, Stage::provision));
  ASHORE_ASSERT(unpacked.size() == 2, "one directory for each package that was asked for");
  return copy_all(copies_of(*files, unpacked[0], unpacked[1]), directory);
}

}  // namespace ashore::provision
