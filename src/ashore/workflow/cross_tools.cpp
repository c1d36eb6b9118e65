// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/cross_tools.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/provision/c_sysroot.h"
#include "ashore/provision/glibc_packages.h"
#include "ashore/provision/kernel_headers.h"
#include "ashore/provision/proof.h"
#include "ashore/sysroot/dynamic_sysroot.h"
#include "ashore/toolchain/binutils_lines.h"
#include "ashore/toolchain/cc_commands.h"
#include "ashore/toolchain/cc_line.h"

namespace ashore::workflow {

namespace {

namespace fs = std::filesystem;

// A link that needs more than this many rounds of new objects goes in circles.
constexpr unsigned most_rounds = 12;
constexpr std::uint64_t response_file_limit = std::uint64_t{64} << 20;
// Of what a compiler says.
constexpr std::size_t most_words = std::size_t{64} << 20;

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

std::optional<std::string> read_response_file(const fs::path& path) {
  Expected<std::string> text = host::read_file(path, response_file_limit);
  if (!text) return std::nullopt;
  return *std::move(text);
}

// "fatal error: 'linux/if.h' file not found", for headers that are the kernel's and not libc's.
bool misses_kernel_headers(std::string_view said) {
  constexpr std::string_view before = "fatal error: '", behind = "' file not found";
  for (std::string_view line : lines(said)) {
    std::size_t at = line.find(before);
    if (at == std::string_view::npos || !line.ends_with(behind)) continue;
    std::string_view header = line.substr(at + before.size());
    for (std::string_view directory : {"linux/", "asm/", "asm-generic/", "drm/", "misc/", "mtd/",
                                       "rdma/", "scsi/", "sound/", "video/", "xen/"}) {
      if (header.starts_with(directory)) return true;
    }
  }
  return false;
}

// The C compiler for one command line.
class CrossCompiler {
 public:
  CrossCompiler(const ToolCall& call, const Surroundings& around)
      : call_(call), around_(around), choice_(call.choice), own_choice_(call.choice) {
    if (!call_.libc) return;
    choice_.triple = call_.libc->triple;
    choice_.linkage = Linkage::dynamic;
    own_choice_.triple.libc = Libc::musl;
    own_choice_.linkage = Linkage::fully_static;
  }

  Expected<ToolAnswer> run() {
    if (call_.libc && rust_name(own_choice_.triple).empty()) {
      return failure(ErrorKind::toolchain, "ashore has no libraries to link in for " +
                                               rust_name(choice_.triple) +
                                               ": no target with musl is like it");
    }
    if (call_.tool != Tool::cxx) {
      TRY_ASSIGN(clang_, provision::find_clang_for(choice_.triple, around_.host, around_.store));
      TRY(read_line());
    }
    // `cc hello.cpp` is C++ too.
    bool is_cxx = call_.tool == Tool::cxx || line_.is_cxx;
    if (is_cxx && provision::major_of(clang_) < provision::oldest_for_cxx) {
      TRY_ASSIGN(clang_, provision::find_clang(around_.host, around_.store,
                                               provision::oldest_for_cxx, "libc++"));
      TRY(read_line());
    }
    if (line_.task == CcTask::answer) {
      return line_.answers_on_stderr ? ToolAnswer{0, "", line_.answer}
                                     : ToolAnswer{0, line_.answer, ""};
    }
    TRY(say_what_was_overridden());
    if (line_.is_cxx) {
      TRY(require_cxx());
      TRY(plain_->provide_cxx_headers());
    }
    if (line_.task != CcTask::link) return compile();
    return link();
  }

 private:
  // Finds the sysroot, and reads the line as it is for that and the compiler.
  Expected<void> read_line() {
    TRY_ASSIGN(sysroot::Sysroot plain, open_sysroot(false));
    plain_.emplace(std::move(plain));
    shared_root_.clear();
    if (call_.libc) {
      TRY_ASSIGN(shared_root_, shared_libc_root());
    }
    target_ = cc_target(choice_, call_.libc ? shared_root_ : plain_->root());
    target_.clang_version = clang_.version;
    target_.resource_directory = clang_.resource_directory;
    note_libraries();
    TRY_ASSIGN(line_,
               read_cc_line(call_.words, call_.tool == Tool::cxx, target_, read_response_file));
    return {};
  }

