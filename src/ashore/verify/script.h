// SPDX-License-Identifier: Apache-2.0
// Scripts: files that begin with `#!` and the program that the kernel starts for them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "ashore/delivery/verdict.h"
#include "ashore/device/facts.h"
#include "ashore/device/library_files.h"

namespace ashore::verify {

struct Script {
  std::string interpreter;  // as the kernel reads it, a carriage return at its end included
  std::string argument;     // the rest of the line
};

// Empty: the file is no script.
std::optional<Script> script_of(std::span<const std::byte> file);

// The path that decides about a script, to be asked of the device; empty: none.
std::optional<std::string> interpreter_wanted(std::span<const std::byte> file);

// What is to be said of it. `there`: what the device was asked for; may be nullptr. Never `runs`:
// what a script calls as it runs nobody can tell.
Finding finding_of_script(const Script& script, const DeviceFacts& device,
                          const LibraryFiles* there);

}  // namespace ashore::verify
