// SPDX-License-Identifier: Apache-2.0
// `ashore cc`, `c++`, `ar` and their like, and the same tools by the names that build systems look
// for. Their words are GCC's and binutils', so they do not go through the parser of all other
// commands.
#include "cli/commands/cross.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>

#include "ashore/base/text.h"
#include "ashore/toolchain/tool_name.h"
#include "ashore/workflow/cross_tools.h"
#include "ashore/workflow/deliver.h"
#include "ashore/workflow/tool_directory.h"
#include "cli/device_options.h"

namespace ashore::cli {

namespace {

struct Command {
  const char* name;
  Tool tool;
  const char* description;  // empty: not worth a line in the list of commands
};
constexpr std::array commands = {
    Command{"cc", Tool::cc, "Compile and link C for a device, with GCC's command line"},
    Command{"c++", Tool::cxx, "Compile and link C++ for a device, with GCC's command line"},
    Command{"cpp", Tool::cpp, ""},
    Command{"as", Tool::as, ""},
    Command{"ar", Tool::ar, ""},
    Command{"ranlib", Tool::ranlib, ""},
    Command{"ld", Tool::ld, ""},
    Command{"nm", Tool::nm, ""},
    Command{"objcopy", Tool::objcopy, ""},
    Command{"objdump", Tool::objdump, ""},
    Command{"readelf", Tool::readelf, ""},
    Command{"strip", Tool::strip, ""}};

// The value of "--on D" or "--on=D" at the front of the words, which are taken away.
std::optional<std::string> take_value(std::vector<std::string>& words, std::string_view option) {
  if (words.empty() || !words.front().starts_with(option)) return std::nullopt;
  std::string value;
  if (words.front() == option && words.size() > 1) {
    value = words[1];
    words.erase(words.begin());
  } else if (words.front().size() > option.size() && words.front()[option.size()] == '=') {
    value = words.front().substr(option.size() + 1);
  } else {
    return std::nullopt;
  }
  words.erase(words.begin());
  return value;
}

struct Request {
  Tool tool = Tool::cc;
  std::string triple;
  DeviceOptions device;
  bool is_strict = false;
  std::string libc;   // "device", or a directory with the libraries
  std::string glibc;  // "2.17"
  std::vector<std::string> words;
};

// Our own options come before GCC's.
void take_own_options(Request& request) {
  for (;;) {
    if (std::optional<std::string> value = take_value(request.words, "--target")) {
      request.triple = *value;
    } else if (std::optional<std::string> device = take_value(request.words, "--on")) {
      request.device.on = *device;
    } else if (std::optional<std::string> model = take_value(request.words, "--for")) {
      request.device.model = *model;
    } else if (std::optional<std::string> libc = take_value(request.words, "--libc")) {
      request.libc = *libc;
    } else if (std::optional<std::string> glibc = take_value(request.words, "--glibc")) {
      request.glibc = *glibc;
    } else if (!request.words.empty() && request.words.front() == "--strict") {
      request.is_strict = true;
      request.words.erase(request.words.begin());
    } else {
      return;
    }
  }
}

// Rust's name of what a GCC-style triple means.
Expected<std::string> known_triple(const std::string& word) {
  if (std::optional<Triple> triple = parse_gcc_triple(word)) {
    std::string name = rust_name(*triple);
    if (!name.empty()) return name;
  }
  return Failure(Error(ErrorKind::usage, "`" + printable(word, 60) + "` is no target for Linux")
                     .hint("`ashore target --on DEVICE` says which one a device needs"));
}

Expected<TargetChoice> target_of(const Request& request, const workflow::Surroundings& around) {
  std::string triple = request.triple;
  if (triple.empty() && !request.device.any())
    triple = host::variable(around.host, "ASHORE_TARGET");
  if (!triple.empty()) {
    TRY_ASSIGN(std::string name, known_triple(triple));
    TRY_ASSIGN(TargetChoice choice, workflow::named_target(name, nullptr, around));
    // `ashore env` and `ashore build` say so of a device with less than the name promises.
    std::string floor = host::variable(around.host, "ASHORE_FLOOR");
    if (floor.starts_with(name + ":")) {
      TargetChoice less = choice;
      less.floor.baseline = floor.substr(name.size() + 1);
      return workflow::floor_of_tools(less);
    }
    return choice;
  }
  if (!request.device.any()) {
    return Failure(Error(ErrorKind::usage, "which target? no name, option or variable says it")
                       .hint("ashore cc --target armv7-unknown-linux-musleabi hello.c, ashore cc "
                             "--on DEVICE hello.c, or set ASHORE_TARGET"));
  }
  TRY_ASSIGN(DeviceFacts facts, facts_of(request.device, around));
  return workflow::target_for(facts, around);
}

// The shared libc that was asked for, on the line or by a variable, as build systems must.
Expected<std::optional<workflow::SharedLibc>> libc_of(const Request& request, const Triple& triple,
                                                      const workflow::Surroundings& around) {
  std::string libc = request.libc, glibc = request.glibc;
  if (libc.empty() && glibc.empty()) {
    libc = host::variable(around.host, "ASHORE_LIBC");
    glibc = host::variable(around.host, "ASHORE_GLIBC");
  }
  if (!libc.empty() && !glibc.empty())
    return failure(ErrorKind::usage, "--libc and --glibc exclude each other");
  if (!glibc.empty()) {
    std::optional<Version> oldest = parse_version(glibc);
    if (!oldest) return failure(ErrorKind::usage, "`" + printable(glibc, 40) + "` is no version");
    TRY_ASSIGN(workflow::SharedLibc found, workflow::glibc_from(*oldest, triple, around));
    return std::optional(std::move(found));
  }
  if (libc.empty()) return std::optional<workflow::SharedLibc>();
  if (libc != "device") {
    TRY_ASSIGN(workflow::SharedLibc found, workflow::libc_of_directory(libc, triple));
    return std::optional(std::move(found));
  }
  DeviceOptions device = request.device;
  if (device.on.empty()) device.on = host::variable(around.host, "ASHORE_DEVICE");
  if (device.on.empty()) {
    return Failure(Error(ErrorKind::usage, "--libc device: which device?")
                       .hint("ashore cc --libc device --on DEVICE hello.c, or set ASHORE_DEVICE"));
  }
  TRY_ASSIGN(DeviceFacts facts, facts_of(device, around));
  auto reach = [&] { return device_of(device, around); };
  TRY_ASSIGN(workflow::SharedLibc found, workflow::libc_of_device(facts, triple, reach, around));
  return std::optional(std::move(found));
}

bool is_compiler(Tool tool) {
  return tool == Tool::cc || tool == Tool::cxx || tool == Tool::cpp || tool == Tool::as;
}

bool needs_target(Tool tool) {
  return tool == Tool::cc || tool == Tool::cxx || tool == Tool::cpp || tool == Tool::as ||
         tool == Tool::ld;
}

// A compiler is called a thousand times by programs that read what it says: it speaks up for
// warnings alone. Work that takes long is shown to a person who watches.
class Terse : public Reporter {
 public:
  explicit Terse(Reporter& other) : other_(other), is_watched_(::isatty(STDERR_FILENO) == 1) {}
  void decided(Stage, std::string_view text) override { other_.detail(text); }
  void progress(Stage stage, std::string_view text, std::optional<double> fraction) override {
    if (is_watched_) other_.progress(stage, text, fraction);
  }
  void warning(std::string_view text) override { other_.warning(text); }
  void detail(std::string_view text) override { other_.detail(text); }