  // Headers, stubs and start code of the libc that is not ours.
  Expected<fs::path> shared_libc_root() {
    sysroot::DynamicParts parts{
        choice_, provision::compiler_for(choice_, clang_), call_.libc->stubs, {}};
    if (choice_.triple.libc == Libc::glibc) {
      TRY_ASSIGN(parts.headers, provision::glibc_headers(choice_.triple, around_.host,
                                                         around_.store, around_.reporter));
    } else {
      std::error_code error;
      parts.headers = fs::canonical(plain_->root() / "usr/include", error);
      if (error) return failure(ErrorKind::host, "the headers vanished: " + error.message());
    }
    TRY_ASSIGN(fs::path root, sysroot::dynamic_sysroot(parts, around_.host, around_.store));
    TRY(provision::prove_once(root, choice_.floor, around_.store));
    return root;
  }

  // Our libc++ is set up for musl.
  Expected<void> require_cxx() const {
    if (choice_.triple.libc == Libc::musl) return {};
    return Failure(
        Error(ErrorKind::toolchain, "ashore has no C++ library for " + rust_name(choice_.triple))
            .hint("leave --libc and --glibc out: a static C++ program needs no library there"));
  }

  Expected<sysroot::Sysroot> open_sysroot(bool position_independent) {
    return provision::c_sysroot(own_choice_, position_independent, clang_, around_.host,
                                around_.store, around_.reporter);
  }

  void note_libraries() {
    std::error_code ignored;
    for (const fs::directory_entry& file :
         fs::directory_iterator(library_directory(target_), ignored))
      target_.library_files.insert(file.path().filename().string());
  }

  Expected<void> say_what_was_overridden() {
    if (line_.overridden.empty()) return {};
    if (call_.is_strict || tests_options(line_)) {
      return Failure(Error(ErrorKind::usage, left_out_message(line_.overridden.front(), target_))
                         .hint("without --strict it is left out"));
    }
    for (const std::string& option : line_.overridden)
      around_.reporter.warning(left_out_message(option, target_));
    return {};
  }

  Expected<ToolAnswer> compile() {
    ToolAnswer answer;
    TRY_ASSIGN(answer.status, clang(clang_words(line_, target_), answer.err));
    return answer;
  }

  // Runs clang with our own input and output. What it says goes to `said`. The kernel's headers are
  // fetched when a source asks for them for the first time.
  Expected<int> clang(std::vector<std::string> words, std::string& said) {
    words.insert(words.begin(), clang_.program.string());
    if (std::optional<fs::path> headers = known_kernel_headers())
      words.insert(words.end(), {"-idirafter", headers->string()});
    if (line_.shows_commands) (said += host::shown(tool_command(words))) += '\n';
    if (line_.runs_nothing) return 0;
    TRY_ASSIGN(Heard heard, hear(words));
    if (heard.status != 0 && misses_kernel_headers(heard.said) && !known_kernel_headers()) {
      Expected<fs::path> headers = fetch_kernel_headers();
      if (headers) {
        words.insert(words.end(), {"-idirafter", headers->string()});
        TRY_ASSIGN(heard, hear(words));
      } else {
        around_.reporter.warning("the kernel's headers cannot be had: " +
                                 headers.error().message());
      }
    }
    said += heard.said;
    return heard.status;
  }

  struct Heard {
    int status = 0;
    std::string said;
  };
  Expected<Heard> hear(const std::vector<std::string>& argv) {
    host::Command command = tool_command(argv);
    around_.reporter.detail(host::shown(command));
    TRY_ASSIGN(std::unique_ptr<host::ChildProcess> child,
               around_.host.processes.start(
                   command, {host::Stream::inherit, host::Stream::inherit, host::Stream::pipe}));
    Heard heard;
    heard.said = host::read_to_end(child->stderr_fd(), most_words);
    TRY_ASSIGN(ExitStatus status, child->wait());
    heard.status = shell_status(status);
    return heard;
  }

  // Where earlier calls left word of them.
  std::optional<fs::path> known_kernel_headers() const {
    Expected<fs::path> place = kernel_headers_note();
    if (!place) return std::nullopt;
    Expected<std::string> noted = host::read_file(*place, 1 << 12);
    std::error_code ignored;
    if (!noted || !fs::is_directory(*noted, ignored)) return std::nullopt;
    return *noted;
  }

  Expected<fs::path> kernel_headers_note() const {
    TRY_ASSIGN(fs::path directory, around_.store.state("kernel-headers"));
    return directory / rust_name(call_.choice.triple);
  }

  Expected<fs::path> fetch_kernel_headers() {
    TRY_ASSIGN(fs::path headers, provision::kernel_headers(call_.choice.triple, around_.host,
                                                           around_.store, around_.reporter));
    TRY_ASSIGN(fs::path note, kernel_headers_note());
    TRY(host::write_file(note, headers.string()));
    return headers;
  }

