// SPDX-License-Identifier: Apache-2.0
#include "ashore/sysroot/sysroot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/elf/archive.h"
#include "ashore/host/files.h"
#include "ashore/sysroot/archive.h"
#include "ashore/sysroot/headers.h"
#include "ashore/sysroot/library.h"
#include "ashore/sysroot/member_table.h"

namespace ashore::sysroot {

namespace {

namespace fs = std::filesystem;

// Changes whenever the same ingredients would give other objects.
constexpr std::string_view method = "2";
constexpr std::uint64_t size_limit = std::uint64_t{1} << 30;
constexpr std::array libraries = {LibraryName::c, LibraryName::builtins, LibraryName::unwind,
                                  LibraryName::cxxabi, LibraryName::cxx};
// musl has it all in libc.a; programs that name them link anyway.
constexpr std::array empty_libraries = {"m",    "pthread", "rt",   "dl",
                                        "util", "crypt",   "xnet", "resolv"};
// Beside usr/: of all files that a link reads, and the objects in the libraries, a line each.
constexpr const char* digest_file = "sha256";
constexpr const char* members_file = "members";

LibraryName library_of(std::string_view member) {
  if (member.starts_with("builtins.")) return LibraryName::builtins;
  if (member.starts_with("unwind.")) return LibraryName::unwind;
  if (member.starts_with("cxxabi.")) return LibraryName::cxxabi;
  if (member.starts_with("cxx.")) return LibraryName::cxx;
  return LibraryName::c;
}

// Of the libraries and start files, and of which objects they have.
Expected<std::string> digest_of(const fs::path& entry) {
  std::map<std::string, Digest> digests;
  std::error_code error;
  TRY_ASSIGN(digests[members_file], host::digest_of_file(entry / members_file));
  for (const fs::directory_entry& file : fs::directory_iterator(entry / "usr/lib", error)) {
    TRY_ASSIGN(Digest digest, host::digest_of_file(file.path()));
    digests[file.path().filename().string()] = digest;
  }
  if (error) return failure(ErrorKind::host, "cannot read `" + entry.string() + "`");
  Sha256 all;
  for (const auto& [name, digest] : digests) all.add(name + " " + hex(digest) + "\n");
  return hex(all.finish());
}

bool is_of_cxx(LibraryName library) {
  return library == LibraryName::cxxabi || library == LibraryName::cxx;
}

bool is_undamaged(const fs::path& entry) {
  Expected<std::string> noted = host::read_file(entry / digest_file, 1 << 10);
  if (!noted) return false;
  Expected<std::string> found = digest_of(entry);
  return found && *found == *noted;
}

Digest recipe_of(const Ingredients& ingredients) {
  std::string text(method);
  for (const std::string& part :
       {rust_name(ingredients.choice.triple), ingredients.compiler.version,
        ingredients.musl_version, ingredients.llvm_version,
        std::string(ingredients.position_independent ? "PIC" : "")})
    text += '\n' + part;
  for (const std::string& argument : ingredients.compiler.arguments) text += '\n' + argument;
  return sha256(text);
}

// The objects that an earlier entry has of a library, by name.
Expected<std::map<std::string, std::string>> objects_in(const fs::path& archive) {
  TRY_ASSIGN(std::string bytes, host::read_file(archive, size_limit));
  TRY_ASSIGN(std::vector<elf::ArchiveMember> found,
             elf::archive_members(std::as_bytes(std::span(bytes))));
  std::map<std::string, std::string> objects;
  for (const elf::ArchiveMember& member : found) {
    const char* begin = reinterpret_cast<const char*>(member.bytes.data());
    objects[std::string(member.name)] = std::string(begin, member.bytes.size());
  }
  return objects;
}

Expected<void> write_archive(const std::map<std::string, std::string>& objects,
                             const fs::path& file) {
  std::vector<ArchivedObject> all;
  for (const auto& [name, bytes] : objects) all.push_back({name, bytes});
  TRY_ASSIGN(std::string archive, archive_of(all));
  return host::write_file(file, archive);
}

// A link that is there or is not, and never leads nowhere on the way from one entry to the next.
Expected<void> point(const fs::path& link, const fs::path& entry) {
  fs::path fresh = link;
  fresh += ".new";
  std::error_code error;
  fs::remove(fresh, error);
  fs::create_directory_symlink(entry, fresh, error);
  if (!error) fs::rename(fresh, link, error);
  if (!error) return {};
  return failure(ErrorKind::host, fmt::format("cannot link `{}` to `{}`: {}", link.string(),
                                              entry.string(), error.message()));
}

Expected<void> move_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return {};
  return failure(ErrorKind::host,
                 fmt::format("cannot move `{}` into place: {}", from.string(), error.message()));
}

}  // namespace

