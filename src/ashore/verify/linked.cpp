// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/linked.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "ashore/base/text.h"
#include "ashore/device/loader_name.h"
#include "ashore/verify/libraries_wanted.h"
#include "ashore/verify/library_search.h"

namespace ashore::verify {

namespace {

constexpr std::size_t most_objects = 256;
constexpr std::size_t most_wanted = 512;

// musl's loader is libc itself and answers for these names without a file (ldso/dynlink.c,
// load_library).
bool is_built_into_musl(std::string_view library) {
  constexpr std::array<std::string_view, 7> names = {"libc.",  "libpthread.", "librt.",  "libm.",
                                                     "libdl.", "libutil.",    "libxnet."};
  return std::ranges::any_of(names,
                             [&](std::string_view known) { return library.starts_with(known); });
}

enum class Fit { fits, passed_over, stumbled_over, unclear };

struct Judged {
  Fit fit = Fit::fits;
  std::string why;
  ElfFacts facts;
};

// glibc's elf/dl-load.c, open_verify: another class or machine is passed over, other bytes are the
// end. musl maps what it finds first, and uClibc goes on looking whatever is wrong.
Judged judged(Libc libc, std::string_view bytes, const ElfFacts& program) {
  std::span<const std::byte> file = std::as_bytes(std::span(bytes));
  Fit stranger = libc == Libc::musl ? Fit::stumbled_over : Fit::passed_over;
  Fit garbage = libc == Libc::uclibc ? Fit::passed_over : Fit::stumbled_over;
  if (!bytes.starts_with("\x7f"
                         "ELF"))
    return {garbage, "is no ELF file", {}};
  // Our own reader may be stricter than the loader.
  Expected<ElfFacts> facts = elf::read(file);
  if (!facts) return {Fit::unclear, "is damaged: " + facts.error().message(), {}};
  if (facts->bits != program.bits) return {stranger, "is for another word size", {}};
  if (facts->endian != program.endian) return {garbage, "has the other byte order", {}};
  if (facts->machine != program.machine || facts->abi != program.abi)
    return {stranger, "is for another machine", {}};
  if (facts->type != ElfType::shared) return {garbage, "is no shared library", {}};
  return {Fit::fits, "", *std::move(facts)};
}

class Linking {
 public:
  Linking(Libc libc, std::span<const std::byte> file, const ElfFacts& facts, std::string directory,
          const LibraryFiles& have)
      : search_(libc, *facts.interpreter, facts, have), have_(have),
        directory_(std::move(directory)) {
    linkage_.libc = libc;
    linkage_.objects.push_back({"", "", 0, file, facts});
  }

  Linkage made() && {
    if (!has_settings()) return std::move(linkage_);
    add_interpreter();
    // Nobody looks for libraries then.
    if (!linkage_.missing.empty()) return std::move(linkage_);
    for (std::size_t i = 0; i < linkage_.objects.size(); ++i) {
      // A copy: the list grows meanwhile.
      std::vector<std::string> needed = linkage_.objects[i].facts.needed;
      for (const std::string& name : needed) add(name, i);
    }
    return std::move(linkage_);
  }

 private:
  // Where the loader looks must be known before anything is looked for.
  bool has_settings() {
    for (const std::string& path : search_.settings())
      if (!have_.contains(path)) linkage_.wanted.push_back({path});
    return linkage_.wanted.empty();
  }

  const ElfFacts& program() const { return linkage_.objects.front().facts; }

  void add_interpreter() {
    const std::string& path = search_.interpreter();
    const auto found = have_.find(path);
    if (found == have_.end()) return;
    if (!found->second) {
      linkage_.missing.push_back({path, 0, "", true});
      return;
    }
    Judged loader = judged(linkage_.libc, *found->second, program());
    if (loader.fit == Fit::fits) {
      keep(path, path.substr(path.rfind('/') + 1), 0, *found->second, std::move(loader.facts));
    } else {
      linkage_.missing.push_back({path, 0, path + " " + loader.why, loader.fit != Fit::unclear});
    }
  }

  void keep(const std::string& path, const std::string& name, std::size_t asked_by,
            const std::string& bytes, ElfFacts facts) {
    linkage_.objects.push_back(
        {path, name, asked_by, std::as_bytes(std::span(bytes)), std::move(facts)});
  }

  bool is_here(const std::string& name) const {
    return std::ranges::any_of(linkage_.objects, [&](const Linked& object) {
      return object.name == name || (object.facts.soname == name && !object.path.empty());
    });
  }

  bool is_asked(const std::string& name) const {
    return std::ranges::find(linkage_.missing, name, &NotFound::name) != linkage_.missing.end() ||
           std::ranges::find(asked_, name) != asked_.end();
  }

  std::vector<Asker> askers(std::size_t first) const {
    std::vector<Asker> chain;
    for (std::size_t i = first;; i = linkage_.objects[i].asked_by) {
      const Linked& object = linkage_.objects[i];
      std::string directory = i == 0 ? directory_ : object.path.substr(0, object.path.rfind('/'));
      chain.push_back({&object.facts, std::move(directory)});
      if (i == 0) return chain;
    }
  }

  void add(const std::string& name, std::size_t asked_by) {
    if (is_here(name) || is_asked(name)) return;
    if (linkage_.libc == Libc::musl && is_built_into_musl(name)) return;
    if (linkage_.objects.size() >= most_objects || linkage_.wanted.size() >= most_wanted) {
      linkage_.missing.push_back({name, asked_by, "more libraries than we follow", false});
      return;
    }
    Search search = search_.candidates(name, askers(asked_by));
    for (std::size_t i = 0; i < search.paths.size(); ++i) {
      const auto found = have_.find(search.paths[i]);
      if (found == have_.end()) {
        linkage_.wanted.emplace_back(search.paths.begin() + static_cast<std::ptrdiff_t>(i),
                                     search.paths.end());
        asked_.push_back(name);
        return;
      }
      if (found->second && take(name, asked_by, found->first, *found->second)) return;
    }
    linkage_.missing.push_back({name, asked_by, "", search.everywhere});
  }

  // Whether the search ends here.
  bool take(const std::string& name, std::size_t asked_by, const std::string& path,
            const std::string& bytes) {
    Judged library = judged(linkage_.libc, bytes, program());
    if (library.fit == Fit::passed_over) return false;
    if (library.fit == Fit::fits) {
      keep(path, name, asked_by, bytes, std::move(library.facts));
    } else {
      linkage_.missing.push_back(
          {name, asked_by, path + " " + library.why, library.fit != Fit::unclear});
    }
    return true;
  }

  LibrarySearch search_;
  const LibraryFiles& have_;
  std::string directory_;
  Linkage linkage_;
  std::vector<std::string> asked_;  // names that wait for an answer
};

}  // namespace

std::optional<Linkage> linkage_of(std::span<const std::byte> file, const ElfFacts& facts,
                                  const std::string& directory, const LibraryFiles& have) {
  if (!facts.interpreter) return std::nullopt;
  std::optional<Libc> libc = libc_of_loader(*facts.interpreter);
  if (!libc || !facts.interpreter->starts_with('/')) return std::nullopt;
  return Linking(*libc, file, facts, directory, have).made();
}

std::vector<std::vector<std::string>> libraries_wanted(std::span<const std::byte> file,
                                                       const ElfFacts& facts,
                                                       const std::string& directory,
                                                       const LibraryFiles& have) {
  std::optional<Linkage> linkage = linkage_of(file, facts, directory, have);
  return linkage ? std::move(linkage->wanted) : std::vector<Alternatives>{};
}

}  // namespace ashore::verify
