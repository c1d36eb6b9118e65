// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/glibc_packages.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/packages/packages.h"

namespace ashore::provision {

namespace {

namespace fs = std::filesystem;

// Debian's ports. "cross" packages are for all architectures and serve where Debian's release lacks
// the port itself.
struct Row {
  Arch arch;
  Endian endian;
  FloatAbi float_abi;
  bool any_float_abi;
  std::string_view architecture, headers_package, headers, libraries_package, libraries;
};
constexpr std::array rows = {
    Row{Arch::arm, Endian::little, FloatAbi::soft, false, "armel", "libc6-dev", "usr/include",
        "libc6", ""},
    Row{Arch::arm, Endian::little, FloatAbi::hard, false, "armhf", "libc6-dev", "usr/include",
        "libc6", ""},
    Row{Arch::aarch64, Endian::little, FloatAbi::hard, true, "arm64", "libc6-dev", "usr/include",
        "libc6", ""},
    Row{Arch::mips, Endian::little, FloatAbi::hard, false, "mipsel", "libc6-dev", "usr/include",
        "libc6", ""},
    Row{Arch::x86, Endian::little, FloatAbi::hard, true, "i386", "libc6-dev", "usr/include",
        "libc6", ""},
    Row{Arch::x86_64, Endian::little, FloatAbi::hard, true, "amd64", "libc6-dev", "usr/include",
        "libc6", ""},
    Row{Arch::riscv64, Endian::little, FloatAbi::hard, true, "amd64", "libc6-dev-riscv64-cross",
        "usr/riscv64-linux-gnu/include", "libc6-riscv64-cross", "usr/riscv64-linux-gnu"},
};

Expected<Row> row_of(const Triple& triple) {
  const Machine& machine = triple.machine;
  auto row = std::ranges::find_if(rows, [&](const Row& known) {
    return known.arch == machine.arch && known.endian == machine.endian &&
           (known.any_float_abi || known.float_abi == machine.float_abi);
  });
  if (row != rows.end()) return *row;
  return Failure(
      Error(ErrorKind::toolchain, "the distribution has no glibc for " + to_string(triple.machine))
          .hint("choose a musl target: such a program needs no libc on the device"));
}

Expected<fs::path> unpacked(const Row& row, std::string_view package, host::Host& host,
                            const store::Store& store, Reporter& reporter) {
  TRY_ASSIGN(std::vector<fs::path> found,
             packages::unpacked({{std::string(package), std::string(row.architecture)}}, host,
                                store, reporter, Stage::provision));
  return found.front();
}

}  // namespace

Expected<fs::path> glibc_headers(const Triple& triple, host::Host& host, const store::Store& store,
                                 Reporter& reporter) {
  TRY_ASSIGN(Row row, row_of(triple));
  TRY_ASSIGN(fs::path root, unpacked(row, row.headers_package, host, store, reporter));
  return root / row.headers;
}

Expected<fs::path> glibc_libraries(const Triple& triple, host::Host& host,
                                   const store::Store& store, Reporter& reporter) {
  TRY_ASSIGN(Row row, row_of(triple));
  TRY_ASSIGN(fs::path root, unpacked(row, row.libraries_package, host, store, reporter));
  return row.libraries.empty() ? root : root / row.libraries;
}

}  // namespace ashore::provision
