// SPDX-License-Identifier: Apache-2.0
// The effects that a verb may have on this computer, handed to it by main.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ashore/host/process.h"

namespace ashore::host {

struct Host {
  ProcessRunner& processes;
  std::map<std::string, std::string>
      environment;                    // as the user gave it; the library never calls getenv
  std::filesystem::path own_program;  // the running ashore, for wrappers that call it back
};

// The first program of that name in the user's PATH, or no answer.
std::optional<std::filesystem::path> find_program(const Host& host, std::string_view name);

// A variable of the user's environment; empty where it is not set.
std::string variable(const Host& host, const std::string& name);

}  // namespace ashore::host