  Expected<void> require_linkable(LinkKind kind) const {
    bool is_static = kind == LinkKind::static_program || kind == LinkKind::static_pie;
    if (call_.libc && is_static) {
      return Failure(Error(ErrorKind::usage, "the libc that was asked for is a shared library")
                         .hint("leave -static out, or --libc and --glibc"));
    }
    bool is_dynamic = kind == LinkKind::dynamic_program || kind == LinkKind::dynamic_pie;
    if (call_.libc || !is_dynamic) return {};
    return Failure(
        Error(ErrorKind::toolchain, "ashore has no shared libc for " + rust_name(choice_.triple))
            .hint("`--libc device` uses the one on the device; or leave -dynamic out"));
  }

  Expected<ToolAnswer> link() {
    LinkKind kind = link_kind(line_, target_);
    TRY(require_linkable(kind));
    fs::path temporary = host::variable(around_.host, "TMPDIR");
    if (temporary.empty()) temporary = "/tmp";
    TRY_ASSIGN(host::TemporaryDirectory workshop,
               host::TemporaryDirectory::create(temporary, "ashore-cc-"));
    LinkParts parts;
    for (const CcSource& source : line_.sources) {
      fs::path object = workshop.path() / (std::to_string(parts.sources.size()) + ".o");
      TRY_ASSIGN(int status, clang(clang_words_of_source(line_, target_, source, object), said_));
      if (status != 0) return ToolAnswer{status, "", said_};
      parts.sources.push_back(std::move(object));
    }
    std::optional<sysroot::Sysroot> sysroot = std::move(plain_);
    bool at_fixed_place = kind == LinkKind::static_program || kind == LinkKind::dynamic_program ||
                          kind == LinkKind::object;
    if (!at_fixed_place) {
      TRY_ASSIGN(sysroot::Sysroot other, open_sysroot(true));
      sysroot.emplace(std::move(other));
      if (!call_.libc) target_.sysroot = sysroot->root();
    }
    name_parts(kind, sysroot->root() / "usr/lib", parts);
    return link_until_nothing_is_missing(*sysroot, parts, kind);
  }

  // `lib`: of our own libraries.
  void name_parts(LinkKind kind, const fs::path& lib, LinkParts& parts) const {
    auto ours = [&](const char* name) { return (lib / name).string(); };
    parts.runtime_libraries = {ours("libgcc.a"), ours("libgcc_eh.a")};
    parts.cxx_libraries = {ours("libc++.a"), ours("libc++abi.a")};
    bool is_glibc = choice_.triple.libc == Libc::glibc;
    fs::path shared = shared_root_ / "usr/lib";
    switch (kind) {
    case LinkKind::static_program: parts.start_files = {ours("crt1.o")}; break;
    case LinkKind::static_pie: parts.start_files = {ours("rcrt1.o")}; break;
    case LinkKind::dynamic_program:
    case LinkKind::dynamic_pie:
      parts.start_files = {is_glibc ? (shared / "crt1.o").string()
                                    : ours(kind == LinkKind::dynamic_pie ? "Scrt1.o" : "crt1.o")};
      parts.dynamic_linker = call_.libc->loader;
      break;
    default: break;
    }
    if (call_.libc) {
      parts.libc_libraries = shared_libc_words();
    } else if (kind == LinkKind::shared) {
      // musl is in the program that loads it; two would not go together.
      parts.libc_libraries = {"-z", "undefs"};
    } else {
      parts.libc_libraries = {ours("libc.a")};
    }
  }

  // glibc's own linker script says the same: libc, what it leaves to the program, and the loader
  // where something of it is used.
  std::vector<std::string> shared_libc_words() const {
    fs::path shared = shared_root_ / "usr/lib";
    std::vector<std::string> libc, loaders;
    for (const sysroot::LibraryStub& stub : call_.libc->stubs) {
      if (is_libc(stub.name)) libc.push_back((shared / stub.name).string());
      if (stub.name.starts_with("ld")) loaders.push_back((shared / stub.name).string());
    }
    if (choice_.triple.libc != Libc::glibc) return libc;
    libc.insert(libc.end(), {(shared / "libc_nonshared.a").string(), "--as-needed"});
    libc.insert(libc.end(), loaders.begin(), loaders.end());
    libc.emplace_back("--no-as-needed");
    return libc;
  }

  bool wants_nothing_undefined() const {
    return std::ranges::any_of(line_.link, [](const LinkItem& item) {
      return item.text == "--no-undefined" || item.text == "defs";
    });
  }

