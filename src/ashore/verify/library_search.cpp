// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/library_search.h"

#include <algorithm>

#include "ashore/base/text.h"

namespace ashore::verify {

namespace {

constexpr const char* cache_path = "/etc/ld.so.cache";
constexpr std::size_t most_directories = 64;  // of one list; nobody has so many
constexpr std::size_t longest_path = 4096;    // PATH_MAX

// A path that can be asked for in a line of its own.
bool can_be_asked(std::string_view path) {
  return path.starts_with('/') && path.size() < longest_path &&
         std::ranges::none_of(path, [](char c) { return c == '\n' || c == '\r' || c == '\0'; });
}

std::string in_directory(std::string_view directory, std::string_view name) {
  while (directory.size() > 1 && directory.ends_with('/')) directory.remove_suffix(1);
  if (directory == "/") return "/" + std::string(name);
  return std::string(directory) + "/" + std::string(name);
}

// The directories that glibc was built with stand in its loader one behind the other, each with its
// '/' and its NUL (elf/dl-load.c, system_dirs). The longest such row of names with "lib" is them.
std::vector<std::string> built_in_directories(std::string_view loader) {
  std::vector<std::string> best, row;
  std::size_t expected = 0;  // where the next one of the row would begin
  for (std::size_t at = loader.find("\0/", 0, 2); at != std::string_view::npos;
       at = loader.find("\0/", at, 2)) {
    std::size_t begin = at + 1;
    std::size_t end = loader.find('\0', begin);
    if (end == std::string_view::npos) break;
    std::string_view text = loader.substr(begin, end - begin);
    if (begin != expected) row.clear();
    bool is_directory = text.size() < 128 && text.ends_with('/') &&
                        text.find("lib") != std::string_view::npos && printable(text) == text;
    if (is_directory) {
      row.emplace_back(text);
      if (row.size() > best.size()) best = row;
      expected = end + 1;
    }
    at = end;
  }
  return best;
}

// glibc as its own project builds it: slibdir and libdir (sysdeps/unix/sysv/linux/*/configure).
std::vector<std::string> usual_directories(const ElfFacts& program) {
  if (program.abi == Abi::mips_n32) return {"/lib32", "/usr/lib32"};
  if (program.bits == 64) return {"/lib64", "/usr/lib64", "/lib", "/usr/lib"};
  return {"/lib", "/usr/lib"};
}

// sysdeps/generic/ldconfig.h: what an entry of the cache is for, beside "ELF for libc 6".
bool is_of_other_abi(const CachedLibrary& entry, const ElfFacts& program) {
  constexpr std::uint32_t required_mask = 0xff00, arm_hard = 0x0900, arm_soft = 0x0b00;
  std::uint32_t required = entry.kind & required_mask;
  if (program.arch != Arch::arm) return false;
  if (program.float_abi == FloatAbi::hard) return required == arm_soft;
  return required == arm_hard;
}

}  // namespace

LibrarySearch::LibrarySearch(Libc libc, std::string interpreter, const ElfFacts& program,
                             const LibraryFiles& have)
    : libc_(libc), interpreter_(std::move(interpreter)), program_(program), have_(have) {
  switch (libc_) {
  case Libc::glibc: read_glibc_settings(); break;
  case Libc::musl: read_musl_settings(); break;
  case Libc::uclibc:
    // ldso/ldso/dl-elf.c: beside the loader, then UCLIBC_RUNTIME_PREFIX with lib and usr/lib. Its
    // own cache has another form, which we do not read.
    directories_ = {interpreter_.substr(0, interpreter_.rfind('/')), "/lib", "/usr/lib"};
    settings_understood_ = !bytes_of(cache_path);
    break;
  }
}

std::optional<std::string> LibrarySearch::bytes_of(const std::string& path) const {
  const auto found = have_.find(path);
  if (found == have_.end() || !found->second) return std::nullopt;
  return *found->second;
}

void LibrarySearch::read_glibc_settings() {
  const auto loader = have_.find(interpreter_);
  if (loader != have_.end() && loader->second) directories_ = built_in_directories(*loader->second);
  if (directories_.empty()) directories_ = usual_directories(program_);
  const auto cache = have_.find(cache_path);
  if (cache == have_.end() || !cache->second) return;
  std::optional<std::vector<CachedLibrary>> entries = loader_cache(*cache->second, program_.endian);
  settings_understood_ = entries.has_value();
  if (entries) cache_ = *std::move(entries);
}

// ldso/dynlink.c: the prefix of the loader's own path, then /etc/ld-musl-ARCH.path.
std::string LibrarySearch::musl_path_file() const {
  std::size_t slash = interpreter_.rfind('/');
  std::string name = interpreter_.substr(slash + 1);
  std::string prefix = interpreter_.substr(0, slash);
  if (prefix.ends_with("/lib")) prefix.resize(prefix.size() - 4);
  return prefix + "/etc/" + name.substr(0, name.find(".so")) + ".path";
}

void LibrarySearch::read_musl_settings() {
  if (std::optional<std::string> list = bytes_of(musl_path_file())) {
    std::ranges::replace(*list, '\n', ':');
    for (std::string_view directory : split(*list, ':')) {
      if (directory.starts_with('/') && directories_.size() < most_directories)
        directories_.emplace_back(directory);
    }
    return;
  }
  directories_ = {"/lib", "/usr/local/lib", "/usr/lib"};
}

std::vector<std::string> LibrarySearch::settings() const {
  std::vector<std::string> paths = {interpreter_};
  paths.push_back(libc_ == Libc::musl ? musl_path_file() : cache_path);
  std::erase_if(paths, [](const std::string& path) { return !can_be_asked(path); });
  return paths;
}

// musl knows $ORIGIN alone and drops a list that names anything else; glibc also $LIB and
// $PLATFORM, which depend on how it was built and on the kernel.
std::string LibrarySearch::expanded(std::string_view entry, const Asker& asker,
                                    bool& understood) const {
  std::string result(entry);
  for (std::string_view token : {"${ORIGIN}", "$ORIGIN"}) {
    for (std::size_t at = result.find(token); at != std::string::npos;
         at = result.find(token, at + asker.directory.size())) {
      if (result.size() > longest_path) break;
      result.replace(at, token.size(), asker.directory);
    }
  }
  bool uses_origin = entry.find("ORIGIN") != std::string_view::npos;
  understood = result.find('$') == std::string::npos && result.starts_with('/') &&
               !(uses_origin && asker.directory.empty());
  return result;
}

void LibrarySearch::add_directories(const std::string& list, const Asker& asker,
                                    const std::string& name, Search& search) const {
  std::size_t count = 0;
  for (std::string_view entry : split(list, ':')) {
    if (++count > most_directories) {
      search.everywhere = false;
      return;
    }
    bool understood = true;
    std::string directory = expanded(entry, asker, understood);
    // An empty entry is the directory where the program is started.
    if (understood) {
      search.paths.push_back(in_directory(directory, name));
    } else {
      search.everywhere = false;
    }
  }
}

void LibrarySearch::add_own_paths(const std::string& name, const std::vector<Asker>& askers,
                                  Search& search) const {
  if (libc_ == Libc::musl) {
    // RUNPATH and RPATH are one to it, and count for all that the file brings.
    for (const Asker& asker : askers) {
      const ElfFacts& facts = *asker.facts;
      if (facts.runpath) {
        add_directories(*facts.runpath, asker, name, search);
      } else if (facts.rpath) {
        add_directories(*facts.rpath, asker, name, search);
      }
    }
    return;
  }
  // glibc, elf/dl-load.c: RPATH of all askers, unless the first has RUNPATH, which counts for it
  // alone. uClibc does the same with less.
  if (!askers.front().facts->runpath) {
    for (const Asker& asker : askers) {
      if (asker.facts->rpath && !asker.facts->runpath)
        add_directories(*asker.facts->rpath, asker, name, search);
    }
  } else {
    add_directories(*askers.front().facts->runpath, askers.front(), name, search);
  }
}

// Entries for some CPUs alone (glibc-hwcaps) are the same libraries made faster: where the loader
// takes one of them, the plain one stands for what it defines.
void LibrarySearch::add_cached(const std::string& name, Search& search) const {
  for (const CachedLibrary& entry : cache_) {
    if (entry.name == name && entry.hwcaps == 0 && !is_of_other_abi(entry, program_))
      search.paths.emplace_back(entry.path);
  }
}

Search LibrarySearch::candidates(const std::string& name, const std::vector<Asker>& askers) const {
  Search search;
  search.everywhere = settings_understood_;
  if (name.find('/') != std::string::npos) {
    bool understood = true;
    std::string path = expanded(name, askers.front(), understood);
    search.everywhere = understood;
    if (understood) search.paths.push_back(path);
  } else {
    add_own_paths(name, askers, search);
    add_cached(name, search);
    for (const std::string& directory : directories_)
      search.paths.push_back(in_directory(directory, name));
  }
  std::size_t before = search.paths.size();
  std::erase_if(search.paths, [](const std::string& path) { return !can_be_asked(path); });
  if (search.paths.size() != before) search.everywhere = false;
  std::vector<std::string> once;
  for (std::string& path : search.paths)
    if (std::ranges::find(once, path) == once.end()) once.push_back(std::move(path));
  search.paths = std::move(once);
  return search;
}

}  // namespace ashore::verify
