// SPDX-License-Identifier: Apache-2.0
// What a virtual device is made of, as data/lab/*.toml says it. The rest of the lab knows no device
// by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"

namespace ashore::lab {

// A file of the device's read-only root.
struct RootFile {
  std::string path;
  std::string text;
  unsigned mode = 0644;
  // Mounted over a file of /proc or /sys instead, which no root can hold.
  bool bound = false;
};

// The kernel's own words, changed in the memory of the booted device.
struct Disguise {
  std::string release;      // uname -r; empty: as it is
  std::string version;      // uname -v
  std::string compiled_by;  // between release and version in /proc/version
  struct Replacement {
    std::string text, by;
  };
  std::vector<Replacement> replaced;
};

struct Flash {
  std::string device;  // "/dev/vda", on the device
  std::string where;   // mount point
  unsigned megabytes = 0;
};

struct Description {
  std::string name;
  std::string summary;              // one line for people
  std::string kernel_metapackage;   // depends on the real one: "linux-image-armmp"
  std::string kernel_architecture;  // Debian's
  std::string userland_architecture;
  std::string userland_triplet;         // where that one's libraries lie: "arm-linux-gnueabi"
  std::string loader;                   // file name of its dynamic loader
  std::vector<std::string> code_flags;  // for clang: target, ISA and float ABI
  // The distribution's programs are hard-float, and the device's own are not (MIPS).
  bool is_soft_float = false;

  std::string emulator;  // "qemu-system-arm"
  std::string machine;
  std::vector<std::string> options;  // the emulator's, for this machine
  std::string device_tree;           // a file of the kernel package; empty: the emulator's own
  std::string console;
  unsigned megabytes = 0;  // of memory

  std::vector<std::string> modules;  // with all that they need
  std::vector<std::string> applets;  // names in /bin
  std::string temporary_size;        // of the tmpfs on /tmp
  std::vector<std::string> hidden;   // directories under an empty file system
  Flash flash;
  std::optional<unsigned> last_system_call;  // younger ones are unknown to this device's kernel
  Disguise disguise;
  std::vector<RootFile> files;

  std::string source;  // the whole text: a changed description is another device
};

// Reads one description; what is missing or unknown is an error that names it.
Expected<Description> read_description(std::string_view name, std::string_view toml);

// All that are embedded, by name.
Expected<std::vector<Description>> descriptions();

// The one with that name, or a usage error with "did you mean".
Expected<Description> description_of(std::string_view name);

}  // namespace ashore::lab
