// SPDX-License-Identifier: Apache-2.0
// The desktop of an end-to-end test: the real ashore, the user's store, and a configuration of the
// test's own.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/host/files.h"
#include "ashore/host/process.h"

namespace ashore::e2e {

class Desktop : public testing::Test {
 protected:
  void SetUp() override;

  // `ashore WORDS...` to its end, with what it printed.
  host::ProcessOutput ashore(const std::vector<std::string>& words, const std::string& input = "");
  host::ProcessOutput run(host::Command command);

  // The path of a test program built for a virtual device ("r7000"), by ashore itself.
  std::string built(const std::string& project, const std::string& device,
                    const std::vector<std::string>& more = {});

  // Skips the test if virtual devices cannot be had here.
  void need_lab(const std::string& device);

  // `ssh` for ashore is the real one with this configuration file instead of the user's:
  // destinations of the test's own.
  void configure_ssh(const std::string& text);
  // The configuration file by which ashore itself reaches a virtual device.
  std::string lab_ssh_option(const std::string& device, const std::string& key);
  int lab_port(const std::string& device);

  // What a command prints on a virtual device, by plain ssh.
  std::string on_device(const std::string& device, const std::vector<std::string>& words);

  std::filesystem::path source(const std::string& name) const;
  const std::filesystem::path& scratch() const { return scratch_->path(); }

  std::map<std::string, std::optional<std::string>> environment_;

 private:
  std::unique_ptr<host::ProcessRunner> processes_ = host::system_process_runner();
  std::optional<host::TemporaryDirectory> scratch_;
};

inline int code(const host::ProcessOutput& output) { return shell_status(output.status); }

}  // namespace ashore::e2e
