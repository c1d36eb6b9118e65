// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/tool_directory.h"

#include <fmt/format.h>

#include <system_error>

#include "ashore/choose/choose.h"
#include "ashore/host/files.h"
#include "ashore/target/compilers.h"
#include "ashore/toolchain/tool_name.h"

namespace ashore::workflow {

namespace {

namespace fs = std::filesystem;

// Replaced by rename: another ashore may be called through the old one right now.
Expected<void> link_to(const fs::path& program, const fs::path& link) {
  std::error_code error;
  if (fs::read_symlink(link, error) == program && !error) return {};
  fs::path fresh = link;
  fresh += ".new";
  fs::remove(fresh, error);
  fs::create_symlink(program, fresh, error);
  if (!error) fs::rename(fresh, link, error);
  if (!error) return {};
  return failure(ErrorKind::host, fmt::format("cannot link `{}` to `{}`: {}", link.string(),
                                              program.string(), error.message()));
}

// A file that stays as it is keeps its time: build systems look at it.
Expected<void> write_if_different(const fs::path& path, const std::string& content) {
  Expected<std::string> there = host::read_file(path);
  if (there && *there == content) return {};
  TRY(host::make_directories(path.parent_path()));
  return host::write_file(path, content);
}

}  // namespace

Expected<TargetChoice> floor_of_tools(const TargetChoice& target) {
  TRY_ASSIGN(TargetChoice promised, choose::for_triple(rust_name(target.triple)));
  // mips32 and mips64, where the names mean mips32r2 and mips64r2.
  if (promised.floor.baseline == target.floor.baseline + "r2")
    promised.floor.baseline = target.floor.baseline;
  return promised;
}

Expected<build::CrossTools> tool_directory(const TargetChoice& target, const Surroundings& around) {
  const Triple& triple = target.triple;
  build::CrossTools tools;
  tools.target = rust_name(triple);
  tools.machine = triple.machine;
  TRY_ASSIGN(tools.directory, around.store.state("tools/" + tools.target));
  TRY_ASSIGN(tools.prefix, around.store.state("prefix/" + tools.target));
  TRY_ASSIGN(TargetChoice floor, floor_of_tools(target));
  tools.floor = gcc_flags(floor);
  TRY_ASSIGN(TargetChoice promised, choose::for_triple(tools.target));
  if (floor.floor.baseline != promised.floor.baseline) tools.baseline = floor.floor.baseline;
  for (const ToolLink& link : tool_links(triple))
    TRY(link_to(around.host.own_program, tools.directory / link.name));
  TRY(write_if_different(build::cmake_toolchain_file(tools), build::cmake_toolchain(tools)));
  TRY(write_if_different(build::meson_cross_file(tools), build::meson_cross(tools)));
  return tools;
}

}  // namespace ashore::workflow
