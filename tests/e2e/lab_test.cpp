// SPDX-License-Identifier: Apache-2.0
// The virtual devices are what they claim to be, and the example runs on each of them.
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "desktop.h"

namespace ashore::e2e {
namespace {

class Lab : public Desktop {};

TEST_F(Lab, the_r7000_is_a_faithful_one) {
  need_lab("r7000");
  if (IsSkipped() || HasFatalFailure()) return;
  std::string cpuinfo = on_device("r7000", {"cat", "/proc/cpuinfo"});
  EXPECT_NE(cpuinfo.find("0xc09"), std::string::npos) << cpuinfo;
  for (const char* missing : {"vfp", "neon", "idiv", "lpae"}) {
    EXPECT_EQ(cpuinfo.find(missing), std::string::npos) << missing << "\n" << cpuinfo;
  }
  EXPECT_TRUE(on_device("r7000", {"uname", "-r"}).starts_with("2.6.36"));
  EXPECT_TRUE(on_device("r7000", {"cat", "/proc/version"}).starts_with("Linux version 2.6.36"));
  EXPECT_NE(on_device("r7000", {"nvram", "get", "model"}).find("R7000"), std::string::npos);
  // No scp, no sftp-server, no visible libc; the root cannot be written.
  EXPECT_EQ(
      on_device("r7000",
                {"sh", "-c", "command -v scp sftp-server; ls /lib/libc* /lib/ld* 2>/dev/null; :"}),
      "");
  EXPECT_NE(on_device("r7000", {"sh", "-c", "touch /written 2>/dev/null || echo read-only"})
                .find("read-only"),
            std::string::npos);
}

class EveryDevice : public Desktop, public testing::WithParamInterface<const char*> {};

TEST_P(EveryDevice, runs_the_example) {
  std::string device = GetParam();
  need_lab(device);
  if (IsSkipped() || HasFatalFailure()) return;
  host::ProcessOutput output =
      ashore({"run", source("examples/hello").string(), "--on", "lab:" + device, "--release"});
  EXPECT_EQ(code(output), 0) << output.err;
  EXPECT_TRUE(output.out.starts_with("Hello, world!\n")) << output.out;
}

INSTANTIATE_TEST_SUITE_P(Of, EveryDevice, testing::Values("r7000", "bpi-r2", "bpi-r3", "mt7621"),
                         [](const auto& device) {
                           std::string name = device.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST_F(Lab, a_probe_tells_the_model_and_never_a_secret) {
  need_lab("r7000");
  if (IsSkipped() || HasFatalFailure()) return;
  host::ProcessOutput raw = ashore({"probe", "lab:r7000", "--share"});
  ASSERT_EQ(code(raw), 0) << raw.err;
  EXPECT_EQ(raw.out.find("psk"), std::string::npos);
  host::ProcessOutput output = ashore({"probe", "lab:r7000", "--json"});
  nlohmann::json facts = nlohmann::json::parse(output.out, nullptr, false);
  ASSERT_FALSE(facts.is_discarded()) << output.out;
  EXPECT_NE(facts.dump().find("R7000"), std::string::npos);
  EXPECT_EQ(facts.dump().find("psk"), std::string::npos);
}

}  // namespace
}  // namespace ashore::e2e
