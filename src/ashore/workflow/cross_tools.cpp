// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/cross_tools.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/provision/clang.h"
#include "ashore/provision/source_trees.h"
#include "ashore/sysroot/sysroot.h"
#include "ashore/target/compilers.h"
#include "ashore/toolchain/cc_commands.h"
#include "ashore/toolchain/cc_line.h"

namespace ashore::workflow {

namespace {

namespace fs = std::filesystem;

// A link that needs more than this many rounds of new objects goes in circles.
constexpr unsigned most_rounds = 12;
constexpr std::uint64_t response_file_limit = std::uint64_t{64} << 20;

// The user's environment is about this computer's own headers and libraries.
host::Command tool_command(std::vector<std::string> argv) {
  host::Command command;
  command.argv = std::move(argv);
  command.in_our_group = true;
  for (const char* name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH",
                           "LIBRARY_PATH", "CCC_OVERRIDE_OPTIONS", "GCC_EXEC_PREFIX"})
    command.environment[name] = std::nullopt;
  return command;
}

// The C compiler for one command line.
class CrossCompiler {
 public:
  CrossCompiler(const ToolCall& call, const Surroundings& around) : call_(call), around_(around) {}

  Expected<ToolAnswer> run() {
    TRY_ASSIGN(clang_, provision::find_clang(around_.host, around_.store));
    TRY_ASSIGN(sysroot::Sysroot plain, open_sysroot(false));
    target_ = cc_target(call_.choice, plain.root());
    target_.clang_version = clang_.version;
    target_.resource_directory = clang_.resource_directory;
    note_libraries();
    auto read_file = [](const fs::path& path) -> std::optional<std::string> {
      Expected<std::string> text = host::read_file(path, response_file_limit);
      if (!text) return std::nullopt;
      return *std::move(text);
    };
    TRY_ASSIGN(line_, read_cc_line(call_.words, call_.tool == Tool::cxx, target_, read_file));
    if (line_.task == CcTask::answer) {
      return line_.answers_on_stderr ? ToolAnswer{0, "", line_.answer}
                                     : ToolAnswer{0, line_.answer, ""};
    }
    TRY(say_what_was_overridden());
    if (line_.task != CcTask::link) return compile();
    return link(std::move(plain));
  }

 private:
  Expected<sysroot::Sysroot> open_sysroot(bool position_independent) {
    sysroot::Ingredients ingredients;
    ingredients.choice = call_.choice;
    ingredients.compiler = {clang_.program, clang_.banner, clang_flags(call_.choice)};
    ingredients.compiler.arguments.insert(ingredients.compiler.arguments.begin(),
                                          "--target=" + clang_triple(call_.choice));
    ingredients.position_independent = position_independent;
    auto tree = [this](provision::SourceName source) {
      return provision::source_tree(source, around_.host, around_.store, around_.reporter);
    };
    ingredients.musl = [tree] { return tree(provision::SourceName::musl); };
    ingredients.llvm = [tree] { return tree(provision::SourceName::llvm_runtimes); };
    ingredients.musl_version = provision::release_of(provision::SourceName::musl).version;
    ingredients.llvm_version = provision::release_of(provision::SourceName::llvm_runtimes).version;
    return sysroot::Sysroot::open(std::move(ingredients), around_.host, around_.store,
                                  around_.reporter);
  }

  void note_libraries() {
    std::error_code ignored;
    for (const fs::directory_entry& file :
         fs::directory_iterator(library_directory(target_), ignored))
      target_.library_files.insert(file.path().filename().string());
  }

  Expected<void> say_what_was_overridden() {
    if (line_.overridden.empty()) return {};
    std::string options = joined(line_.overridden, " ");
    if (call_.is_strict) {
      return Failure(Error(ErrorKind::usage, fmt::format("`{}` would leave what {} can do", options,
                                                         rust_name(call_.choice.triple)))
                         .hint("without --strict it is left out"));
    }
    around_.reporter.warning(
        fmt::format("left out `{}`: not for {}", options, rust_name(call_.choice.triple)));
    return {};
  }

  Expected<ToolAnswer> compile() {
    std::vector<std::string> argv = clang_words(line_, target_);
    argv.insert(argv.begin(), clang_.program.string());
    ToolAnswer answer;
    if (line_.shows_commands) answer.err = host::shown(tool_command(argv)) + "\n";
    if (line_.runs_nothing) return answer;
    TRY_ASSIGN(answer.status, run_with_our_streams(std::move(argv)));
    return answer;
  }

  Expected<int> run_with_our_streams(std::vector<std::string> argv) {
    host::Command command = tool_command(std::move(argv));
    around_.reporter.detail(host::shown(command));
    TRY_ASSIGN(std::unique_ptr<host::ChildProcess> child,
               around_.host.processes.start(
                   command, {host::Stream::inherit, host::Stream::inherit, host::Stream::inherit}));
    TRY_ASSIGN(ExitStatus status, child->wait());
    return shell_status(status);
  }

