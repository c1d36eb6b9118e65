// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/script.h"

#include <string_view>

#include <fmt/format.h>

#include "ashore/base/text.h"
#include "ashore/verify/check.h"

namespace ashore::verify {

namespace {

// fs/binfmt_script.c: the first line as far as BINPRM_BUF_SIZE goes, 128 bytes before Linux 5.1.
constexpr std::size_t longest_line = 256, longest_line_before_5_1 = 128;
constexpr std::string_view blanks = " \t";

bool is_env(const Script& script) { return script.interpreter.ends_with("/env"); }

// What `env` looks for in PATH: its first argument that is neither an option nor a variable.
std::string name_for_env(const Script& script) {
  for (std::string_view word : words(script.argument))
    if (!word.starts_with('-') && word.find('=') == word.npos) return std::string(word);
  return "";
}

Finding about_env(const Script& script, const DeviceFacts& device) {
  std::string name = name_for_env(script);
  std::string text =
      fmt::format("this is a script for `{}`, which `env` looks for in PATH", printable(name, 100));
  if (device.tools && device.tools->contains(name))
    return *cannot_tell(text + " and finds there; what the script calls is not checked").finding;
  return *cannot_tell(text + "; whether it is there is not known").finding;
}

}  // namespace

std::optional<Script> script_of(std::span<const std::byte> file) {
  std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  if (!text.starts_with("#!")) return std::nullopt;
  std::string_view line = text.substr(0, longest_line);
  line = line.substr(2, line.find('\n') == line.npos ? line.npos : line.find('\n') - 2);
  std::size_t begin = line.find_first_not_of(blanks);
  if (begin == line.npos) return Script{};
  line.remove_prefix(begin);
  std::size_t end = line.find_first_of(blanks);
  if (end == line.npos) return Script{std::string(line), ""};
  return Script{std::string(line.substr(0, end)), std::string(trimmed(line.substr(end)))};
}

std::optional<std::string> interpreter_wanted(std::span<const std::byte> file) {
  std::optional<Script> script = script_of(file);
  bool can_be_asked = script && script->interpreter.starts_with('/') &&
                      printable(script->interpreter) == script->interpreter;
  if (!can_be_asked) return std::nullopt;
  return script->interpreter;
}

Finding finding_of_script(const Script& script, const DeviceFacts& device,
                          const LibraryFiles* there) {
  const std::string& path = script.interpreter;
  if (path.empty())
    return *cannot_tell("this is a script that names no interpreter: no kernel starts it, and some "
                        "shells do",
                        {}, "name its interpreter in the first line: #!/bin/sh")
                .finding;
  std::string name = fmt::format("this is a script for `{}`", printable(path, 200));
  bool ends_like_dos = path.ends_with('\r') || script.argument.ends_with('\r');
  if (path.ends_with('\r'))
    return *will_not_run(name + " with a carriage return behind it, which is no file's name", {},
                         "give its lines the ends of Linux: `tr -d '\\r' <script >script.new`")
                .finding;
  if (ends_like_dos)
    return *cannot_tell(name + ", whose lines end like those of DOS", {},
                        "give its lines the ends of Linux: `tr -d '\\r' <script >script.new`")
                .finding;
  if (path.size() + 2 >= longest_line_before_5_1)
    return *cannot_tell(name + ", a path so long that many kernels cut it off").finding;
  auto found = there == nullptr ? LibraryFiles::const_iterator() : there->find(path);
  bool is_asked = there != nullptr && found != there->end();
  if (is_asked && !found->second)
    return *will_not_run(name + ", and the device has no such program", {},
                         "install it there, or send a program: `ashore build` makes one that "
                         "needs nothing on the device")
                .finding;
  if (is_env(script)) return about_env(script, device);
  if (is_asked)
    return *cannot_tell(name + ", which is there; what the script calls is not checked").finding;
  return *cannot_tell(name + "; whether the device has that is not known, nor what the script "
                             "calls")
              .finding;
}

}  // namespace ashore::verify
