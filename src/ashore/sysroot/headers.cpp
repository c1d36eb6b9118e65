// SPDX-License-Identifier: Apache-2.0
#include "ashore/sysroot/headers.h"

#include <fmt/format.h>

#include <optional>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "embedded/kernel_atomics.h"

namespace ashore::sysroot {

namespace {

namespace fs = std::filesystem;

// A definition that happens once, where it is asked for.
std::string guarded(std::string_view name, std::string_view definition) {
  return fmt::format("#if defined(__NEED_{0}) && !defined(__DEFINED_{0})\n{1}\n"
                     "#define __DEFINED_{0}\n#endif\n",
                     name, definition);
}

// "TYPEDEF unsigned long size_t;": the last word is the name.
std::optional<std::string> type_definition(std::string_view line) {
  constexpr std::string_view keyword = "TYPEDEF ";
  if (!line.starts_with(keyword) || !line.ends_with(';')) return std::nullopt;
  std::string_view body = line.substr(keyword.size(), line.size() - keyword.size() - 1);
  std::size_t blank = body.rfind(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  return guarded(body.substr(blank + 1), fmt::format("typedef {};", body));
}

// "STRUCT timeval { ... };": the first word is the name.
std::optional<std::string> aggregate_definition(std::string_view line, std::string_view keyword,
                                                std::string_view word) {
  if (!line.starts_with(keyword) || !line.ends_with(';')) return std::nullopt;
  std::string_view body = line.substr(keyword.size(), line.size() - keyword.size() - 1);
  std::size_t blank = body.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  return guarded(fmt::format("{}_{}", word, body.substr(0, blank)),
                 fmt::format("{} {};", word, body));
}

// What libcxx/include/__config_site.in becomes: pthreads of musl, no time zones (they would need
// files of the device), the checks of the standard library off as everywhere by default.
constexpr std::string_view cxx_settings = R"(#ifndef _LIBCPP___CONFIG_SITE
#define _LIBCPP___CONFIG_SITE
#define _LIBCPP_ABI_VERSION 1
#define _LIBCPP_ABI_NAMESPACE __1
#define _LIBCPP_HAS_MUSL_LIBC
#define _LIBCPP_HAS_THREAD_API_PTHREAD
#define _LIBCPP_HAS_NO_VENDOR_AVAILABILITY_ANNOTATIONS
#define _LIBCPP_HAS_NO_TIME_ZONE_DATABASE
#define _LIBCPP_PSTL_BACKEND_SERIAL
#define _LIBCPP_HARDENING_MODE_DEFAULT 2
#endif
)";

// All of the kernel's headers that libc++ itself wants: futex(2).
constexpr std::string_view futex_operations =
    "#define FUTEX_WAIT_PRIVATE 128\n#define FUTEX_WAKE_PRIVATE 129\n";

Expected<void> copy_headers(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing, error);
  if (error) {
    return failure(ErrorKind::host, fmt::format("cannot copy the headers of `{}`: {}",
                                                from.string(), error.message()));
  }
  return {};
}

}  // namespace

std::string all_types(std::string_view templates) {
  std::string text;
  for (std::string_view line : lines(templates)) {
    std::optional<std::string> definition = type_definition(line);
    if (!definition) definition = aggregate_definition(line, "STRUCT ", "struct");
    if (!definition) definition = aggregate_definition(line, "UNION ", "union");
    text += definition ? *definition : std::string(line);
    text += '\n';
  }
  return text;
}

std::string system_call_numbers(std::string_view list) {
  constexpr std::string_view prefix = "__NR_";
  std::string text(list);
  if (!text.empty() && text.back() != '\n') text += '\n';
  for (std::string_view line : lines(list)) {
    std::size_t at = line.find(prefix);
    if (at == std::string_view::npos) continue;
    (text += line.substr(0, at)) += "SYS_";
    (text += line.substr(at + prefix.size())) += '\n';
  }
  return text;
}

Expected<void> install_headers(const fs::path& musl, std::string_view architecture,
                               const fs::path& cxx_headers, const fs::path& directory) {
  constexpr std::uint64_t limit = 1 << 20;
  fs::path include = directory / "include", bits = include / "bits";
  fs::path own = musl / "arch" / architecture / "bits";
  TRY(host::make_directories(bits));
  TRY(copy_headers(musl / "include", include));
  TRY(copy_headers(musl / "arch/generic/bits", bits));
  TRY(copy_headers(own, bits));
  TRY_ASSIGN(std::string types, host::read_file(own / "alltypes.h.in", limit));
  TRY_ASSIGN(std::string common, host::read_file(musl / "include/alltypes.h.in", limit));
  TRY(host::write_file(bits / "alltypes.h", all_types(types + common)));
  TRY_ASSIGN(std::string calls, host::read_file(own / "syscall.h.in", limit));
  TRY(host::write_file(bits / "syscall.h", system_call_numbers(calls)));
  TRY_ASSIGN(std::string version, host::read_file(musl / "VERSION", limit));
  TRY(host::make_directories(directory / "internal"));
  TRY(host::write_file(directory / "internal/version.h",
                       fmt::format("#define VERSION \"{}\"\n", trimmed(version))));
  TRY(host::write_file(directory / "internal" / kernel_atomics_file, embedded::kernel_atomics));
  TRY(host::make_directories(include / "c++"));
  std::error_code error, ignored;
  fs::create_directory_symlink(cxx_headers, include / "c++/v1", error);
  if (error) return failure(ErrorKind::host, "cannot link to libc++'s headers: " + error.message());
  for (const fs::path& leftover :
       {include / "alltypes.h.in", bits / "alltypes.h.in", bits / "syscall.h.in"})
    fs::remove(leftover, ignored);
  return {};
}

Expected<void> install_cxx_headers(const fs::path& llvm, const fs::path& directory) {
  fs::path include = directory / "include", internal = directory / "internal/linux";
  TRY(host::make_directories(include));
  TRY(host::make_directories(internal));
  TRY(copy_headers(llvm / "libcxx/include", include));
  TRY(copy_headers(llvm / "libcxxabi/include", include));
  TRY(copy_headers(llvm / "libcxx/vendor/llvm/default_assertion_handler.in",
                   include / "__assertion_handler"));
  TRY(host::write_file(include / "__config_site", cxx_settings));
  std::error_code ignored;
  for (const char* leftover : {"CMakeLists.txt", "__config_site.in"})
    fs::remove(include / leftover, ignored);
  return host::write_file(internal / "futex.h", futex_operations);
}

}  // namespace ashore::sysroot