  Expected<ToolAnswer> link(sysroot::Sysroot plain) {
    LinkKind kind = link_kind(line_, target_);
    bool anywhere = kind != LinkKind::static_program && kind != LinkKind::object;
    if (kind == LinkKind::dynamic_program || kind == LinkKind::dynamic_pie ||
        kind == LinkKind::shared) {
      return Failure(Error(ErrorKind::toolchain, "ashore has no shared libraries for " +
                                                     rust_name(call_.choice.triple) +
                                                     " yet: it links static programs")
                         .hint("leave -shared or -dynamic out, or add -static"));
    }
    fs::path temporary = host::variable(around_.host, "TMPDIR");
    if (temporary.empty()) temporary = "/tmp";
    TRY_ASSIGN(host::TemporaryDirectory workshop,
               host::TemporaryDirectory::create(temporary, "ashore-cc-"));
    LinkParts parts;
    for (const CcSource& source : line_.sources) {
      fs::path object = workshop.path() / (std::to_string(parts.sources.size()) + ".o");
      std::vector<std::string> argv = clang_words_of_source(line_, target_, source, object);
      argv.insert(argv.begin(), clang_.program.string());
      if (!line_.runs_nothing) {
        TRY_ASSIGN(int status, run_with_our_streams(std::move(argv)));
        if (status != 0) return ToolAnswer{status, "", ""};
      }
      parts.sources.push_back(std::move(object));
    }
    std::optional<sysroot::Sysroot> sysroot(std::move(plain));
    if (anywhere) {
      TRY_ASSIGN(sysroot::Sysroot other, open_sysroot(true));
      sysroot.emplace(std::move(other));
      target_.sysroot = sysroot->root();
    }
    fs::path lib = library_directory(target_);
    parts.start_files = {(lib / (anywhere ? "rcrt1.o" : "crt1.o")).string()};
    parts.runtime_libraries = {(lib / "libgcc.a").string(), (lib / "libgcc_eh.a").string()};
    parts.libc_libraries = {(lib / "libc.a").string()};
    return link_until_nothing_is_missing(*sysroot, parts);
  }

  Expected<ToolAnswer> link_until_nothing_is_missing(sysroot::Sysroot& sysroot,
                                                     const LinkParts& parts) {
    std::optional<fs::path> lld = provision::tool_of(clang_, "ld.lld", around_.host);
    if (!lld) {
      return Failure(Error(ErrorKind::toolchain, "no ld.lld: it links for every target")
                         .hint("Debian, Ubuntu: apt-get install lld; macOS: brew install lld"));
    }
    std::vector<std::string> argv = link_words(line_, target_, parts);
    argv.insert(argv.begin(), lld->string());
    // All that is missing in one go.
    argv.emplace_back("--error-limit=0");
    host::Command command = tool_command(std::move(argv));
    ToolAnswer answer;
    if (line_.shows_commands) answer.err = host::shown(command) + "\n";
    if (line_.runs_nothing) return answer;
    for (unsigned round = 0;; ++round) {
      around_.reporter.detail(host::shown(command));
      TRY_ASSIGN(host::ProcessOutput output, around_.host.processes.run(command));
      answer.status = shell_status(output.status);
      std::set<std::string> missing = sysroot::undefined_symbols(output.err);
      bool provided = false;
      if (answer.status != 0 && !missing.empty() && round < most_rounds && !line_.no_defaultlibs) {
        TRY_ASSIGN(provided, sysroot.provide(missing));
      }
      if (provided) continue;
      answer.out += output.out;
      answer.err += output.err;
      return answer;
    }
  }

  const ToolCall& call_;
  const Surroundings& around_;
  provision::Clang clang_;
  CcTarget target_;
  CcLine line_;
};

// Of GNU's tools on this computer, whatever they were built for.
bool knows_every_target(Tool tool) {
  return tool == Tool::ar || tool == Tool::ranlib || tool == Tool::nm || tool == Tool::readelf;
}

// LLVM's tools know every target; the host's own may know this one.
Expected<ToolAnswer> call_binary_tool(const ToolCall& call, const Surroundings& around) {
  TRY_ASSIGN(provision::Clang clang, provision::find_clang(around.host, around.store));
  std::string gnu(name(call.tool));
  std::string llvm = call.tool == Tool::ld ? "ld.lld" : "llvm-" + gnu;
  std::optional<fs::path> program = provision::tool_of(clang, llvm, around.host);
  if (!program && knows_every_target(call.tool)) program = host::find_program(around.host, gnu);
  if (!program) {
    return Failure(Error(ErrorKind::toolchain, "no " + llvm + " on this computer")
                       .hint("Debian, Ubuntu: apt-get install llvm lld; macOS: brew install llvm"));
  }
  std::vector<std::string> argv = {program->string()};
  argv.insert(argv.end(), call.words.begin(), call.words.end());
  host::Command command = tool_command(std::move(argv));
  TRY_ASSIGN(std::unique_ptr<host::ChildProcess> child,
             around.host.processes.start(
                 command, {host::Stream::inherit, host::Stream::inherit, host::Stream::inherit}));
  TRY_ASSIGN(ExitStatus status, child->wait());
  return ToolAnswer{shell_status(status), "", ""};
}

}  // namespace

Expected<ToolAnswer> call_tool(const ToolCall& call, const Surroundings& around) {
  switch (call.tool) {
  case Tool::cc:
  case Tool::cxx: return CrossCompiler(call, around).run();
  case Tool::cpp: {
    ToolCall preprocess = call;
    preprocess.tool = Tool::cc;
    preprocess.words.insert(preprocess.words.begin(), "-E");
    return CrossCompiler(preprocess, around).run();
  }
  case Tool::as: {
    ToolCall assemble = call;
    assemble.tool = Tool::cc;
    assemble.words.insert(assemble.words.begin(), {"-c", "-x", "assembler"});
    return CrossCompiler(assemble, around).run();
  }
  default: return call_binary_tool(call, around);
  }
}

}  // namespace ashore::workflow