  Expected<ToolAnswer> link_until_nothing_is_missing(sysroot::Sysroot& sysroot,
                                                     const LinkParts& parts, LinkKind kind) {
    std::optional<fs::path> lld = provision::tool_of(clang_, "ld.lld", around_.host);
    if (!lld) {
      return Failure(Error(ErrorKind::toolchain, "no ld.lld: it links for every target")
                         .hint("Debian, Ubuntu: apt-get install lld; macOS: brew install lld"));
    }
    std::vector<std::string> argv = link_words(line_, target_, parts);
    argv.insert(argv.begin(), lld->string());
    host::Command plain_words = tool_command(argv);
    // All that is missing in one go, by the names that objects know.
    argv.insert(argv.end(), {"--error-limit=0", "--no-demangle"});
    // A shared library may leave things open, so nobody says what.
    if (kind == LinkKind::shared)
      argv.insert(argv.end(), {"-z", "defs", "--warn-unresolved-symbols", "--no-fatal-warnings"});
    host::Command command = tool_command(std::move(argv));
    ToolAnswer answer{0, "", said_};
    // CMake and libtool read the link from it.
    if (line_.shows_commands) (answer.err += " " + host::shown(plain_words)) += '\n';
    if (line_.runs_nothing) return answer;
    TRY(prove(sysroot));
    bool has_own_libc = !call_.libc && kind != LinkKind::shared;
    for (unsigned round = 0;; ++round) {
      around_.reporter.detail(host::shown(command));
      TRY_ASSIGN(host::ProcessOutput output, around_.host.processes.run(command));
      answer.status = shell_status(output.status);
      std::set<std::string> missing = sysroot::undefined_symbols(output.err);
      bool provided = false;
      // Who names the libraries himself (rustc) wants what is in them.
      bool has_libraries = !line_.no_defaultlibs || !line_.libraries.empty();
      if (!missing.empty() && round < most_rounds && has_libraries) {
        TRY_ASSIGN(provided,
                   has_own_libc ? sysroot.provide(missing) : sysroot.provide_beside_libc(missing));
      }
      if (provided) {
        TRY(prove(sysroot));
        continue;
      }
      // For people it is said once more, with the names that they know; and a shared library is
      // made as it was asked for.
      if (!missing.empty()) {
        TRY_ASSIGN(output, around_.host.processes.run(plain_words));
        answer.status = shell_status(output.status);
      }
      answer.out += output.out;
      answer.err += output.err;
      if (kind == LinkKind::shared && !call_.libc) refuse_open(missing, answer);
      return answer;
    }
  }

  // Where the line allows nothing to be left open, only libc may be.
  void refuse_open(const std::set<std::string>& missing, ToolAnswer& answer) const {
    if (!wants_nothing_undefined()) return;
    for (const std::string& symbol : missing) {
      if (sysroot::is_of_libc(symbol)) continue;
      answer.err += "ld.lld: error: undefined symbol: " + symbol + "\n";
      answer.status = 1;
    }
    std::error_code ignored;
    if (answer.status != 0) fs::remove(link_output(line_), ignored);
  }

  // Nothing of ours brings in what the floor has not.
  Expected<void> prove(const sysroot::Sysroot& sysroot) {
    std::error_code error;
    fs::path entry = fs::canonical(sysroot.root(), error);
    if (error) return failure(ErrorKind::host, "the sysroot vanished: " + error.message());
    return provision::prove_once(entry, call_.choice.floor, around_.store);
  }

  const ToolCall& call_;
  const Surroundings& around_;
  TargetChoice choice_;      // what the program is for
  TargetChoice own_choice_;  // the same with our own libc, for what is linked in beside another
  fs::path shared_root_;     // of the libc that is not ours
  std::string said_;         // by clang, about the sources of a link
  provision::Clang clang_;
  std::optional<sysroot::Sysroot> plain_;  // for programs at a fixed address
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
  std::vector<std::string> argv = call.words;
  if (call.tool == Tool::ld) {
    TRY_ASSIGN(LdLine line,
               read_ld_line(call.words, cc_target(call.choice, {}), read_response_file));
    for (const std::string& option : line.overridden)
      around.reporter.warning(left_out_message(option, cc_target(call.choice, {})));
    argv = std::move(line.words);
  }
  argv.insert(argv.begin(), program->string());
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
  case Tool::cpp:
  case Tool::as: {
    ToolCall as_compiler = call;
    as_compiler.tool = Tool::cc;
    as_compiler.words =
        call.tool == Tool::as ? cc_words_of_as(call.words) : cc_words_of_cpp(call.words);
    return CrossCompiler(as_compiler, around).run();
  }
  default: return call_binary_tool(call, around);
  }
}

}  // namespace ashore::workflow