 private:
  Reporter& other_;
  bool is_watched_;
};

Expected<int> act(const Request& request, const workflow::Surroundings& whole) {
  Terse terse(whole.reporter);
  workflow::Surroundings around{whole.host, whole.store, whole.configuration, terse};
  workflow::ToolCall call;
  call.tool = request.tool;
  call.is_strict = request.is_strict;
  call.words = request.words;
  // What these read says itself for which machine it is.
  if (needs_target(request.tool)) {
    TRY_ASSIGN(call.choice, target_of(request, around));
  }
  if (is_compiler(request.tool)) {
    TRY_ASSIGN(call.libc, libc_of(request, call.choice.triple, around));
  }
  TRY_ASSIGN(workflow::ToolAnswer answer, workflow::call_tool(call, around));
  std::fputs(answer.out.c_str(), stdout);
  std::fputs(answer.err.c_str(), stderr);
  return answer.status;
}

}  // namespace

bool take_cross_words(const std::string& program, const std::vector<std::string>& words,
                      Invocation& invocation) {
  Request request;
  std::optional<ToolName> by_name = parse_tool_name(program);
  if (by_name && by_name->triple) {
    request.tool = by_name->tool;
    request.triple = rust_name(*by_name->triple);
    request.words = words;
  } else {
    auto command = std::ranges::find_if(
        commands, [&](const Command& known) { return !words.empty() && words[0] == known.name; });
    bool asks_for_our_help = words.size() == 2 && (words[1] == "--help" || words[1] == "-h");
    if (command == commands.end() || asks_for_our_help) return false;
    request.tool = command->tool;
    request.words.assign(words.begin() + 1, words.end());
    take_own_options(request);
  }
  invocation.action = [request](const workflow::Surroundings& around) {
    return act(request, around);
  };
  return true;
}

void add_cross(CLI::App& root, Invocation& invocation) {
  for (const Command& known : commands) {
    bool has_examples = known.tool == Tool::cc || known.tool == Tool::cxx;
    std::string name = known.name;
    std::string description =
        *known.description != '\0' ? known.description : "The " + name + " of a target";
    CLI::App* command = add_command(
        root, invocation, name, description,
        has_examples
            ? "  ashore " + name + " --on root@192.168.1.1 -O2 hello.c -o hello\n  ashore " + name +
                  " --target armv7-unknown-linux-musleabi -c hello.c\n"
            : "  ashore " + name + " --target armv7-unknown-linux-musleabi ...\n");
    set_usage(*command,
              "ashore " + name + " [--on DEVICE|--for MODEL|--target TRIPLE] " +
                  (has_examples ? "[--libc device|DIRECTORY] [--glibc VERSION] [--strict] "
                                  "GCC'S OPTIONS"
                                : "OPTIONS"));
    if (*known.description == '\0') command->group("");
  }
}

}  // namespace ashore::cli
