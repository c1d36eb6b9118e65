// SPDX-License-Identifier: Apache-2.0
// The options that several commands share: which device, and what to build.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ashore/build/build.h"
#include "ashore/device/facts.h"
#include "ashore/workflow/devices.h"
#include "ashore/workflow/surroundings.h"

namespace CLI {
class App;
}

namespace ashore::cli {

struct DeviceOptions {
  std::string on;          // --on DEVICE
  std::string model;       // --for MODEL
  std::string facts;       // --facts FILE
  std::string transcript;  // --transcript FILE
  std::string cpuinfo;     // --cpuinfo FILE
  std::string uname;       // --uname TEXT, beside --cpuinfo

  bool any() const;
};

struct BuildOptions {
  std::string target;  // --target TRIPLE
  bool release = false;
  build::Request request;
};

// --on DEVICE, and with `offline` also --for MODEL, --facts, --transcript and --cpuinfo FILE: a
// device that need not be there.
void add_device_options(CLI::App& command, DeviceOptions& options, bool offline);
void add_build_options(CLI::App& command, BuildOptions& options);

// The facts of the device that was named in one of the ways.
Expected<DeviceFacts> facts_of(const DeviceOptions& options, const workflow::Surroundings& around);

// What to build for: the target for the device, or the one that is named, held against the device
// if there is one.
Expected<TargetChoice> target_of(const DeviceOptions& options, const std::string& named,
                                 const workflow::Surroundings& around);

// The same, and a session where the device is here (--on); its facts may be remembered ones.
Expected<workflow::Reached> device_of(const DeviceOptions& options,
                                      const workflow::Surroundings& around);

// ErrorKind::usage where --artifact is given and no command that makes it; `typed` is the beginning
// of what to type.
Expected<void> require_command(const build::Request& request, const std::string& typed);

// What to build, as the build stage takes it.
build::Request request_of(const BuildOptions& options);

}  // namespace ashore::cli
