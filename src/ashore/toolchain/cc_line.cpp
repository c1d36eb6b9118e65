// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/cc_line.h"

#include <algorithm>
#include <span>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/toolchain/cc_reading.h"
#include "ashore/toolchain/response_files.h"

namespace ashore {

bool tests_options(const CcLine& line) {
  return std::ranges::any_of(line.words, [](const std::string& word) {
    return word == "-Werror=unknown-warning-option" ||
           word == "-Werror=unused-command-line-argument";
  });
}

std::string left_out_message(std::string_view option, const CcTarget& target) {
  return "option `" + printable(option) + "` is not supported within the floor of " + target.triple;
}

Expected<CcLine> read_cc_line(const std::vector<std::string>& words, bool called_as_cxx,
                              const CcTarget& target, const ReadFile& read_response_file) {
  TRY_ASSIGN(std::vector<std::string> expanded, expand_response_files(words, read_response_file));
  CcReading reading(called_as_cxx, target);
  std::span<const std::string> rest = expanded;
  while (!rest.empty() && rest.front() != "--") {
    TRY_ASSIGN(std::size_t taken, reading.take(rest));
    rest = rest.subspan(taken);
  }
  if (!rest.empty()) rest = rest.subspan(1);
  for (const std::string& input : rest) reading.add_input(input);
  return std::move(reading).finished();
}

}  // namespace ashore
