// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/recall.h"

#include <gtest/gtest.h>

#include <fstream>

#include "ashore/host/files.h"

namespace ashore::workflow {
namespace {

class RecallTest : public testing::Test {
 protected:
  RecallTest() {
    facts_.identity = "SHA256:one";
    verdict_.artifact = sha256(std::string_view("a program"));
    verdict_.findings = {Finding{
        "instructions", Answer::will_not_run, "needs vfp2", {}, {}, {{4, "f", "", "vfp2"}}}};
  }
  // A file that has been at rest for longer than any test takes.
  static std::filesystem::path old_file() { return std::filesystem::canonical("/bin/sh"); }

  Expected<host::TemporaryDirectory> directory_ =
      host::TemporaryDirectory::create(std::filesystem::temp_directory_path(), "ashore-recall-");
  Expected<store::Store> store_ = store::Store::open(directory_->path() / "store");
  std::unique_ptr<host::ProcessRunner> processes_ = host::system_process_runner();
  host::Host host_{*processes_, {}, old_file()};
  SilentReporter silent_;
  Surroundings around_{host_, *store_, {}, silent_};
  Recall recall_{around_};
  DeviceFacts facts_;
  Verdict verdict_;
};

TEST_F(RecallTest, KnowsTheDigestOfAFileAtRest) {
  EXPECT_FALSE(recall_.digest_of(old_file()));
  recall_.keep(old_file(), verdict_.artifact);
  EXPECT_EQ(recall_.digest_of(old_file()), verdict_.artifact);
}

TEST_F(RecallTest, DoesNotTrustAFileThatWasWrittenJustNow) {
  std::filesystem::path file = directory_->path() / "program";
  std::ofstream(file) << "one";
  recall_.keep(file, verdict_.artifact);
  EXPECT_FALSE(recall_.digest_of(file));
}

TEST_F(RecallTest, KnowsAVerdictWithItsPlaces) {
  recall_.keep(verdict_, {facts_, "/tmp/p", true});
  std::optional<Verdict> known = recall_.verdict_on(verdict_.artifact, {facts_, "/tmp/p", true});
  ASSERT_TRUE(known);
  EXPECT_EQ(known->findings, verdict_.findings);
}

TEST_F(RecallTest, KnowsNothingOfAnotherQuestion) {
  recall_.keep(verdict_, {facts_, "/tmp/p", true});
  EXPECT_FALSE(recall_.verdict_on(sha256(std::string_view("x")), {facts_, "/tmp/p", true}));
  EXPECT_FALSE(recall_.verdict_on(verdict_.artifact, {facts_, "/opt/p", true}));
  EXPECT_FALSE(recall_.verdict_on(verdict_.artifact, {facts_, "/tmp/p", false}));
  DeviceFacts other = facts_;
  other.features = Fact<Features>{{{"vfp2"}}, {"/proc/cpuinfo", "vfp"}};
  EXPECT_FALSE(recall_.verdict_on(verdict_.artifact, {other, "/tmp/p", true}));
}

TEST_F(RecallTest, KnowsNothingThatAnotherAshoreSaid) {
  recall_.keep(verdict_, {facts_, "/tmp/p", true});
  host_.own_program = std::filesystem::canonical("/bin/ls");
  EXPECT_FALSE(recall_.verdict_on(verdict_.artifact, {facts_, "/tmp/p", true}));
}

TEST_F(RecallTest, KnowsNothingThatWasDamaged) {
  recall_.keep(verdict_, {facts_, "/tmp/p", true});
  for (const auto& entry : std::filesystem::directory_iterator(*store_->state("verdicts")))
    std::ofstream(entry.path(), std::ios::trunc) << R"({"version":1,"answer":"runs"})";
  EXPECT_FALSE(recall_.verdict_on(verdict_.artifact, {facts_, "/tmp/p", true}));
}

}  // namespace
}  // namespace ashore::workflow
