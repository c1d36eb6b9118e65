// SPDX-License-Identifier: Apache-2.0
#include "ashore/sysroot/library.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <system_error>
#include <utility>

#include "ashore/host/files.h"
#include "ashore/sysroot/headers.h"
#include "ashore/sysroot/library_cxx.h"
#include "ashore/sysroot/source_files.h"

namespace ashore::sysroot {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> directories_in(const fs::path& directory) {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, ignored)) {
    if (entry.is_directory(ignored)) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

// musl's configure optimises these for speed and all else for size.
bool is_fast_in_musl(std::string_view name) {
  return name.starts_with("internal.") || name.starts_with("malloc") || name.starts_with("string.");
}

std::vector<std::string> musl_arguments(const fs::path& musl, std::string_view architecture,
                                        const fs::path& headers) {
  fs::path arch = musl / "arch" / architecture;
  return {"-std=c99",
          "-nostdinc",
          "-ffreestanding",
          "-frounding-math",
          "-D_XOPEN_SOURCE=700",
          "-I" + arch.string(),
          "-I" + (musl / "arch/generic").string(),
          "-I" + (headers.parent_path() / "internal").string(),
          "-I" + (musl / "src/include").string(),
          "-I" + (musl / "src/internal").string(),
          "-I" + headers.string(),
          "-w"};
}

// Makefile: `SRC_DIRS`, `BASE_GLOBS`, `ARCH_GLOBS`; arch.mak of all with a 32-bit time_t in their
// past: compat/time32, whose names Rust's libc crate binds to.
Expected<Sources> musl_sources(const fs::path& musl, std::string_view architecture) {
  Sources sources;
  std::vector<fs::path> rooms = directories_in(musl / "src");
  for (const fs::path& room : rooms) take(room, room.filename().string(), true, sources);
  take(musl / "src/malloc/mallocng", "malloc.mallocng", true, sources);
  for (const fs::path& room : rooms)
    take(room / architecture, room.filename().string(), false, sources);
  std::error_code ignored;
  if (fs::exists(musl / "arch" / architecture / "arch.mak", ignored))
    take(musl / "compat/time32", "compat.time32", true, sources);
  if (sources.size() < 1000) {
    return failure(ErrorKind::bad_input, "`" + musl.string() + "` is not musl's source: " +
                                             std::to_string(sources.size()) +
                                             " files to compile where there should be over 1000");
  }
  return sources;
}

Expected<Library> libc(const TargetChoice& choice, const fs::path& musl, const fs::path& headers) {
  std::string_view architecture = musl_architecture(choice.triple.machine);
  TRY_ASSIGN(Sources sources, musl_sources(musl, architecture));
  Library library{LibraryName::c,
                  members_of(sources, is_fast_in_musl),
                  musl_arguments(musl, architecture, headers),
                  {}};
  return library;
}

// The directory of compiler-rt's builtins for the architecture; empty: the generic ones serve.
std::string_view builtins_directory(Arch arch) {
  switch (arch) {
  case Arch::arm: return "arm";
  case Arch::aarch64: return "aarch64";
  case Arch::x86: return "i386";
  case Arch::x86_64: return "x86_64";
  case Arch::riscv32:
  case Arch::riscv64: return "riscv";
  case Arch::powerpc:
  case Arch::powerpc64: return "ppc";
  default: return "";
  }
}

bool ends_with_any(std::string_view name, std::initializer_list<std::string_view> endings) {
  return std::ranges::any_of(endings, [&](std::string_view end) { return name.ends_with(end); });
}

// Before ARMv7 not every core has instructions for atomic operations: they are the kernel's.
bool has_kernel_atomics(const TargetChoice& choice) {
  return choice.triple.machine.arch == Arch::arm && !choice.floor.baseline.starts_with("armv7");
}

// What compiler-rt's CMakeLists.txt leaves out for the architecture too, or what needs more than a
// C library's headers.
bool is_left_out(std::string_view name, const TargetChoice& choice) {
  Arch arch = choice.triple.machine.arch;
  bool is_x86 = arch == Arch::x86 || arch == Arch::x86_64;
  bool is_powerpc = arch == Arch::powerpc || arch == Arch::powerpc64;
  // Of macOS; thread-local storage without the linker's help, which musl's targets have; variants
  // of one file for each size and order, for a flag that is never given.
  if (ends_with_any(name, {".apple_versioning", ".os_version_check", ".emutls", ".lse"}))
    return true;
  // x87's 80 bits.
  if (!is_x86 && (name.find("xf") != std::string_view::npos || name.ends_with("xc3"))) return true;
  // __bf16 is no type of every back end.
  if (ends_with_any(name, {".truncdfbf2", ".truncsfbf2"}))
    return arch != Arch::x86_64 && arch != Arch::aarch64 && arch != Arch::riscv64;
  if (arch == Arch::arm) {
    // Calls of Darwin's compilers.
    if (name.ends_with("vfp") || name.find("_vfp_") != std::string_view::npos) return true;
    bool is_atomic =
        name.ends_with(".atomic") || name.find(".sync_fetch_") != std::string_view::npos;
    return is_atomic && has_kernel_atomics(choice);
  }
  // It asks the kernel's headers for a system call.
  if (arch == Arch::riscv64 || arch == Arch::riscv32) return name.ends_with(".clear_cache");
  if (is_powerpc)
    return ends_with_any(name, {".fixtfti", ".fixunstfti", ".floattitf", ".restFP", ".saveFP"});
  return false;
}

Expected<Library> builtins(const TargetChoice& choice, const fs::path& llvm,
                           const fs::path& headers) {
  fs::path directory = llvm / "compiler-rt/lib/builtins";
  Sources sources;
  take(directory, "builtins", true, sources);
  if (sources.size() < 100) {
    return failure(ErrorKind::bad_input,
                   "`" + directory.string() +
                       "` does not hold the source of compiler-rt's builtins");
  }
  std::string_view own = builtins_directory(choice.triple.machine.arch);
  if (!own.empty()) take(directory / own, "builtins", false, sources);
  std::erase_if(sources, [&](const auto& entry) { return is_left_out(entry.first, choice); });
  if (has_kernel_atomics(choice))
    sources["builtins.atomic"] = headers.parent_path() / "internal" / kernel_atomics_file;
  Library library{LibraryName::builtins, members_of(sources, always), c_arguments(headers), {}};
  for (std::string argument :
       {"-std=c11", "-ffreestanding", "-fno-builtin", "-fvisibility=hidden", "-DVISIBILITY_HIDDEN"})
    library.arguments.push_back(std::move(argument));
  library.arguments.push_back("-I" + directory.string());
  library.arguments.push_back("-I" + (llvm / "libunwind/include").string());
  return library;
}

// Instructions that libunwind has for frames of other floors alone: it clears the memory tags of
// those compiled for a tagged stack, and reads the length of vectors where a frame counts in it. A
// floor without them has no such frames and must have no such instruction, so it becomes a macro of
// the assembler's.
std::string before_unwinder(const TargetChoice& choice) {
  Arch arch = choice.triple.machine.arch;
  const std::set<std::string>& has = choice.floor.features.names;
  if (arch == Arch::aarch64 && !has.contains("mte"))
    return "__asm__(\".macro stg operands:vararg\\n.endm\\n\");\n";
  if (arch == Arch::riscv64 && !has.contains("v"))
    return "__asm__(\".macro csrr to, number\\nli \\\\to, 0\\n.endm\\n\");\n";
  return "";
}

Expected<Library> unwind(const TargetChoice& choice, const fs::path& llvm,
                         const fs::path& headers) {
  fs::path directory = llvm / "libunwind/src";
  Sources sources;
  take(directory, "unwind", false, sources);
  std::error_code ignored;
  for (const char* name : {"libunwind.cpp", "Unwind-EHABI.cpp"}) {
    fs::path file = directory / name;
    if (!fs::exists(file, ignored)) {
      return failure(ErrorKind::bad_input, "`" + file.string() + "` of libunwind is not there");
    }
    sources["unwind." + file.stem().string()] = file;
  }
  sources.erase("unwind.Unwind-wasm");
  Library library{LibraryName::unwind,
                  members_of(sources, never),
                  c_arguments(headers),
                  {"-std=c++17", "-fno-exceptions", "-fno-rtti", "-nostdinc++"}};
  for (std::string argument :
       {"-funwind-tables", "-D_LIBUNWIND_IS_NATIVE_ONLY", "-D_LIBUNWIND_USE_DL_ITERATE_PHDR",
        "-DNDEBUG", "-fvisibility=hidden"})
    library.arguments.push_back(std::move(argument));
  library.arguments.push_back("-I" + (llvm / "libunwind/include").string());
  library.arguments.push_back("-I" + directory.string());
  for (Member& member : library.members)
    if (member.name == "unwind.libunwind") member.before = before_unwinder(choice);
  return library;
}

}  // namespace

