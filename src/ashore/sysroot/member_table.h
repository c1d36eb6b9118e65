// SPDX-License-Identifier: Apache-2.0
// Which objects of the libraries a program needs, told before any of them is compiled. The table
// was made from complete builds (scripts/sysroot/make_table.sh) and holds for all architectures at
// once: where an architecture lacks a member or a symbol, nobody asks for it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"

namespace ashore::sysroot {

class MemberTable {
 public:
  // Lines of "member<TAB>symbols that it defines<TAB>symbols that it needs", blanks between
  // symbols; '#' begins a comment. `text` must outlive the table.
  static Expected<MemberTable> parse(std::string_view text);
  // The table of musl 1.2.3 and of LLVM 19's runtimes.
  static const MemberTable& built_in();

  // The members that define one of the symbols, those that these need, and so on. Where several
  // define a symbol, the first by name counts, as it does in an archive of all of them: a linker
  // finds in a part of the library what it would have found in the whole.
  std::set<std::string> needed_for(const std::set<std::string>& symbols) const;

  bool defines(std::string_view symbol) const { return owners_.contains(symbol); }
  std::optional<std::string_view> owner_of(std::string_view symbol) const {
    auto owner = owners_.find(symbol);
    if (owner == owners_.end()) return std::nullopt;
    return owner->second;
  }

 private:
  struct Row {
    std::vector<std::string_view> defines, needs;
  };
  std::map<std::string_view, Row> rows_;
  std::map<std::string_view, std::string_view> owners_;  // symbol -> the first member
};

}  // namespace ashore::sysroot
