// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/machine.h"

#include <fmt/format.h>

namespace ashore::lab {

std::vector<std::string> machine_arguments(const Description& device,
                                           const std::filesystem::path& emulator, PowerOn power,
                                           int port) {
  bool restore = power == PowerOn::restore;
  std::string memory =
      restore ? fmt::format("{}/{}", place::snapshot, place::memory) : std::string(place::memory);
  std::vector<std::string> arguments{
      emulator.string(),
      "-nodefaults",
      "-no-user-config",
      "-display",
      "none",
      "-monitor",
      "none",
      // A device that reboots or panics is a device whose power was cut.
      "-no-reboot",
      "-machine",
      device.machine + ",memory-backend=memory",
      "-m",
      std::to_string(device.megabytes),
      "-object",
      fmt::format("memory-backend-file,id=memory,size={}M,mem-path={},share={}", device.megabytes,
                  memory, restore ? "off" : "on"),
      "-kernel",
      fmt::format("{}/kernel", place::image),
      "-initrd",
      fmt::format("{}/initramfs", place::image),
      "-append",
      fmt::format("console={} quiet panic=-1", device.console),
      "-drive",
      fmt::format("if=none,id=flash,format=raw,file={}", place::flash),
      "-netdev",
      fmt::format("user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{}-:22", port),
  };
  if (!device.device_tree.empty()) {
    arguments.insert(arguments.end(), {"-dtb", fmt::format("{}/device-tree", place::image)});
  }
  arguments.insert(arguments.end(), device.options.begin(), device.options.end());
  arguments.insert(arguments.end(),
                   {"-chardev",
                    fmt::format("socket,id=console,path={},server=on,wait=off,logfile={}",
                                place::console, place::console_log),
                    "-serial", "chardev:console", "-qmp",
                    fmt::format("unix:{},server=on,wait=off", place::monitor)});
  if (restore) arguments.insert(arguments.end(), {"-incoming", "defer"});
  return arguments;
}

}  // namespace ashore::lab