std::string_view file_name(LibraryName library) {
  switch (library) {
  case LibraryName::c: return "libc.a";
  case LibraryName::builtins: return "libgcc.a";
  case LibraryName::unwind: return "libgcc_eh.a";
  case LibraryName::cxxabi: return "libc++abi.a";
  case LibraryName::cxx: return "libc++.a";
  }
  return "";
}

std::string_view musl_architecture(const Machine& machine) {
  switch (machine.arch) {
  case Arch::arm: return "arm";
  case Arch::aarch64: return "aarch64";
  case Arch::mips: return "mips";
  case Arch::mips64: return machine.abi == Abi::mips_n32 ? "mipsn32" : "mips64";
  case Arch::riscv64: return "riscv64";
  case Arch::x86: return "i386";
  case Arch::x86_64: return machine.abi == Abi::x32 ? "x32" : "x86_64";
  case Arch::powerpc: return "powerpc";
  case Arch::powerpc64: return "powerpc64";
  default: return "";
  }
}

Expected<Library> library(LibraryName name, const TargetChoice& choice, const SourceTrees& trees,
                          const HeaderPlaces& headers) {
  switch (name) {
  case LibraryName::c: return libc(choice, trees.musl, headers.libc);
  case LibraryName::builtins: return builtins(choice, trees.llvm, headers.libc);
  case LibraryName::unwind: return unwind(choice, trees.llvm, headers.libc);
  case LibraryName::cxxabi: return cxxabi_library(trees.llvm, headers);
  case LibraryName::cxx: return cxx_library(trees.llvm, headers);
  }
  std::unreachable();
}

Expected<Library> start_files(const TargetChoice& choice, const SourceTrees& trees,
                              const fs::path& headers) {
  Library library{LibraryName::c,
                  {},
                  musl_arguments(trees.musl, musl_architecture(choice.triple.machine), headers),
                  {}};
  for (const char* name : {"Scrt1", "crt1", "rcrt1"})
    library.members.push_back({name, trees.musl / "crt" / (std::string(name) + ".c")});
  // Only what may lie anywhere asks where it lies.
  library.arguments.emplace_back("-fPIC");
  return library;
}

}  // namespace ashore::sysroot
