// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/kernel_headers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"

namespace ashore::provision {

namespace {

namespace fs = std::filesystem;

struct Row {
  std::array<Arch, 2> archs;
  std::string_view package, architecture, asm_directory;
};

// One row serves both byte orders, both sizes of pointers and all ABIs: the kernel has one set of
// headers an architecture, which ask the compiler. Debian's packages say so too: those of armel and
// armhf, of mips, mipsel, mips64el and n32, of i386, amd64 and x32, of powerpc, ppc64 and ppc64el
// are byte for byte the same (6.1.8-1cross2). What is called "cross" is for all architectures, and
// serves where Debian's release lacks one.
constexpr std::array rows = {
    Row{{Arch::arm, Arch::arm}, "linux-libc-dev", "armel", "usr/include/arm-linux-gnueabi"},
    Row{{Arch::arm, Arch::arm}, "linux-libc-dev", "armhf", "usr/include/arm-linux-gnueabihf"},
    Row{{Arch::aarch64, Arch::aarch64}, "linux-libc-dev", "arm64", "usr/include/aarch64-linux-gnu"},
    Row{{Arch::mips, Arch::mips64}, "linux-libc-dev", "mipsel", "usr/include/mipsel-linux-gnu"},
    Row{{Arch::mips, Arch::mips64},
        "linux-libc-dev-mipsel-cross",
        "amd64",
        "usr/mipsel-linux-gnu/include"},
    Row{{Arch::mips, Arch::mips64},
        "linux-libc-dev",
        "mips64el",
        "usr/include/mips64el-linux-gnuabi64"},
    Row{{Arch::x86, Arch::x86_64}, "linux-libc-dev", "amd64", "usr/include/x86_64-linux-gnu"},
    Row{{Arch::x86, Arch::x86_64}, "linux-libc-dev", "i386", "usr/include/i386-linux-gnu"},
    Row{{Arch::riscv32, Arch::riscv64},
        "linux-libc-dev-riscv64-cross",
        "amd64",
        "usr/riscv64-linux-gnu/include"},
    Row{{Arch::riscv32, Arch::riscv64},
        "linux-libc-dev",
        "riscv64",
        "usr/include/riscv64-linux-gnu"},
    Row{{Arch::powerpc, Arch::powerpc64},
        "linux-libc-dev",
        "ppc64el",
        "usr/include/powerpc64le-linux-gnu"},
    Row{{Arch::powerpc, Arch::powerpc64},
        "linux-libc-dev-powerpc-cross",
        "amd64",
        "usr/powerpc-linux-gnu/include"},
    Row{{Arch::loongarch64, Arch::loongarch64},
        "linux-libc-dev",
        "loong64",
        "usr/include/loongarch64-linux-gnu"},
};

Expected<void> copy_directory(const fs::path& from, const fs::path& to) {
  std::error_code error;
  // Links are followed: younger packages keep asm/ elsewhere.
  fs::copy(from, to, fs::copy_options::recursive, error);
  if (!error) return {};
  return failure(ErrorKind::toolchain,
                 "cannot copy the headers `" + from.string() + "`: " + error.message());
}

// The directory that holds linux/ beside or above asm/.
fs::path common_directory(const fs::path& unpacked, std::string_view asm_directory) {
  fs::path own = unpacked / asm_directory;
  std::error_code ignored;
  return fs::is_directory(own / "linux", ignored) ? own : own.parent_path();
}

Expected<fs::path> merged(const fs::path& unpacked, std::string_view asm_directory,
                          const store::Store& store) {
  // The entry's name tells package, architecture, version and content.
  std::string from = unpacked.filename().string();
  store::Key key{"kernel-headers", from.substr(0, from.rfind('-')),
                 sha256(fmt::format("merged, 1 {} {}", from, asm_directory))};
  return store.obtain(key, [&](const fs::path& directory) -> Expected<void> {
    fs::path common = common_directory(unpacked, asm_directory);
    for (const char* name :
         {"linux", "asm-generic", "drm", "misc", "mtd", "rdma", "scsi", "sound", "video", "xen"}) {
      std::error_code ignored;
      if (fs::is_directory(common / name, ignored))
        TRY(copy_directory(common / name, directory / name));
    }
    TRY(copy_directory(unpacked / asm_directory / "asm", directory / "asm"));
    for (const char* proof : {"linux/futex.h", "asm/unistd.h", "asm-generic/errno.h"}) {
      std::error_code ignored;
      if (!fs::is_regular_file(directory / proof, ignored))
        return failure(ErrorKind::toolchain,
                       fmt::format("the package {} has no `{}`", from, proof));
    }
    return {};
  });
}

}  // namespace

std::vector<HeaderPackage> header_packages(Arch arch) {
  std::vector<HeaderPackage> found;
  for (const Row& row : rows) {
    if (std::ranges::find(row.archs, arch) == row.archs.end()) continue;
    found.push_back({{std::string(row.package), std::string(row.architecture)}, row.asm_directory});
  }
  return found;
}

Expected<fs::path> kernel_headers(const Triple& triple, host::Host& host, const store::Store& store,
                                  Reporter& reporter) {
  std::vector<std::string> reasons;
  for (const HeaderPackage& row : header_packages(triple.machine.arch)) {
    Expected<std::vector<fs::path>> unpacked =
        packages::unpacked({row.package}, host, store, reporter, Stage::provision);
    if (unpacked) return merged(unpacked->front(), row.asm_directory, store);
    if (unpacked.error().kind() != ErrorKind::toolchain)
      return Failure(std::move(unpacked).error());
    reasons.push_back(unpacked.error().message());
  }
  return Failure(
      Error(
          ErrorKind::toolchain,
          fmt::format("there are no kernel headers for {} in the distribution's archive, and those "
                      "of another architecture would be wrong: {}",
                      in_words(triple.machine.arch),
                      reasons.empty() ? "Debian has no such architecture" : joined(reasons, "; ")))
          .hint(
              "check the network with `apt-get update`; a younger Debian has more architectures"));
}

}  // namespace ashore::provision
