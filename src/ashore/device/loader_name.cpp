// SPDX-License-Identifier: Apache-2.0
#include "ashore/device/loader_name.h"

namespace ashore {

std::optional<Libc> libc_of_loader(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  if (name.starts_with("ld-musl-")) return Libc::musl;
  if (name.starts_with("ld-uClibc.") || name.starts_with("ld64-uClibc.")) return Libc::uclibc;
  if (name.starts_with("ld-linux") || name == "ld.so.1" || name.starts_with("ld64.so."))
    return Libc::glibc;
  return std::nullopt;
}

}  // namespace ashore
