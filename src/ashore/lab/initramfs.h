// SPDX-License-Identifier: Apache-2.0
// A root file system in memory, written as the kernel wants it: cpio, "newc" format
// (Documentation/driver-api/early-userspace/buffer-format.rst). Everything belongs to root.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace ashore::lab {

class Initramfs {
 public:
  // Paths begin with '/'; directories above are made by themselves (0755).
  void directory(std::string_view path, unsigned mode = 0755);
  void file(std::string_view path, std::string content, unsigned mode = 0644);
  void link(std::string_view path, std::string_view target);

  std::string archive() const;

 private:
  struct Node {
    unsigned mode = 0;
    std::string content;
  };
  void add(std::string_view path, Node node);
  std::map<std::string, Node> nodes_;  // sorted, so parents come before children
};

}  // namespace ashore::lab
