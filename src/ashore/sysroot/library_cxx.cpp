// SPDX-License-Identifier: Apache-2.0
#include "ashore/sysroot/library_cxx.h"

#include <array>
#include <initializer_list>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "ashore/sysroot/source_files.h"

namespace ashore::sysroot {

namespace {

namespace fs = std::filesystem;

// libcxxabi/src/CMakeLists.txt and libcxx/src/CMakeLists.txt with exceptions and threads.
constexpr std::array never_compiled = {
    std::string_view("cxxabi.cxa_noexception"),
    // operator new and delete are libc++abi's.
    std::string_view("cxx.new"),
    // __muloti4 is of the builtins.
    std::string_view("cxx.filesystem.int128_builtins"),
};

// The C++ files of a directory, as "<prefix>.<stem>".
void take_cxx(const fs::path& directory, const std::string& prefix, Sources& sources) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, ignored)) {
    const fs::path& file = entry.path();
    if (file.extension() == ".cpp") sources[prefix + "." + file.stem().string()] = file;
  }
}

Expected<void> require(const Sources& sources, std::initializer_list<std::string_view> members,
                       const fs::path& directory) {
  for (std::string_view member : members) {
    if (sources.contains(std::string(member))) continue;
    return failure(ErrorKind::bad_input,
                   "`" + directory.string() + "` has no source for " + std::string(member));
  }
  return {};
}

Library cxx_members(LibraryName name, Sources sources, const fs::path& llvm,
                    const HeaderPlaces& headers) {
  for (std::string_view member : never_compiled) sources.erase(std::string(member));
  Library library{name, members_of(sources, never), c_arguments(headers.libc), {}};
  for (const char* argument : {"-DNDEBUG", "-D_LIBCPP_BUILDING_LIBRARY", "-fexceptions",
                               "-fvisibility=hidden", "-fvisibility-inlines-hidden"})
    library.arguments.emplace_back(argument);
  // libc++'s headers come before libc's, which they include in their turn.
  library.cxx_arguments = {"-std=c++23",
                           "-nostdinc++",
                           "-isystem",
                           headers.cxx.string(),
                           "-isystem",
                           (headers.cxx.parent_path() / "internal").string(),
                           "-I" + (llvm / "libcxx/src").string(),
                           "-I" + (llvm / "libcxxabi/include").string(),
                           "-I" + (llvm / "libunwind/include").string()};
  return library;
}

}  // namespace

Expected<Library> cxxabi_library(const fs::path& llvm, const HeaderPlaces& headers) {
  fs::path directory = llvm / "libcxxabi/src";
  Sources sources;
  take_cxx(directory, "cxxabi", sources);
  TRY(require(sources, {"cxxabi.cxa_exception", "cxxabi.stdlib_new_delete"}, directory));
  Library library = cxx_members(LibraryName::cxxabi, std::move(sources), llvm, headers);
  for (const char* argument : {"-D_LIBCXXABI_BUILDING_LIBRARY", "-DLIBCXXABI_USE_LLVM_UNWINDER",
                               "-D_LIBCPP_ENABLE_CXX20_REMOVED_TYPE_TRAITS"})
    library.arguments.emplace_back(argument);
  return library;
}

Expected<Library> cxx_library(const fs::path& llvm, const HeaderPlaces& headers) {
  fs::path directory = llvm / "libcxx/src";
  Sources sources;
  take_cxx(directory, "cxx", sources);
  take_cxx(directory / "filesystem", "cxx.filesystem", sources);
  take_cxx(directory / "ryu", "cxx.ryu", sources);
  TRY(require(sources, {"cxx.string", "cxx.locale", "cxx.filesystem.path"}, directory));
  Library library = cxx_members(LibraryName::cxx, std::move(sources), llvm, headers);
  library.arguments.emplace_back("-DLIBCXX_BUILDING_LIBCXXABI");
  return library;
}

}  // namespace ashore::sysroot