Sysroot::Sysroot(Ingredients ingredients, host::Host& host, const store::Store& store,
                 Reporter& reporter)
    : ingredients_(std::move(ingredients)), host_(host), store_(store), reporter_(reporter),
      recipe_(recipe_of(ingredients_)) {
  std::vector<std::string>& arguments = ingredients_.compiler.arguments;
  if (ingredients_.position_independent) {
    arguments.emplace_back("-fPIC");
  } else {
    arguments.insert(arguments.end(), {"-fno-pic", "-fno-pie"});
  }
}

Expected<Sysroot> Sysroot::open(Ingredients ingredients, host::Host& host,
                                const store::Store& store, Reporter& reporter) {
  const Machine& machine = ingredients.choice.triple.machine;
  if (Libc libc = ingredients.choice.triple.libc; libc != Libc::musl) {
    return Failure(
        Error(ErrorKind::toolchain, fmt::format("ashore has no {} for {}: it compiles musl alone",
                                                name(libc), rust_name(ingredients.choice.triple)))
            .hint("choose a musl target: such a program needs no libc on the device; --libc device "
                  "and --glibc 2.17 link with a shared one"));
  }
  std::string_view architecture = musl_architecture(machine);
  if (architecture.empty()) {
    return failure(ErrorKind::toolchain, fmt::format("musl {} does not know {}",
                                                     ingredients.musl_version, to_string(machine)));
  }
  Sysroot sysroot(std::move(ingredients), host, store, reporter);
  TRY(sysroot.make_headers());
  TRY_ASSIGN(fs::path state, store.state("sysroot"));
  sysroot.root_ = state / hex(sysroot.recipe_).substr(0, 32);
  TRY(sysroot.take_newest());
  if (!sysroot.is_made_) TRY(sysroot.add({}));
  return sysroot;
}

Expected<void> Sysroot::make_headers() {
  cxx_headers_key_ = {"headers", "libcxx-" + ingredients_.llvm_version,
                      sha256(ingredients_.llvm_version + std::string(method))};
  cxx_headers_ = store_.path_of(cxx_headers_key_);
  std::string_view architecture = musl_architecture(ingredients_.choice.triple.machine);
  std::string name = fmt::format("musl-{}-{}", ingredients_.musl_version, architecture);
  Digest recipe = sha256(name + std::string(method) + cxx_headers_.filename().string());
  // From <entry>/include/c++/ to the entry beside it.
  fs::path to_cxx = fs::path("../../..") / cxx_headers_.filename() / "include";
  TRY_ASSIGN(
      headers_,
      store_.obtain({"headers", name, recipe}, [&](const fs::path& directory) -> Expected<void> {
        TRY_ASSIGN(fs::path musl, ingredients_.musl());
        return install_headers(musl, architecture, to_cxx, directory);
      }));
  return {};
}

Expected<void> Sysroot::provide_cxx_headers() {
  TRY(store_.obtain(cxx_headers_key_, [&](const fs::path& directory) -> Expected<void> {
    TRY_ASSIGN(fs::path llvm, ingredients_.llvm());
    return install_cxx_headers(llvm, directory);
  }));
  return {};
}

