// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/disguise.h"

#include <fmt/format.h>

#include <cstring>
#include <string>

namespace ashore::lab {
namespace {

// Calls `change` with the offset of every occurrence; it says whether it changed something.
template <class Change>
std::size_t each_occurrence(std::string_view memory, std::string_view text, Change change) {
  std::size_t count = 0, at = 0;
  // memmem rather than std::search: this runs through all of a machine's memory.
  while (const void* found =
             ::memmem(memory.data() + at, memory.size() - at, text.data(), text.size())) {
    at = static_cast<std::size_t>(static_cast<const char*>(found) - memory.data());
    if (change(at)) ++count;
    at += 1;
  }
  return count;
}

void overwrite(std::span<std::byte> memory, std::size_t at, std::string_view text,
               std::size_t room) {
  for (std::size_t i = 0; i < room; ++i) {
    memory[at + i] = i < text.size() ? static_cast<std::byte>(text[i]) : std::byte{0};
  }
}

std::string_view as_text(std::span<const std::byte> memory) {
  return {reinterpret_cast<const char*>(memory.data()), memory.size()};
}

Failure not_found(std::string_view what) {
  return failure(ErrorKind::toolchain,
                 fmt::format("cannot disguise the kernel: {} is not in its memory", what));
}

// struct new_utsname of include/uapi/linux/utsname.h: sysname, nodename, release, version, machine
// and domainname, 65 bytes each.
Expected<void> rename(std::span<std::byte> memory, const Disguise& wanted, std::string_view release,
                      std::string_view host_name) {
  constexpr std::size_t field = 65;
  auto padded = [](std::string_view text) {
    std::string result(text);
    result.resize(field, '\0');
    return result;
  };
  if (wanted.release.size() >= field || wanted.version.size() >= field) {
    return failure(ErrorKind::config, "a kernel's release and version have at most 64 characters");
  }
  std::string before = padded("Linux") + padded(host_name) + padded(release);
  std::size_t count = each_occurrence(as_text(memory), before, [&](std::size_t at) {
    if (memory.size() - at < 6 * field) return false;
    if (!wanted.release.empty()) overwrite(memory, at + 2 * field, wanted.release, field);
    if (!wanted.version.empty()) overwrite(memory, at + 3 * field, wanted.version, field);
    return true;
  });
  if (count == 0) return not_found("the answer to uname");
  return {};
}

// linux_proc_banner of init/version.c: "%s version %s (builder) (compiler) %s\n".
Expected<void> rebuild(std::span<std::byte> memory, std::string_view compiled_by) {
  std::string fresh = fmt::format("%s version %s {} %s\n", compiled_by);
  std::string_view text = as_text(memory);
  constexpr std::size_t longest = 512;
  std::size_t count = each_occurrence(text, "%s version %s (", [&](std::size_t at) {
    std::size_t length = text.substr(at, longest).find('\0');
    if (length == std::string_view::npos || length < fresh.size()) return false;
    if (!text.substr(at, length).ends_with(" %s\n")) return false;
    overwrite(memory, at, fresh, length);
    return true;
  });
  if (count == 0) return not_found("the text of /proc/version");
  return {};
}

}  // namespace

Expected<void> disguise(std::span<std::byte> memory, const Disguise& wanted,
                        std::string_view release, std::string_view host_name) {
  if (!wanted.compiled_by.empty()) TRY(rebuild(memory, wanted.compiled_by));
  if (!wanted.release.empty() || !wanted.version.empty()) {
    TRY(rename(memory, wanted, release, host_name));
  }
  for (const Disguise::Replacement& replacement : wanted.replaced) {
    if (replacement.by.size() > replacement.text.size() || replacement.text.empty()) {
      return failure(ErrorKind::config, fmt::format("`{}` does not fit in the place of `{}`",
                                                    replacement.by, replacement.text));
    }
    std::size_t count = each_occurrence(as_text(memory), replacement.text, [&](std::size_t at) {
      overwrite(memory, at, replacement.by, replacement.text.size());
      return true;
    });
    if (count == 0) return not_found("`" + replacement.text + "`");
  }
  return {};
}

}  // namespace ashore::lab
