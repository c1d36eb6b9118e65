// SPDX-License-Identifier: Apache-2.0
// The effects that a verb may have on this computer, handed to it by main.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "ashore/host/process.h"

namespace ashore::host {

struct Host {
  ProcessRunner& processes;
  std::map<std::string, std::string>
      environment;                    // as the user gave it; the library never calls getenv
  std::filesystem::path own_program;  // the running ashore, for wrappers that call it back
};

}  // namespace ashore::host
