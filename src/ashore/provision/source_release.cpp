// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/source_release.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <set>

namespace ashore::provision {

namespace {

// The digests of upstream's files are as Homebrew, LibreELEC and Chimera pin them; Debian's as its
// signed index names them. Debian repacks LLVM, without files that it may not distribute.
constexpr std::array musl_archives = {
    KnownArchive{"musl-1.2.3.tar.gz",
                 "7d5b0b6062521e4627e099e4c9dc8248d32a30285e959b7eecaa780cf8cfd4a4",
                 "https://musl.libc.org/releases/musl-1.2.3.tar.gz"},
};
constexpr std::array llvm_archives = {
    KnownArchive{"llvm-project-19.1.7.src.tar.xz",
                 "82401fea7b79d0078043f7598b835284d6650a75b93e64b6f761ea7b63097501",
                 "https://github.com/llvm/llvm-project/releases/download/llvmorg-19.1.7/"
                 "llvm-project-19.1.7.src.tar.xz"},
    KnownArchive{"llvm-toolchain-19_19.1.7.orig.tar.xz",
                 "ae498f3bc58ae2d9f64ef5f0c035c4240152bf015a5b7738b15c22e93bdc97ce",
                 {}},
};
constexpr std::array<std::string_view, 3> musl_proofs = {"src/string/memcpy.c", "include/stdio.h",
                                                         "arch/arm/bits/alltypes.h.in"};
// No more than C needs: who has only compiler-rt and libunwind can build C.
constexpr std::array<std::string_view, 2> llvm_proofs = {"compiler-rt/lib/builtins/divdi3.c",
                                                         "libunwind/src/UnwindLevel1.c"};

constexpr SourceRelease musl = {SourceName::musl, "musl",        "1.2.3",
                                "musl",           musl_archives, musl_proofs};
constexpr SourceRelease llvm = {SourceName::llvm_runtimes, "llvm-runtimes", "19.1.7",
                                "llvm-toolchain-19",       llvm_archives,   llvm_proofs};

// In the order of their names, which is a part's own order too.
constexpr std::array<std::string_view, 5> llvm_parts = {"cmake", "compiler-rt", "libcxx",
                                                        "libcxxabi", "libunwind"};

// Each dot is followed by a digit, which "1.2.3-1.debian" and "1.2.3.tar.gz.asc" do not keep.
bool is_version(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  if (text.find_first_not_of("0123456789.abcdefghijklmnopqrstuvwxyz~+-") != std::string_view::npos)
    return false;
  bool at_start = true;
  for (char c : text) {
    if (at_start && digits.find(c) == std::string_view::npos) return false;
    at_start = c == '.';
  }
  return !at_start;
}

// The version behind one of the prefixes.
std::optional<std::string> version_behind(std::string_view stem,
                                          std::span<const std::string_view> prefixes) {
  for (std::string_view prefix : prefixes) {
    if (stem.starts_with(prefix) && is_version(stem.substr(prefix.size())))
      return std::string(stem.substr(prefix.size()));
  }
  return std::nullopt;
}

bool strip(std::string_view& text, std::string_view ending) {
  if (!text.ends_with(ending)) return false;
  text.remove_suffix(ending.size());
  return true;
}

constexpr std::array<std::string_view, 2> musl_prefixes = {"musl-", "musl_"};
// GitHub calls the archive of a tag by the tag, and the directory in it by project and tag.
constexpr std::array<std::string_view, 3> llvm_prefixes = {"llvm-project-llvmorg-", "llvm-project-",
                                                           "llvmorg-"};

// "llvm-toolchain-19_19.1.7" as Debian calls its archive, "llvm-toolchain-19-19.1.7" the directory.
std::optional<std::string> debian_llvm_version(std::string_view stem) {
  constexpr std::string_view prefix = "llvm-toolchain-";
  if (!stem.starts_with(prefix)) return std::nullopt;
  stem.remove_prefix(prefix.size());
  std::size_t digits = stem.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos) return std::nullopt;
  if ((stem[digits] != '_' && stem[digits] != '-') || !is_version(stem.substr(digits + 1)))
    return std::nullopt;
  return std::string(stem.substr(digits + 1));
}

std::optional<OfferedSource> offered_llvm(std::string_view stem, bool of_a_release, bool archive) {
  std::optional<std::string> version = version_behind(stem, llvm_prefixes);
  if (!version) version = debian_llvm_version(stem);
  if (version) return OfferedSource{*version, "", archive};
  if (!archive && stem == "llvm-project") return OfferedSource{"", "", archive};
  // Another libunwind, HP's, is called libunwind-1.6.2.tar.gz.
  if (!of_a_release) return std::nullopt;
  for (std::string_view part : llvm_parts) {
    std::array prefixes = {std::string_view()};
    std::string prefix = std::string(part) + "-";
    prefixes[0] = prefix;
    if (std::optional<std::string> of_part = version_behind(stem, prefixes))
      return OfferedSource{*of_part, std::string(part), archive};
  }
  return std::nullopt;
}

std::string_view top_of(std::string_view path) { return path.substr(0, path.find('/')); }
std::string_view below_top(std::string_view path) {
  std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
}

bool is_wanted_of_llvm(std::string_view path) {
  if (path == "LICENSE.TXT") return true;
  std::string_view part = top_of(path), rest = below_top(path);
  if (std::ranges::find(llvm_parts, part) == llvm_parts.end() || rest.empty()) return false;
  if (part == "compiler-rt")
    return rest == "LICENSE.TXT" || rest.starts_with("lib/builtins/") ||
           rest.starts_with("include/");
  // 15,000 files that nothing is built from.
  constexpr std::array<std::string_view, 6> useless = {"test",  "docs", "benchmarks",
                                                       "utils", "fuzz", "www"};
  return std::ranges::find(useless, top_of(rest)) == useless.end();
}

}  // namespace

