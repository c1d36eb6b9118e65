// SPDX-License-Identifier: Apache-2.0
#include "ashore/sysroot/dynamic_sysroot.h"

#include <array>
#include <set>
#include <system_error>

#include "ashore/base/digest.h"
#include "ashore/host/files.h"
#include "ashore/sysroot/archive.h"
#include "ashore/sysroot/library.h"
#include "embedded/glibc_nonshared.h"
#include "embedded/glibc_start.h"

namespace ashore::sysroot {

namespace {

namespace fs = std::filesystem;

// Changes whenever the same parts would give other files.
constexpr std::string_view method = "1";
constexpr std::uint64_t object_limit = 1 << 20;
constexpr std::array pieces = {"aeabi_read_tp",
                               "at_quick_exit",
                               "atexit",
                               "fstat",
                               "fstat64",
                               "fstatat",
                               "fstatat64",
                               "lstat",
                               "lstat64",
                               "mknod",
                               "mknodat",
                               "pthread_atfork",
                               "stack_chk_fail_local",
                               "stat",
                               "stat64"};
// Names that lines ask for though the device's libc may hold all of them itself.
constexpr std::array usual = {"m", "pthread", "rt", "dl", "util", "crypt", "resolv", "xnet"};

Digest recipe_of(const DynamicParts& parts) {
  std::string text(method);
  for (const std::string& part :
       {rust_name(parts.choice.triple), parts.compiler.version, parts.headers.string(),
        hex(sha256(embedded::glibc_start)), hex(sha256(embedded::glibc_nonshared))})
    text += "\n" + part;
  for (const std::string& argument : parts.compiler.arguments) text += "\n" + argument;
  for (const LibraryStub& stub : parts.stubs)
    text += "\n" + stub.name + " " + hex(sha256(stub.bytes));
  return sha256(text);
}

// "libpthread.so.0" is what -lpthread finds as libpthread.so; empty: no -l finds it.
std::string link_name(const std::string& name) {
  std::size_t end = name.find(".so");
  if (!name.starts_with("lib") || end == std::string::npos) return "";
  return name.substr(0, end) + ".so";
}

Expected<void> write_stubs(const DynamicParts& parts, const fs::path& lib) {
  std::set<std::string> names;
  std::error_code error;
  for (const LibraryStub& stub : parts.stubs) {
    TRY(host::write_file(lib / stub.name, stub.bytes));
    std::string name = link_name(stub.name);
    if (name.empty() || name == stub.name || !names.insert(name).second) continue;
    fs::create_symlink(stub.name, lib / name, error);
    if (error) return failure(ErrorKind::host, "cannot link to a stub: " + error.message());
  }
  for (const char* name : usual) {
    std::string file = std::string("lib") + name;
    if (!fs::exists(lib / (file + ".so"), error))
      TRY(host::write_file(lib / (file + ".a"), "!<arch>\n"));
  }
  return {};
}

Expected<void> compile_start(const DynamicParts& parts, const fs::path& lib,
                             const fs::path& workshop, host::Host& host) {
  TRY(host::write_file(workshop / "glibc_start.c", embedded::glibc_start));
  TRY(host::write_file(workshop / "glibc_nonshared.c", embedded::glibc_nonshared));
  Library library{LibraryName::c, {}, {"-std=c11", "-ffreestanding", "-fPIC", "-w"}, {}};
  library.members.push_back({"crt1", workshop / "glibc_start.c"});
  for (const char* piece : pieces) {
    Member member{piece, workshop / "glibc_nonshared.c"};
    member.before = std::string("#define PIECE_") + piece + "\n";
    library.members.push_back(std::move(member));
  }
  TRY(compile(parts.compiler, library, library.members, workshop, host));
  std::vector<ArchivedObject> objects;
  for (const char* piece : pieces) {
    std::string file = std::string(piece) + ".o";
    TRY_ASSIGN(std::string bytes, host::read_file(workshop / file, object_limit));
    objects.push_back({file, std::move(bytes)});
  }
  TRY_ASSIGN(std::string archive, archive_of(objects));
  TRY(host::write_file(lib / "libc_nonshared.a", archive));
  TRY_ASSIGN(std::string start, host::read_file(workshop / "crt1.o", object_limit));
  return host::write_file(lib / "crt1.o", start);
}

}  // namespace

Expected<fs::path> dynamic_sysroot(const DynamicParts& parts, host::Host& host,
                                   const store::Store& store) {
  store::Key key{"device-sysroot", rust_name(parts.choice.triple), recipe_of(parts)};
  return store.obtain(key, [&](const fs::path& directory) -> Expected<void> {
    fs::path lib = directory / "usr/lib", workshop = directory / "workshop";
    TRY(host::make_directories(lib));
    TRY(host::make_directories(workshop));
    std::error_code error;
    // Entries are three directories below the store's root.
    fs::create_directory_symlink(fs::path("../../..") /
                                     parts.headers.lexically_relative(store.root()),
                                 directory / "usr/include", error);
    if (error) return failure(ErrorKind::host, "cannot link to the headers: " + error.message());
    TRY(write_stubs(parts, lib));
    if (parts.choice.triple.libc == Libc::glibc) TRY(compile_start(parts, lib, workshop, host));
    fs::remove_all(workshop, error);
    return {};
  });
}

}  // namespace ashore::sysroot
