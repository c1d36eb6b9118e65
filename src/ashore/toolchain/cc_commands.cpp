// SPDX-License-Identifier: Apache-2.0
#include "ashore/toolchain/cc_commands.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ashore/target/compilers.h"
#include "ashore/toolchain/floor_options.h"

namespace ashore {

namespace {

using Words = std::vector<std::string>;

void append(Words& words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
}

bool has_word(const CcLine& line, std::string_view word) {
  return std::ranges::find(line.words, word) != line.words.end();
}
bool has_beginning(const CcLine& line, std::string_view beginning) {
  return std::ranges::any_of(line.words,
                             [&](const std::string& word) { return word.starts_with(beginning); });
}

// What the user's own words may still change.
Words first_words(const CcLine& line, const CcTarget& target) {
  Words words = {"--target=" + clang_triple(target.choice)};
  if (target.sysroot.empty()) {
    words.emplace_back("-nostdlibinc");
  } else {
    // clang finds usr/include there by itself, before its own headers for musl and after them for
    // glibc, as each of the two wants it. libc++ it would look for beside itself: the host's.
    words.push_back("--sysroot=" + target.sysroot.string());
    if (line.is_cxx) words.push_back("-stdlib++-isystem" + cxx_header_directory(target).string());
  }
  // A clang.cfg of the host's is about the host.
  if (clang_major(target) >= 16) words.emplace_back("--no-default-config");
  // GCC says nothing of -lm beside -c and of -Wno-... that it does not know, and the option that
  // clang has no use for is no reason to fail a build with -Werror.
  if (!tests_options(line)) words.emplace_back("-Qunused-arguments");
  words.emplace_back("-Wno-unknown-warning-option");
  words.emplace_back("-Wno-ignored-optimization-argument");
  words.emplace_back("-Wno-deprecated-ofast");
  // Distributions differ in what they build without a word.
  words.emplace_back("-fno-pie");
  append(words, floor_flags(target.choice).first);
  return words;
}

Words compiler_words(const CcLine& line, const CcTarget& target) {
  Words words = first_words(line, target);
  append(words, line.words);
  append(words, floor_flags(target.choice).last);
  return words;
}

void append_source(Words& words, const CcSource& source, std::string& language) {
  if (source.language != language) {
    words.emplace_back("-x");
    words.push_back(source.language.empty() ? "none" : source.language);
    language = source.language;
  }
  // clang would take such a name for an option.
  std::string path = source.path.string();
  words.push_back(path.size() > 1 && path[0] == '-' ? "./" + path : path);
}

// GCC names the file after both, and the object after the source: the temporary object has a name
// that no Makefile knows.
void append_dependency_words(Words& words, const CcLine& line, const CcSource& source) {
  bool writes = has_word(line, "-MD") || has_word(line, "-MMD");
  if (!writes) return;
  std::string stem = source.path.stem().string();
  if (!has_beginning(line, "-MF")) {
    words.emplace_back("-MF");
    std::filesystem::path output = link_output(line);
    output.replace_filename(output.stem().string() + "-" + stem + ".d");
    words.push_back(output.string());
  }
  if (!has_beginning(line, "-MT") && !has_beginning(line, "-MQ")) {
    words.emplace_back("-MT");
    words.push_back(stem + ".o");
  }
}

}  // namespace

std::vector<std::string> clang_words(const CcLine& line, const CcTarget& target) {
  Words words = compiler_words(line, target);
  if (line.output) append(words, {"-o", line.output->string()});
  std::string language;
  for (const CcSource& source : line.sources) append_source(words, source, language);
  // Without a source clang says itself what it thinks of `-c a.o`.
  if (line.sources.empty()) {
    for (const std::filesystem::path& object : line.objects) words.push_back(object.string());
  }
  return words;
}

std::vector<std::string> clang_words_of_source(const CcLine& line, const CcTarget& target,
                                               const CcSource& source,
                                               const std::filesystem::path& object) {
  Words words = compiler_words(line, target);
  append_dependency_words(words, line, source);
  append(words, {"-c", "-o", object.string()});
  std::string language;
  append_source(words, source, language);
  return words;
}

std::filesystem::path link_output(const CcLine& line) { return line.output.value_or("a.out"); }

}  // namespace ashore
