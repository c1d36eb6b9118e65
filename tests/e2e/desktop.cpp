// SPDX-License-Identifier: Apache-2.0
#include "desktop.h"

#include <nlohmann/json.hpp>

#include "ashore/base/text.h"

namespace ashore::e2e {

void Desktop::SetUp() {
  Expected<host::TemporaryDirectory> scratch =
      host::TemporaryDirectory::create(std::filesystem::temp_directory_path(), "ashore-e2e-");
  ASSERT_TRUE(scratch) << scratch.error().message();
  scratch_.emplace(*std::move(scratch));
  environment_["XDG_CONFIG_HOME"] = this->scratch() / "config";
  environment_["NO_COLOR"] = "1";
}

host::ProcessOutput Desktop::run(host::Command command) {
  for (const auto& [name, value] : environment_) command.environment.emplace(name, value);
  Expected<host::ProcessOutput> output = processes_->run(command);
  if (!output) {
    ADD_FAILURE() << output.error().message();
    return {};
  }
  return *std::move(output);
}

host::ProcessOutput Desktop::ashore(const std::vector<std::string>& words,
                                    const std::string& input) {
  host::Command command;
  command.argv = {ASHORE_PROGRAM};
  command.argv.insert(command.argv.end(), words.begin(), words.end());
  command.input = input;
  command.deadline = std::chrono::minutes(20);
  return run(std::move(command));
}

std::filesystem::path Desktop::source(const std::string& name) const {
  return std::filesystem::path(ASHORE_SOURCE_DIR) / name;
}

std::string Desktop::built(const std::string& project, const std::string& device,
                           const std::vector<std::string>& more) {
  std::vector<std::string> words = {"build", source(project).string(), "--on", "lab:" + device,
                                    "--release"};
  words.insert(words.end(), more.begin(), more.end());
  host::ProcessOutput output = ashore(words);
  EXPECT_EQ(code(output), 0) << output.err;
  return std::string(trimmed(output.out));
}

void Desktop::need_lab(const std::string& device) {
  host::ProcessOutput output = ashore({"lab", "up", device});
  // What the lab needs is named by ashore itself; with none of it this machine cannot show
  // anything.
  if (code(output) == 4 && output.err.find("`qemu-system-") != std::string::npos) {
    GTEST_SKIP() << "skipped: no qemu\n" << output.err;
  }
  ASSERT_EQ(code(output), 0) << output.err;
}

void Desktop::configure_ssh(const std::string& text) {
  std::filesystem::path directory = scratch() / "bin";
  ASSERT_TRUE(host::make_directories(directory));
  ASSERT_TRUE(host::write_file(scratch() / "ssh_config", text, 0600));
  std::string real = host::find_programs("ssh", std::getenv("PATH")).front();
  std::string script =
      "#!/bin/sh\nexec " + real + " -F " + (scratch() / "ssh_config").string() + " \"$@\"\n";
  ASSERT_TRUE(host::write_file(directory / "ssh", script, 0755));
  environment_["PATH"] = directory.string() + ":" + std::getenv("PATH");
}

int Desktop::lab_port(const std::string& device) {
  nlohmann::json list =
      nlohmann::json::parse(ashore({"lab", "list", "--json"}).out, nullptr, false);
  if (list.is_discarded()) return 0;
  for (const nlohmann::json& entry : list["devices"]) {
    if (entry["name"] == device) return entry["port"];
  }
  return 0;
}

std::string Desktop::on_device(const std::string& device, const std::vector<std::string>& words) {
  std::vector<std::string> line = {"lab", "ssh", device, "--"};
  line.insert(line.end(), words.begin(), words.end());
  return ashore(line).out;
}

}  // namespace ashore::e2e
