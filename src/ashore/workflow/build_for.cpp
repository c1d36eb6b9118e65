// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/build_for.h"

#include "ashore/base/text.h"
#include "ashore/provision/provision.h"
#include "ashore/target/compilers.h"
#include "ashore/workflow/cross_tools.h"
#include "ashore/workflow/tool_directory.h"

namespace ashore::workflow {

namespace {

// What libclang must be told to read headers as the cross compiler does. Headers are made for it
// now; where that fails, crates without bindings are none the worse, and the others say what they
// miss.
std::string bindgen_arguments(const TargetChoice& target, const Surroundings& around) {
  Expected<TargetChoice> promised = floor_of_tools(target);
  if (!promised) return "";
  Expected<ToolAnswer> answer = call_tool({Tool::cc, *promised, {"-print-sysroot"}}, around);
  if (!answer || answer->status != 0) {
    if (!answer) around.reporter.detail("no C headers for bindgen: " + answer.error().message());
    return "";
  }
  std::vector<std::string> words = clang_flags(*promised);
  words.insert(words.begin(), {"--target=" + clang_triple(*promised),
                               "--sysroot=" + std::string(trimmed(answer->out))});
  return joined(words, " ");
}

Expected<std::vector<Artifact>>
build_crate(const build::Request& request, const TargetChoice& target, const Surroundings& around) {
  TRY_ASSIGN(std::filesystem::path directory, build::directory_of(request));
  TRY_ASSIGN(DeskFacts desk, provision::survey(around.host, directory));
  TRY_ASSIGN(Toolchain toolchain,
             provision::rust(target, desk, around.host, around.store, around.reporter));
  TRY_ASSIGN(build::CrossTools tools, tool_directory(target, around));
  std::string bindgen;
  if (build::may_use_bindgen(request, around.store)) bindgen = bindgen_arguments(target, around);
  toolchain.variables = build::crate_variables(tools, around.host.environment, bindgen);
  return build::cargo(request, toolchain, around.host, around.store, around.reporter);
}

}  // namespace

Expected<std::vector<Artifact>> build_for(const build::Request& request, const TargetChoice& target,
                                          const Surroundings& around) {
  TRY_ASSIGN(build::BuildSystem system, build::build_system_of(request));
  if (system == build::BuildSystem::cargo) return build_crate(request, target, around);
  TRY_ASSIGN(build::CrossTools tools, tool_directory(target, around));
  auto build = system == build::BuildSystem::cmake ? build::cmake : build::command;
  return build(request, tools, around.host, around.store, around.reporter);
}

}  // namespace ashore::workflow
