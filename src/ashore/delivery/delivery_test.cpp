// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/delivery/cleared.h"
#include "ashore/delivery/shipment.h"

namespace ashore {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Artifact hello() {
  Artifact artifact;
  artifact.name = "hello";
  artifact.digest = sha256("hello");
  return artifact;
}

Verdict verdict_with(std::vector<Finding> findings) {
  Verdict verdict;
  verdict.artifact = hello().digest;
  verdict.findings = std::move(findings);
  return verdict;
}

Finding finding(Answer answer, std::string text, std::optional<std::string> hint = std::nullopt) {
  Finding made;
  made.check = "kernel";
  made.answer = answer;
  made.text = std::move(text);
  made.hint = std::move(hint);
  return made;
}

TEST(Verdict, is_as_bad_as_its_worst_finding) {
  EXPECT_EQ(verdict_with({finding(Answer::runs, "a")}).answer(), Answer::runs);
  EXPECT_EQ(verdict_with({finding(Answer::runs, "a"), finding(Answer::cannot_tell, "b")}).answer(),
            Answer::cannot_tell);
  EXPECT_EQ(verdict_with({finding(Answer::cannot_tell, "a"), finding(Answer::will_not_run, "b"),
                          finding(Answer::runs, "c")})
                .answer(),
            Answer::will_not_run);
}

TEST(Verdict, cannot_tell_when_nothing_was_found_out) {
  EXPECT_EQ(verdict_with({}).answer(), Answer::cannot_tell);
}

TEST(Answer, comes_back_from_its_word) {
  for (Answer answer : {Answer::runs, Answer::cannot_tell, Answer::will_not_run})
    EXPECT_EQ(parse_answer(name(answer)), answer);
  EXPECT_EQ(parse_answer("perhaps"), std::nullopt);
}

TEST(Cleared, lets_through_what_runs_and_keeps_the_verdict) {
  Verdict verdict = verdict_with({finding(Answer::runs, "a")});
  Expected<Cleared> cleared = Cleared::clear(hello(), verdict, Clearance::strict);
  ASSERT_TRUE(cleared);
  EXPECT_EQ(cleared->artifact().digest, hello().digest);
  EXPECT_EQ(cleared->verdict().findings, verdict.findings);
}

TEST(Cleared, lets_through_what_could_not_be_told_unless_strict) {
  Verdict verdict = verdict_with({finding(Answer::cannot_tell, "not checked yet")});
  EXPECT_TRUE(Cleared::clear(hello(), verdict, Clearance::normal));
  EXPECT_TRUE(Cleared::clear(hello(), verdict, Clearance::force));
  Expected<Cleared> strict = Cleared::clear(hello(), verdict, Clearance::strict);
  ASSERT_FALSE(strict);
  EXPECT_THAT(strict.error().message(), HasSubstr("--strict"));
}

TEST(Cleared, refuses_what_will_not_run_and_says_why) {
  Verdict verdict =
      verdict_with({finding(Answer::will_not_run, "no vfp", "build it for soft float"),
                    finding(Answer::cannot_tell, "not checked yet")});
  Expected<Cleared> refused = Cleared::clear(hello(), verdict, Clearance::normal);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::device);
  EXPECT_EQ(refused.error().message(), "`hello` will not run on this device");
  EXPECT_THAT(refused.error().steps(), ElementsAre("no vfp"));
  EXPECT_THAT(refused.error().hints(), Contains("build it for soft float"));
  EXPECT_THAT(refused.error().hints(), Contains(HasSubstr("--force")));
}

TEST(Cleared, shows_what_the_device_said_and_gives_a_shared_hint_once) {
  Finding first = finding(Answer::will_not_run, "no vfp", "build again");
  first.on_device = Evidence{"/proc/cpuinfo", "Features: half \x1b[2J"};
  Verdict verdict =
      verdict_with({first, finding(Answer::will_not_run, "no loader", "build again")});
  Expected<Cleared> refused = Cleared::clear(hello(), verdict, Clearance::normal);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().steps(),
              ElementsAre("no vfp (/proc/cpuinfo: Features: half ?[2J)", "no loader"));
  EXPECT_THAT(refused.error().hints(), ElementsAre("build again", HasSubstr("--force")));
}

TEST(Cleared, sends_anything_by_the_users_explicit_word) {
  Verdict verdict = verdict_with({finding(Answer::will_not_run, "no vfp")});
  EXPECT_TRUE(Cleared::clear(hello(), verdict, Clearance::force));
}

TEST(ClearedDeathTest, never_takes_a_verdict_on_other_bytes) {
  Verdict other = verdict_with({finding(Answer::runs, "a")});
  other.artifact = sha256("other bytes");
  EXPECT_DEATH((void)Cleared::clear(hello(), other, Clearance::force), "what was checked");
}

}  // namespace
}  // namespace ashore
