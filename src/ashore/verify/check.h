// SPDX-License-Identifier: Apache-2.0
// What a check is: a function from the program and the device to at most one finding. Each lives in
// its own file check_<name>.cpp; verify.cpp holds the ordered list.
#pragma once

#include <optional>
#include <string>

#include "ashore/delivery/verdict.h"
#include "ashore/device/facts.h"
#include "ashore/elf/elf.h"
#include "ashore/verify/program_code.h"
#include "ashore/verify/together.h"
#include "ashore/verify/verify.h"

namespace ashore::verify {

// All that a check may look at.
struct Subject {
  std::span<const std::byte> bytes;
  const ElfFacts& file;
  const DeviceFacts& device;
  const Destination& destination;
  const Known& known;
  const Together& together;
  ProgramCode& code;

  // Started by the kernel alone: no loader, no libraries.
  bool is_static() const { return !file.interpreter && file.needed.empty(); }
};

// No finding: the check has nothing to say about such a file.
struct Checked {
  std::optional<Finding> finding;
  std::optional<std::string> warning;  // true, worth a line, and no reason not to run
};

using OnDevice = std::optional<Evidence>;

Checked nothing_to_say();
Checked runs(std::string text, OnDevice on_device = {});
Checked cannot_tell(std::string text, OnDevice on_device = {},
                    std::optional<std::string> hint = {});
Checked will_not_run(std::string text, OnDevice on_device = {},
                     std::optional<std::string> hint = {});

template <class T> OnDevice evidence_of(const MaybeFact<T>& fact) {
  if (!fact) return std::nullopt;
  return fact->evidence;
}

// What most hints come down to.
inline constexpr const char* build_for_device = "`ashore build` chooses the target for this device";
inline constexpr const char* build_static =
    "`ashore build` makes a static program, which needs no library on the device";

Checked check_type(const Subject& subject);
Checked check_machine(const Subject& subject);
Checked check_flags(const Subject& subject);
Checked check_float_abi(const Subject& subject);
Checked check_interpreter(const Subject& subject);
Checked check_libraries(const Subject& subject);
Checked check_symbol_versions(const Subject& subject);
Checked check_symbols(const Subject& subject);
Checked check_kernel(const Subject& subject);
Checked check_system_calls(const Subject& subject);
Checked check_segments(const Subject& subject);
Checked check_page_size(const Subject& subject);
Checked check_noexec(const Subject& subject);
Checked check_room(const Subject& subject);
Checked check_memory(const Subject& subject);
Checked check_instructions(const Subject& subject);
Checked check_later_code(const Subject& subject);

}  // namespace ashore::verify
