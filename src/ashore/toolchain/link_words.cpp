// SPDX-License-Identifier: Apache-2.0
// The linker's half of cc_commands.h.
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "ashore/base/text.h"
#include "ashore/target/compilers.h"
#include "ashore/toolchain/cc_commands.h"

namespace ashore {

namespace {

using Words = std::vector<std::string>;

void append(Words& words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
}

Words kind_words(LinkKind kind, const LinkParts& parts) {
  Words loader;
  if (!parts.dynamic_linker.empty()) loader = {"-dynamic-linker", parts.dynamic_linker};
  Words words;
  switch (kind) {
  case LinkKind::object: return {"-r"};
  case LinkKind::shared: words = {"-shared"}; break;
  case LinkKind::static_program: words = {"-static"}; break;
  case LinkKind::static_pie:
    // rcrt1.o relocates the program itself, and only what is writable.
    words = {"-static", "-pie", "--no-dynamic-linker", "-z", "text"};
    break;
  case LinkKind::dynamic_pie:
    words = {"-pie"};
    append(words, loader);
    break;
  case LinkKind::dynamic_program: words = loader; break;
  }
  // The unwinder finds its tables by it, in static programs too.
  words.emplace_back("--eh-frame-hdr");
  return words;
}

// Names by which GCC's own libraries are asked for, and what stands for them here.
using Part = std::vector<std::string> LinkParts::*;
struct LibraryRow {
  std::string_view name;
  Part part;
};
constexpr std::array library_rows = {
    LibraryRow{"gcc", &LinkParts::runtime_libraries},
    LibraryRow{"gcc_s", &LinkParts::runtime_libraries},
    LibraryRow{"gcc_eh", &LinkParts::runtime_libraries},
    LibraryRow{"unwind", &LinkParts::runtime_libraries},
    LibraryRow{"atomic", &LinkParts::runtime_libraries},
    LibraryRow{"c", &LinkParts::libc_libraries},
    LibraryRow{"stdc++", &LinkParts::cxx_libraries},
    LibraryRow{"supc++", &LinkParts::cxx_libraries},
    LibraryRow{"stdc++fs", &LinkParts::cxx_libraries},
    LibraryRow{"c++", &LinkParts::cxx_libraries},
    LibraryRow{"c++abi", &LinkParts::cxx_libraries},
};

Words library_words(const std::string& name, const LinkParts& parts) {
  for (const LibraryRow& row : library_rows) {
    if (row.name == name && !(parts.*row.part).empty()) return parts.*row.part;
  }
  return {"-l" + name};
}

// "dir/libz.so.1" becomes "dir/libz.a". libtool makes both, and links its programs with the shared
// one; in a program that loads nothing only the other can be.
std::string static_library(const std::string& path) {
  std::size_t file = path.rfind('/') + 1;
  std::size_t ending = path.find(".so", file);
  if (ending == std::string::npos || path.compare(file, 3, "lib") != 0) return path;
  bool is_whole = ending + 3 == path.size() || path[ending + 3] == '.';
  return is_whole ? path.substr(0, ending) + ".a" : path;
}

Words item_words(const CcLine& line, const LinkParts& parts, LinkKind kind) {
  bool is_static = kind == LinkKind::static_program || kind == LinkKind::static_pie;
  Words words;
  std::size_t source = 0;
  for (const LinkItem& item : line.link) {
    switch (item.kind) {
    case LinkItemKind::source:
      if (source < parts.sources.size()) words.push_back(parts.sources[source].string());
      ++source;
      break;
    case LinkItemKind::library: append(words, library_words(item.text, parts)); break;
    case LinkItemKind::input:
      words.push_back(is_static ? static_library(item.text) : item.text);
      break;
    case LinkItemKind::word: words.push_back(item.text); break;
    }
  }
  return words;
}

// In one group, for each may need the others: libc the builtins, the unwinder libc.
Words default_libraries(const CcLine& line, const CcTarget& target, const LinkParts& parts) {
  Words words;
  if (line.links_cxx) append(words, parts.cxx_libraries);
  // In glibc before 2.34 threads are a library of their own.
  if (line.uses_threads && target.choice.triple.libc == Libc::glibc && !line.no_libc)
    words.emplace_back("-lpthread");
  append(words, parts.runtime_libraries);
  if (!line.no_libc) append(words, parts.libc_libraries);
  if (words.empty()) return words;
  words.insert(words.begin(), "--start-group");
  words.emplace_back("--end-group");
  return words;
}

// What was compiled to bitcode becomes code in the linker: it has its own words for the floor.
Words lto_words(const CcLine& line, const CcTarget& target) {
  bool uses_lto = false;
  char level = '\0';
  for (const std::string& word : line.words) {
    if (word.starts_with("-flto")) uses_lto = true;
    if (word == "-fno-lto") uses_lto = false;
    if (word.size() == 3 && word.starts_with("-O")) level = word[2];
    if (word == "-O") level = '1';
  }
  if (!uses_lto) return {};
  Words words = {"--plugin-opt=mcpu=" + llvm_cpu(target.choice)};
  std::vector<std::string> attributes = llvm_attributes(target.choice);
  if (!attributes.empty()) append(words, {"-mllvm", "-mattr=" + joined(attributes, ",")});
  if (level >= '0' && level <= '3') words.push_back(std::string("--lto-O") + level);
  return words;
}

}  // namespace

LinkKind link_kind(const CcLine& line, const CcTarget& target) {
  if (line.is_relocatable) return LinkKind::object;
  if (line.is_shared) return LinkKind::shared;
  bool is_static = line.is_static || target.choice.linkage == Linkage::fully_static;
  if (line.is_static_pie || (is_static && line.is_pie)) return LinkKind::static_pie;
  if (is_static) return LinkKind::static_program;
  return line.is_pie ? LinkKind::dynamic_pie : LinkKind::dynamic_program;
}

std::vector<std::string> link_words(const CcLine& line, const CcTarget& target,
                                    const LinkParts& parts) {
  LinkKind kind = link_kind(line, target);
  bool is_object = kind == LinkKind::object;
  Words words;
  // lld takes it from the first object; a linker script or a binary file may come first.
  if (std::string emulation = gnu_ld_emulation(target.choice.triple.machine); !emulation.empty())
    append(words, {"-m", emulation});
  if (!target.sysroot.empty()) words.push_back("--sysroot=" + target.sysroot.string());
  append(words, kind_words(kind, parts));
  append(words, lto_words(line, target));
  append(words, {"-o", link_output(line).string()});
  if (!line.no_startfiles && !is_object) append(words, parts.start_files);
  append(words, item_words(line, parts, kind));
  if (!target.sysroot.empty()) words.push_back("-L" + library_directory(target).string());
  if (!line.no_defaultlibs && !is_object) append(words, default_libraries(line, target, parts));
  if (!line.no_startfiles && !is_object) append(words, parts.end_files);
  return words;
}

}  // namespace ashore
