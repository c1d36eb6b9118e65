// SPDX-License-Identifier: Apache-2.0
// Makes the programs of the matrix once: what it made is kept, named by everything that it was made
// of.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "table.h"

namespace ashore::verdicts {

class Workshop {
 public:
  // `folder`: tests/verdicts.
  Workshop(std::filesystem::path folder, host::Host& host, const store::Store& store,
           Reporter& reporter)
      : folder_(std::move(folder)), host_(host), store_(store), reporter_(reporter) {}

  // The program's file. ErrorKind::toolchain: something is missing to make it, which is told.
  Expected<std::filesystem::path> made(const Program& program);

  // The root directory in which such a program finds its loader and libraries; empty: it needs
  // none.
  Expected<std::filesystem::path> root_of(const Program& program);

 private:
  Expected<std::filesystem::path> kept(const Program& program, const std::string& recipe,
                                       const store::Store::Make& make);
  Expected<std::filesystem::path> compiled(const Program& program);
  Expected<std::filesystem::path> rust(const Program& program);
  Expected<std::filesystem::path> from_package(const Program& program);
  Expected<std::filesystem::path> zig(const Program& program);
  // Debian's packages for that architecture in one tree.
  Expected<std::filesystem::path> system_root(const std::string& architecture);
  Expected<host::Command> compiler(const Program& program, const std::filesystem::path& result);
  // What that program says of its version; asked once.
  Expected<std::string> version(const std::string& tool);

  std::filesystem::path folder_;
  host::Host& host_;
  const store::Store& store_;
  Reporter& reporter_;
  std::map<std::string, std::filesystem::path> roots_;
  std::map<std::string, std::string> versions_;
};

}  // namespace ashore::verdicts