fs::path Sysroot::lock_file() const {
  fs::path file = root_;
  return file += ".lock";
}

// What earlier links left; nothing, if it is gone or damaged.
Expected<void> Sysroot::take_newest() {
  is_made_ = false;
  members_.clear();
  std::error_code error;
  fs::path entry = fs::read_symlink(root_, error);
  if (error || !fs::is_directory(entry, error)) return {};
  if (!is_undamaged(entry)) {
    reporter_.warning("`" + entry.string() + "` is damaged and is made anew");
    fs::remove_all(entry, error);
    if (!error) return {};
    return failure(ErrorKind::host, fmt::format("cannot remove the damaged `{}`: {}",
                                                entry.string(), error.message()));
  }
  TRY_ASSIGN(std::string noted, host::read_file(entry / members_file, 1 << 20));
  for (std::string_view member : lines(noted)) members_.insert(std::string(member));
  is_made_ = true;
  return {};
}

Expected<bool> Sysroot::provide(const std::set<std::string>& symbols) {
  std::set<std::string> needed = MemberTable::built_in().needed_for(symbols);
  if (std::ranges::includes(members_, needed)) return false;
  return add(needed);
}

Expected<bool> Sysroot::provide_beside_libc(const std::set<std::string>& symbols) {
  std::set<std::string> needed = MemberTable::built_in().needed_for(symbols);
  std::erase_if(needed,
                [](const std::string& member) { return library_of(member) == LibraryName::c; });
  if (std::ranges::includes(members_, needed)) return false;
  return add(needed);
}

Expected<void> Sysroot::provide_everything() { return provide_whole(libraries); }

Expected<void> Sysroot::provide_whole(std::span<const LibraryName> wanted) {
  SourceTrees trees;
  TRY_ASSIGN(trees.musl, ingredients_.musl());
  TRY_ASSIGN(trees.llvm, ingredients_.llvm());
  std::set<std::string> names;
  for (LibraryName which : wanted) {
    TRY_ASSIGN(Library library,
               sysroot::library(which, ingredients_.choice, trees, header_places()));
    for (const Member& member : library.members) names.insert(member.name);
  }
  TRY(add(names));
  return {};
}

Expected<bool> Sysroot::add(const std::set<std::string>& wanted) {
  auto on_wait = [&] {
    reporter_.progress(Stage::provision, "another ashore compiles for the same target", {});
  };
  TRY_ASSIGN(host::FileLock lock, host::FileLock::acquire(lock_file(), on_wait));
  // Whoever held the lock may have added some of them.
  TRY(take_newest());
  std::set<std::string> all = members_;
  all.insert(wanted.begin(), wanted.end());
  if (all == members_ && is_made_) return !wanted.empty();
  std::string recipe = hex(recipe_);
  for (const std::string& member : all) (recipe += '\n') += member;
  store::Key key{"sysroot", rust_name(ingredients_.choice.triple), sha256(recipe)};
  TRY_ASSIGN(fs::path entry,
             store_.obtain(key, [&](const fs::path& directory) { return make(all, directory); }));
  TRY(point(root_, entry));
  members_ = std::move(all);
  is_made_ = true;
  return true;
}

