// SPDX-License-Identifier: Apache-2.0
// One device, known in three ways: by its name, by what somebody pasted, and by asking it.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "desktop.h"

namespace ashore::e2e {
namespace {

using testing::Contains;
using testing::HasSubstr;

class Target : public Desktop {
 protected:
  nlohmann::json target(std::vector<std::string> words, const std::string& input = "") {
    words.insert(words.begin(), "target");
    words.emplace_back("--json");
    host::ProcessOutput output = ashore(words, input);
    EXPECT_EQ(code(output), 0) << output.err;
    return nlohmann::json::parse(output.out, nullptr, false);
  }
};

void expect_the_r7000s(const nlohmann::json& answer) {
  ASSERT_TRUE(answer.is_object());
  ASSERT_FALSE(answer["targets"].empty());
  const nlohmann::json& best = answer["targets"][0];
  EXPECT_EQ(best["triple"], "armv7-unknown-linux-musleabi");
  EXPECT_EQ(best["float_abi"], "soft");
  std::vector<std::string> hard_float;
  for (const nlohmann::json& out : answer["rejected"]) {
    std::string triple = out["triple"];
    if (triple == "armv7-unknown-linux-musleabihf" || triple == "arm-unknown-linux-musleabihf")
      hard_float.push_back(out["reason"]);
  }
  ASSERT_EQ(hard_float.size(), 2U);
  for (const std::string& reason : hard_float) EXPECT_THAT(reason, HasSubstr("vfp"));
  for (const nlohmann::json& fits : answer["targets"]) EXPECT_EQ(fits["float_abi"], "soft");
}

TEST_F(Target, of_an_r7000_is_soft_float_by_its_name) {
  expect_the_r7000s(target({"--for", "Netgear R7000"}));
  expect_the_r7000s(target({"--for", "r7000"}));
}

TEST_F(Target, of_an_r7000_is_soft_float_by_its_cpuinfo_and_by_asking_it) {
  need_lab("r7000");
  std::string cpuinfo = on_device("r7000", {"cat", "/proc/cpuinfo"});
  nlohmann::json pasted =
      target({"--cpuinfo", "-", "--uname", on_device("r7000", {"uname", "-a"})}, cpuinfo);
  expect_the_r7000s(pasted);
  EXPECT_THAT(pasted["targets"][0]["reasons"], Contains("no vfp in Features, so soft float"));

  nlohmann::json asked = target({"--on", "lab:r7000"});
  expect_the_r7000s(asked);
  EXPECT_THAT(asked["targets"][0]["reasons"],
              Contains("no vfp in Features and AT_HWCAP, so soft float"));
  // An old kernel is one warning, and no refusal.
  ASSERT_EQ(asked["targets"][0]["warnings"].size(), 1U) << asked["targets"][0]["warnings"];
  EXPECT_THAT(std::string(asked["targets"][0]["warnings"][0]), HasSubstr("2.6.36"));
}

TEST_F(Target, of_a_name_that_hides_several_cpus_is_asked_for) {
  host::ProcessOutput output = ashore({"target", "--for", "EA7500"});
  EXPECT_EQ(code(output), 2);
  EXPECT_EQ(output.out, "");
  for (const char* word : {"v1", "v2", "v3", "revision"}) EXPECT_THAT(output.err, HasSubstr(word));
  EXPECT_EQ(target({"--for", "linksys ea7500 v2"})["targets"][0]["triple"],
            "mipsel-unknown-linux-musl");
}

TEST_F(Target, knows_the_users_own_rows_first) {
  std::filesystem::path configuration = scratch() / "configuration";
  environment_["XDG_CONFIG_HOME"] = configuration.string();
  ASSERT_TRUE(host::make_directories(configuration / "ashore"));
  ASSERT_TRUE(host::write_file(configuration / "ashore" / "devices.tsv",
                               "vendor\tmodel\tarchitecture\nHome made\tR7000\tmips_24kc\n"));
  host::ProcessOutput found = ashore({"devices", "home", "made", "r7000"});
  EXPECT_EQ(code(found), 0) << found.err;
  EXPECT_TRUE(found.out.starts_with("Home made R7000")) << found.out;
  ASSERT_TRUE(host::write_file(configuration / "ashore" / "devices.tsv",
                               "vendor\tmodel\tarchitecture\nHome made\tR7000\tmips_24cc\n"));
  host::ProcessOutput wrong = ashore({"devices", "r7000"});
  EXPECT_EQ(code(wrong), 2);
  EXPECT_THAT(wrong.err, HasSubstr("line 2"));
  EXPECT_THAT(wrong.err, HasSubstr("did you mean `mips_24kc`?"));
}

}  // namespace
}  // namespace ashore::e2e
