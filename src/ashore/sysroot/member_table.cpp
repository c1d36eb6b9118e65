// SPDX-License-Identifier: Apache-2.0
#include "ashore/sysroot/member_table.h"

#include <fmt/format.h>

#include "ashore/base/text.h"
#include "embedded/sysroot_members.h"

namespace ashore::sysroot {

Expected<MemberTable> MemberTable::parse(std::string_view text) {
  MemberTable table;
  std::size_t number = 0;
  for (std::string_view line : lines(text)) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() != 3 || fields[0].empty()) {
      return failure(ErrorKind::bad_input,
                     fmt::format("line {} of the table of members has {} fields, not 3", number,
                                 fields.size()));
    }
    table.rows_[fields[0]] = {words(fields[1]), words(fields[2])};
  }
  for (const auto& [member, row] : table.rows_) {
    for (std::string_view symbol : row.defines) table.owners_.emplace(symbol, member);
  }
  return table;
}

const MemberTable& MemberTable::built_in() {
  // What is embedded lives as long as the program.
  static const MemberTable table = [] {
    Expected<MemberTable> parsed = parse(embedded::sysroot_members);
    return parsed ? *std::move(parsed) : MemberTable();
  }();
  return table;
}

std::set<std::string> MemberTable::needed_for(const std::set<std::string>& symbols) const {
  std::set<std::string> members;
  std::vector<std::string_view> asked(symbols.begin(), symbols.end());
  while (!asked.empty()) {
    auto owner = owners_.find(asked.back());
    asked.pop_back();
    if (owner == owners_.end()) continue;
    if (!members.insert(std::string(owner->second)).second) continue;
    const Row& row = rows_.find(owner->second)->second;
    asked.insert(asked.end(), row.needs.begin(), row.needs.end());
  }
  return members;
}

}  // namespace ashore::sysroot
