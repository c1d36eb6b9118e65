// SPDX-License-Identifier: Apache-2.0
// Compiles the libraries of the sysroot whole, for one target after the other, and prints which
// object defines and needs what: data/sysroot/members.tsv.
//   ashore_sysroot_table CLANG MUSL_TREE LLVM_TREE STORE TRIPLE...
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "ashore/base/text.h"
#include "ashore/choose/choose.h"
#include "ashore/elf/archive.h"
#include "ashore/elf/elf.h"
#include "ashore/elf/symbols.h"
#include "ashore/host/files.h"
#include "ashore/sysroot/sysroot.h"
#include "ashore/target/compilers.h"

using namespace ashore;

namespace {

struct Row {
  std::set<std::string> defines, needs;
};
using Rows = std::map<std::string, Row>;

// What others may ask a C++ object for. The rest of what it defines are copies of inline functions,
// which each object that calls them has itself.
bool is_for_others(const elf::Symbol& symbol) {
  return symbol.binding == elf::SymbolBinding::global || !symbol.is_hidden;
}

Expected<void> add_archive(const std::filesystem::path& file, Rows& rows) {
  TRY_ASSIGN(std::string bytes, host::read_file(file));
  TRY_ASSIGN(std::vector<elf::ArchiveMember> members,
             elf::archive_members(std::as_bytes(std::span(bytes))));
  for (const elf::ArchiveMember& member : members) {
    TRY_ASSIGN(ElfFacts facts, elf::read(member.bytes));
    TRY_ASSIGN(elf::SymbolTable symbols, elf::static_symbols(member.bytes, facts));
    Row& row = rows[std::string(member.name.substr(0, member.name.size() - 2))];
    for (std::size_t i = 1; i < symbols.size(); ++i) {
      elf::Symbol symbol = symbols[i];
      if (symbol.binding == elf::SymbolBinding::local || symbol.name.empty()) continue;
      if (symbol.is_defined()) {
        if (is_for_others(symbol)) row.defines.insert(std::string(symbol.name));
      } else if (symbol.binding == elf::SymbolBinding::global) {
        row.needs.insert(std::string(symbol.name));
      }
    }
  }
  return {};
}

Expected<void> add_target(const std::string& triple, const sysroot::Ingredients& common,
                          host::Host& host, const store::Store& store, Rows& rows) {
  SilentReporter reporter;
  sysroot::Ingredients ingredients = common;
  TRY_ASSIGN(ingredients.choice, choose::for_triple(triple));
  ingredients.compiler.arguments = clang_flags(ingredients.choice);
  ingredients.compiler.arguments.insert(ingredients.compiler.arguments.begin(),
                                        "--target=" + clang_triple(ingredients.choice));
  TRY_ASSIGN(sysroot::Sysroot sysroot,
             sysroot::Sysroot::open(std::move(ingredients), host, store, reporter));
  TRY(sysroot.provide_everything());
  for (const char* library : {"libc.a", "libgcc.a", "libgcc_eh.a", "libc++abi.a", "libc++.a"})
    TRY(add_archive(sysroot.root() / "usr/lib" / library, rows));
  return {};
}

std::string listed(const std::set<std::string>& names) {
  return joined(std::vector<std::string>(names.begin(), names.end()), " ");
}

Expected<void> make(const std::vector<std::string>& words) {
  auto runner = host::system_process_runner();
  host::Host host{*runner, {{"PATH", "/usr/bin:/bin"}}, {}};
  TRY_ASSIGN(store::Store store, store::Store::open(words[3]));
  sysroot::Ingredients common;
  common.compiler.clang = words[0];
  common.musl = [&]() -> Expected<std::filesystem::path> { return words[1]; };
  common.llvm = [&]() -> Expected<std::filesystem::path> { return words[2]; };
  common.musl_version = common.llvm_version = "table";
  Rows rows;
  for (std::size_t i = 4; i < words.size(); ++i) {
    Expected<void> added = add_target(words[i], common, host, store, rows);
    if (!added) return Failure(std::move(added).error().while_doing(words[i]));
  }
  // What nobody here defines is the linker's or the program's own.
  std::set<std::string> defined;
  for (const auto& [member, row] : rows) defined.insert(row.defines.begin(), row.defines.end());
  for (auto& [member, row] : rows)
    std::erase_if(row.needs, [&](const std::string& name) { return !defined.contains(name); });
  for (const auto& [member, row] : rows)
    fmt::print("{}\t{}\t{}\n", member, listed(row.defines), listed(row.needs));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 5) {
    fmt::print(stderr, "usage: ashore_sysroot_table CLANG MUSL_TREE LLVM_TREE STORE TRIPLE...\n");
    return 2;
  }
  Expected<void> made = make(words);
  if (made) return 0;
  fmt::print(stderr, "error: {} ({})\n", made.error().message(),
             joined(made.error().steps(), ", "));
  return 1;
}
