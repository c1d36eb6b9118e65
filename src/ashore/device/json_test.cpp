// SPDX-License-Identifier: Apache-2.0
#include "ashore/device/json.h"

#include <gtest/gtest.h>

#include <string>

namespace ashore {
namespace {

DeviceFacts full_facts() {
  DeviceFacts facts{};
  facts.identity = "SHA256:abc";
  facts.signature = "1|Linux version 2.6.36|; half thumb|";
  facts.machine = {{Arch::arm, Endian::little, Abi::arm_eabi, FloatAbi::soft}, {"elf", "ELF32"}};
  facts.baseline = {{"armv7-a", {"cpuinfo", "CPU part: 0xc09"}}};
  facts.features = {{Features{{"dsp", "hwdiv-arm"}}, {"AT_HWCAP", "0x8896"}}};
  facts.core = {{"cortex-a9", {"cpuinfo", "0xc09"}}};
  facts.model = {{"Netgear R7000", {"nvram", "t_model_name"}}};
  facts.board = {{"netgear,r7000", {"dt", "compatible"}}};
  facts.system = {{"FreshTomato 2024.3", {"nvram", "os_version"}}};
  facts.uname = {{"Linux r7000 2.6.36.4brcmarm", {"uname -a", "Linux"}}};
  facts.kernel = {{Version{{2, 6, 36, 4}}, {"uname -a", "2.6.36.4brcmarm"}}};
  facts.page_size = {{4096, {"AT_PAGESZ", "4096"}}};
  facts.memory_bytes = {{std::uint64_t{256} << 20, {"meminfo", "MemTotal"}}};
  facts.memory_available_bytes = {{200000000, {"meminfo", "MemFree"}}};
  facts.clock_offset_seconds = {{-42, {"date +%s", "12"}}};
  facts.loaders = {{{"/lib/ld-musl-arm.so.1", Libc::musl, Version{{1, 2, 4}}}, {"ls", "x"}},
                   {{"/lib/ld-uClibc.so.0", Libc::uclibc, std::nullopt}, {"ls", "y"}}};
  facts.libraries = {"libc.so.0", "libm.so.0"};
  facts.libraries_listed = true;
  facts.places = {{{"/tmp", 16000000, true, "tmpfs", true, false}, {"/proc/mounts", "tmpfs"}}};
  facts.tools = std::set<std::string>{"sha256sum", "cat"};
  facts.disagreements = {"the catalogue says neon, AT_HWCAP does not", "a second, in this order"};
  return facts;
}

bool same(const DeviceFacts& a, const DeviceFacts& b) {
  return a.identity == b.identity && a.signature == b.signature && a.machine == b.machine &&
         a.baseline == b.baseline && a.features == b.features && a.core == b.core &&
         a.model == b.model && a.board == b.board && a.system == b.system && a.uname == b.uname &&
         a.kernel == b.kernel && a.page_size == b.page_size && a.memory_bytes == b.memory_bytes &&
         a.memory_available_bytes == b.memory_available_bytes &&
         a.clock_offset_seconds == b.clock_offset_seconds && a.loaders == b.loaders &&
         a.libraries == b.libraries && a.libraries_listed == b.libraries_listed &&
         a.places == b.places && a.tools == b.tools && a.disagreements == b.disagreements;
}

std::string replaced(std::string text, std::string_view old_text, std::string_view new_text) {
  std::size_t at = text.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text;
  if (at == std::string::npos) return text;
  return text.replace(at, old_text.size(), new_text);
}

void expect_refused(const std::string& json, std::string_view field) {
  Expected<DeviceFacts> facts = parse_device_facts(json);
  ASSERT_FALSE(facts) << json;
  EXPECT_EQ(facts.error().kind(), ErrorKind::bad_input);
  EXPECT_NE(facts.error().message().find(field), std::string::npos) << facts.error().message();
}

TEST(FactsAsJson, are_read_back_whole) {
  Expected<DeviceFacts> facts = parse_device_facts(to_json(full_facts()));
  ASSERT_TRUE(facts) << facts.error().message();
  EXPECT_TRUE(same(*facts, full_facts())) << to_json(*facts);
}

TEST(FactsAsJson, what_is_missing_stays_missing) {
  DeviceFacts little{};
  little.machine = full_facts().machine;
  Expected<DeviceFacts> facts = parse_device_facts(to_json(little));
  ASSERT_TRUE(facts) << facts.error().message();
  EXPECT_TRUE(same(*facts, little)) << to_json(*facts);
  EXPECT_FALSE(facts->features);
  EXPECT_FALSE(facts->libraries_listed);
  EXPECT_FALSE(facts->tools);
}

TEST(FactsAsJson, an_empty_list_of_libraries_is_not_an_unknown_one) {
  DeviceFacts facts = full_facts();
  facts.libraries.clear();
  EXPECT_TRUE(parse_device_facts(to_json(facts))->libraries_listed);
}

TEST(FactsAsJson, unknown_fields_are_ignored) {
  std::string json = replaced(to_json(full_facts()), "{", R"({"future": [1, {"x": null}],)");
  EXPECT_TRUE(parse_device_facts(json));
}

TEST(FactsAsJson, a_wrong_field_is_named) {
  std::string json = to_json(full_facts());
  expect_refused(replaced(json, "\"little\"", "\"middle\""), "machine.value.endian");
  expect_refused(replaced(json, "\"arm\"", "7"), "machine.value.arch");
  expect_refused(replaced(json, "4096", "-4096"), "page_size.value");
  expect_refused(replaced(json, "-42", "18446744073709551615"), "clock_offset_seconds.value");
  expect_refused(replaced(json, "\"2.6.36.4\"", "\"two\""), "kernel.value");
  expect_refused(replaced(json, "\"hwdiv-arm\"", "{}"), "features.value[1]");
  expect_refused(replaced(json, "\"/tmp\"", R"("/tmp\u001b[2J")"), "places[0].value.path");
  expect_refused(replaced(json, "\"/tmp\"", "\";tmp\""), "places[0].value.path");
  expect_refused(replaced(json, "\"evidence\"", "\"evidense\""), "machine.evidence");
  expect_refused(replaced(json, "\"a second, in this order\"", "2"), "disagreements[1]");
  expect_refused(replaced(json, "a second, in", "a second\\u001b[2J in"), "disagreements[1]");
  expect_refused(replaced(json, "\"1|Linux", "\"2|Linux"), "signature");
  expect_refused(replaced(json, "\"version\": 1", "\"version\": 2"), "version");
}

TEST(FactsAsJson, what_is_no_object_is_refused) {
  expect_refused("", "not JSON");
  expect_refused("{", "not JSON");
  expect_refused("[]", "object");
  expect_refused("{}", "version");
  expect_refused("{\"version\": 1}", "machine");
  expect_refused(R"({"version": 1, "machine": []})", "machine");
  expect_refused(std::string(100000, '['), "not JSON");
}

TEST(FactsAsJson, text_that_is_not_utf8_does_not_break_the_writer) {
  DeviceFacts facts = full_facts();
  facts.model->value = "\xff\xfe";
  EXPECT_TRUE(parse_device_facts(to_json(facts)));
}

}  // namespace
}  // namespace ashore
