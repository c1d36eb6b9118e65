// SPDX-License-Identifier: Apache-2.0
#include "ashore/delivery/verdict_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ashore {
namespace {

Verdict sample() {
  Verdict verdict;
  verdict.artifact = sha256(std::string_view("a program"));
  Finding bad;
  bad.check = "instructions";
  bad.answer = Answer::will_not_run;
  bad.text = "96 instructions need vfp2";
  bad.on_device = Evidence{"/proc/cpuinfo", "Features: half thumb"};
  bad.hint = "build it for soft float";
  bad.where = {{0x10a34, "main", "vadd.f32 s0, s1, s2", "vfp2"}, {0, "", "vldr d0, [r0]", "vfp2"}};
  Finding good;
  good.check = "machine";
  good.answer = Answer::runs;
  good.text = "32-bit ARM";
  verdict.findings = {bad, good};
  verdict.warnings = {"the kernel is old"};
  return verdict;
}

TEST(VerdictJson, ComesBackAsItWas) {
  Verdict verdict = sample();
  Expected<Verdict> back = parse_verdict(to_json(verdict).dump());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->artifact, verdict.artifact);
  EXPECT_EQ(back->findings, verdict.findings);
  EXPECT_EQ(back->warnings, verdict.warnings);
}

TEST(VerdictJson, WritesAddressesAsPeopleReadThem) {
  EXPECT_EQ(to_json(sample())["findings"][0]["where"][0]["address"], "0x10a34");
  EXPECT_EQ(to_json(sample())["findings"][0]["where"][1]["address"], "0x0");
}

TEST(VerdictJson, RefusesWhatWouldMakeAVerdictBetterThanItWas) {
  nlohmann::json json = to_json(sample());
  nlohmann::json without = json;
  without["findings"].erase(0);
  EXPECT_FALSE(parse_verdict(without.dump()));
  nlohmann::json changed = json;
  changed["findings"][0]["answer"] = "maybe";
  EXPECT_FALSE(parse_verdict(changed.dump()));
  nlohmann::json unnamed = json;
  unnamed["digest"] = "00";
  EXPECT_FALSE(parse_verdict(unnamed.dump()));
}

TEST(VerdictJson, RefusesAnyOtherText) {
  for (const char* text : {"", "{}", "[]", "{\"version\":2}", "{\"version\":1}", "\xff"})
    EXPECT_FALSE(parse_verdict(text)) << text;
}

}  // namespace
}  // namespace ashore
