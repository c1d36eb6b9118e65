// SPDX-License-Identifier: Apache-2.0
#include "ashore/device/signature.h"

#include <algorithm>

#include "ashore/base/text.h"
#include "embedded/signature.h"

namespace ashore {

namespace {

// The flags of an x86 core take 1,500 bytes; a line far beyond that is no /proc/cpuinfo.
constexpr std::size_t longest_line = 8000;

bool survives_a_shell(char c) {
  // `echo` of some shells turns "\n" into a line end.
  return c >= ' ' && c <= '~' && c != '\\';
}

}  // namespace

std::string_view signature_script() { return embedded::signature; }

std::string signature_of(std::string_view line) {
  line = trimmed(line);
  if (!line.starts_with("1|") || line.size() > longest_line) return {};
  if (line == "1|||") return {};  // /proc is not there: every such device would look the same
  if (!std::ranges::all_of(line, survives_a_shell)) return {};
  return std::string(line);
}

std::string shipment_key(const Digest& digest, std::string_view signature) {
  std::string both = hex(digest) + "\n" + std::string(signature);
  return hex(sha256(both)).substr(0, 16);
}

}  // namespace ashore