const SourceRelease& release_of(SourceName source) {
  return source == SourceName::musl ? musl : llvm;
}

std::optional<OfferedSource> offered_source(SourceName source, std::string_view file_name) {
  std::string_view stem = file_name;
  bool archive = false;
  for (std::string_view ending : {".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tar"}) {
    archive = strip(stem, ending);
    if (archive) break;
  }
  if (archive) strip(stem, ".orig");
  bool of_a_release = strip(stem, ".src");
  if (source == SourceName::llvm_runtimes) return offered_llvm(stem, of_a_release, archive);
  if (std::optional<std::string> version = version_behind(stem, musl_prefixes))
    return OfferedSource{*version, "", archive};
  if (!archive && stem == "musl") return OfferedSource{"", "", archive};
  return std::nullopt;
}

bool is_wanted(SourceName source, std::string_view path_in_tree) {
  if (source == SourceName::llvm_runtimes) return is_wanted_of_llvm(path_in_tree);
  return !path_in_tree.starts_with(".git/");
}

bool may_hold_wanted(SourceName source, std::string_view directory) {
  if (is_wanted(source, std::string(directory) + "/file")) return true;
  constexpr std::array<std::string_view, 2> above = {"compiler-rt", "compiler-rt/lib"};
  return source == SourceName::llvm_runtimes && std::ranges::find(above, directory) != above.end();
}

std::optional<std::string> place_in_tree(SourceName source, std::string_view part,
                                         std::string_view member) {
  std::string path(below_top(member));
  if (path.empty()) return std::nullopt;
  if (!part.empty()) path = std::string(part) + "/" + path;
  if (!is_wanted(source, path)) return std::nullopt;
  return path;
}

std::function<bool(std::string_view member)> end_of_wanted(SourceName source,
                                                           std::string_view part) {
  if (source != SourceName::llvm_runtimes || !part.empty())
    return [](std::string_view) { return false; };
  return [seen = std::set<std::string>()](std::string_view member) mutable {
    std::string top(top_of(below_top(member)));
    if (std::ranges::find(llvm_parts, top) == llvm_parts.end())
      return seen.size() == llvm_parts.size();
    seen.insert(std::move(top));
    return false;
  };
}

}  // namespace ashore::provision
