// SPDX-License-Identifier: Apache-2.0
// A small cargo project on disk, and what it takes to build it for this very computer: for tests.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "ashore/build/build.h"
#include "ashore/host/files.h"
#include "ashore/host/host.h"
#include "ashore/store/store.h"
#include "ashore/toolchain/toolchain.h"

namespace ashore::build {

std::map<std::string, std::string> current_environment();

// Everything below a directory, with its content: to see that nothing changed.
std::map<std::string, std::string> snapshot(const std::filesystem::path& directory);

// Builds with the real cargo for the computer's own target, named with --target as for any other;
// no std but the installed one is needed. Skips the test where there is no cargo.
class CargoTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  void write(const std::filesystem::path& path, std::string_view content);  // below `root`
  // A package with that name at root/<directory>, whose main is given.
  void package(const std::filesystem::path& directory, std::string_view main,
               std::string_view more_manifest = "");
  void set(const std::string& variable, const std::string& value);

  Request request(const std::filesystem::path& directory) const;
  Expected<std::vector<Artifact>> build(const Request& request);
  // What the program prints; its exit status must be 0.
  std::string output_of(const std::filesystem::path& program);
  std::string output_of_only(const Request& request);

  std::filesystem::path root;        // everything lies below
  std::filesystem::path cargo_home;  // the user's settings
  std::string target;                // this computer's
  Toolchain toolchain;

 private:
  void unset_everything_of_cargo();
  std::optional<host::TemporaryDirectory> directory_;
  std::optional<store::Store> store_;
  std::unique_ptr<host::ProcessRunner> processes_;
  std::map<std::string, std::string> before_;
};

// What is written to our stderr, by us and by our children, while this lives.
class CapturedStderr {
 public:
  explicit CapturedStderr(const std::filesystem::path& file);
  ~CapturedStderr() { end(); }
  CapturedStderr(const CapturedStderr&) = delete;
  CapturedStderr& operator=(const CapturedStderr&) = delete;
  std::string text();

 private:
  void end();
  std::filesystem::path file_;
  int saved_;
};

}  // namespace ashore::build
