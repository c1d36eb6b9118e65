// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/assembled.h"

#include <cstdlib>
#include <fstream>

namespace ashore::verify {

bool has_tools() {
  return std::system("clang-19 --version >/dev/null 2>&1 && ld.lld --version >/dev/null 2>&1") == 0;
}

std::vector<std::byte> assembled(const std::filesystem::path& directory, const std::string& target,
                                 const std::string& text, const std::string& flags) {
  std::ofstream(directory / "a.s") << text;
  std::string program = (directory / "a.out").string();
  std::string command = "clang-19 --target=" + target +
                        " -nostdlib -fuse-ld=lld -Wl,--build-id=none "
                        "-Wno-unused-command-line-argument " +
                        flags + " -o " + program + " " + (directory / "a.s").string() + " 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << command;
  return elf::bytes_of_file(program);
}

}  // namespace ashore::verify