// An entry with these objects; those that the newest entry has are taken from there.
Expected<void> Sysroot::make(const std::set<std::string>& members, const fs::path& entry) {
  fs::path lib = entry / "usr/lib", workshop = entry / "workshop";
  TRY(host::make_directories(lib));
  TRY(host::make_directories(workshop));
  std::error_code error;
  // Entries are three directories below the store's root.
  fs::create_directory_symlink(fs::path("../../..") / headers_.lexically_relative(store_.root()) /
                                   "include",
                               entry / "usr/include", error);
  if (error) return failure(ErrorKind::host, "cannot link to the headers: " + error.message());
  SourceTrees trees;
  TRY_ASSIGN(trees.musl, ingredients_.musl());
  auto needs_llvm = [](const std::string& member) { return library_of(member) != LibraryName::c; };
  if (std::ranges::any_of(members, needs_llvm)) {
    TRY_ASSIGN(trees.llvm, ingredients_.llvm());
  }
  for (LibraryName which : libraries) TRY(make_library(which, members, trees, lib, workshop));
  TRY(make_start_files(trees, lib, workshop));
  for (const char* name : empty_libraries)
    TRY(host::write_file(lib / (std::string("lib") + name + ".a"), "!<arch>\n"));
  fs::remove_all(workshop, error);
  std::string noted;
  for (const std::string& member : members) (noted += member) += '\n';
  TRY(host::write_file(entry / members_file, noted));
  TRY_ASSIGN(std::string digest, digest_of(entry));
  return host::write_file(entry / digest_file, digest);
}

Expected<void> Sysroot::make_library(LibraryName name, const std::set<std::string>& members,
                                     const SourceTrees& trees, const fs::path& lib,
                                     const fs::path& workshop) {
  std::map<std::string, std::string> objects;
  if (is_made_) {
    TRY_ASSIGN(objects, objects_in(root_ / "usr/lib" / file_name(name)));
  }
  auto is_new = [&](const std::string& member) {
    return library_of(member) == name && !objects.contains(member + ".o");
  };
  if (std::ranges::any_of(members, is_new)) {
    if (is_of_cxx(name)) TRY(provide_cxx_headers());
    TRY_ASSIGN(Library library,
               sysroot::library(name, ingredients_.choice, trees, header_places()));
    std::erase_if(library.members, [&](const Member& member) {
      return !members.contains(member.name) || !is_new(member.name);
    });
    reporter_.progress(
        Stage::provision,
        fmt::format("compiling {} objects of {}", library.members.size(), file_name(name)), {});
    TRY(compile(ingredients_.compiler, library, library.members, workshop, host_));
    for (const Member& member : library.members) {
      std::string file = member.name + ".o";
      TRY_ASSIGN(objects[file], host::read_file(workshop / file, size_limit));
    }
  }
  return write_archive(objects, lib / file_name(name));
}

Expected<void> Sysroot::make_start_files(const SourceTrees& trees, const fs::path& lib,
                                         const fs::path& workshop) {
  TRY_ASSIGN(Library start, start_files(ingredients_.choice, trees, headers_ / "include"));
  if (!is_made_) TRY(compile(ingredients_.compiler, start, start.members, workshop, host_));
  for (const Member& member : start.members) {
    std::string file = member.name + ".o";
    if (!is_made_) {
      TRY(move_file(workshop / file, lib / file));
    } else {
      TRY_ASSIGN(std::string bytes, host::read_file(root_ / "usr/lib" / file, size_limit));
      TRY(host::write_file(lib / file, bytes));
    }
  }
  return {};
}

bool is_of_libc(const std::string& symbol) {
  std::optional<std::string_view> member = MemberTable::built_in().owner_of(symbol);
  return member && library_of(std::string(*member)) == LibraryName::c;
}

std::set<std::string> undefined_symbols(std::string_view printed) {
  std::set<std::string> symbols;
  for (std::string_view line : lines(printed)) {
    constexpr std::string_view of_lld = "symbol: ", of_gnu = "undefined reference to `";
    if (std::size_t at = line.find(of_gnu); at != std::string_view::npos) {
      std::string_view rest = line.substr(at + of_gnu.size());
      symbols.insert(std::string(rest.substr(0, rest.find('\''))));
    } else if (line.find("undefined ") != std::string_view::npos) {
      at = line.find(of_lld);
      if (at != std::string_view::npos)
        symbols.insert(std::string(trimmed(line.substr(at + of_lld.size()))));
    }
  }
  return symbols;
}

}  // namespace ashore::sysroot
