// SPDX-License-Identifier: Apache-2.0
#include "ashore/base/expected.h"

namespace ashore {

std::string_view name(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::usage: return "usage";
  case ErrorKind::config: return "config";
  case ErrorKind::host: return "host";
  case ErrorKind::network: return "network";
  case ErrorKind::device: return "device";
  case ErrorKind::toolchain: return "toolchain";
  case ErrorKind::build: return "build";
  case ErrorKind::bad_input: return "bad_input";
  case ErrorKind::cancelled: return "cancelled";
  case ErrorKind::bug: return "bug";
  }
  return "bug";
}

}  // namespace ashore
