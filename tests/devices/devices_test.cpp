// SPDX-License-Identifier: Apache-2.0
// Every folder here is a device: what it answered, and what we must make of it. See README.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/text.h"
#include "ashore/choose/choose.h"
#include "ashore/device/json.h"
#include "ashore/probe/interpret.h"

namespace ashore {
namespace {

// When the recorded answers were taken, as far as the clock's offset is concerned.
constexpr std::chrono::system_clock::time_point desk_time{std::chrono::seconds{1795305600}};

std::filesystem::path devices_directory() {
  return std::filesystem::path(ASHORE_SOURCE_DIR) / "tests" / "devices";
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> device_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(devices_directory())) {
    if (std::filesystem::exists(entry.path() / "transcript"))
      names.push_back(entry.path().filename().string());
  }
  return names;
}

Expected<DeviceFacts> facts_of(std::string_view transcript) {
  return probe::interpret(transcript, desk_time);
}

std::string choice_text(const DeviceFacts& facts) {
  Expected<TargetChoice> choice = choose::choose(facts);
  if (!choice) return "error: " + choice.error().message() + "\n";
  std::string text = "target " + rust_name(choice->triple) + "\n";
  text += "floor " + choice->floor.baseline;
  for (const std::string& feature : choice->floor.features.names) text += " +" + feature;
  text += "\ncpu " + choice->cpu + "\n";
  for (const std::string& reason : choice->reasons) text += "because " + reason + "\n";
  for (const std::string& warning : choice->warnings) text += "warning " + warning + "\n";
  return text;
}

void expect_file(const std::filesystem::path& path, const std::string& text) {
  if (std::getenv("ASHORE_ACCEPT") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(text, contents(path)) << path << " (ASHORE_ACCEPT=1 rewrites it)";
}

// The transcript without its n-th section; empty when there are fewer.
std::string without_section(const std::string& transcript, std::size_t n) {
  constexpr std::string_view marker = "\n@@by-hand@@ ";
  std::size_t begin = transcript.find(marker);
  for (; n > 0 && begin != std::string::npos; --n) begin = transcript.find(marker, begin + 1);
  if (begin == std::string::npos) return {};
  std::size_t end = transcript.find(marker, begin + 1);
  return transcript.substr(0, begin) + (end == std::string::npos ? "\n" : transcript.substr(end));
}

// The transcript without the n-th line of its cpuinfo; empty when there are fewer.
std::string without_line_of_cpuinfo(const std::string& transcript, std::size_t n) {
  std::size_t section = transcript.find("\n@@by-hand@@ cpuinfo");
  if (section == std::string::npos) return {};
  std::size_t begin = transcript.find('\n', section + 1) + 1;
  std::size_t end = std::min(transcript.find("\n@@by-hand@@ ", begin), transcript.size());
  for (; n > 0 && begin < end; --n) begin = transcript.find('\n', begin) + 1;
  if (begin >= end) return {};
  return transcript.substr(0, begin) + transcript.substr(transcript.find('\n', begin) + 1);
}

template <class T> bool is_subset(const std::set<T>& some, const std::set<T>& all) {
  return std::ranges::includes(all, some);
}

// A fact that is still told says the same, or it is missing.
template <class T>
void expect_not_stronger(const MaybeFact<T>& less, const MaybeFact<T>& whole, const char* what) {
  if (!less) return;
  ASSERT_TRUE(whole) << what;
  EXPECT_EQ(less->value, whole->value) << what;
}

void expect_weaker_machine(const Machine& less, const Machine& whole) {
  EXPECT_EQ(less.arch, whole.arch);
  EXPECT_EQ(less.endian, whole.endian);
  // An ABI of MIPS is the userland's: without its program, soft is what Rust's target has anyway.
  EXPECT_TRUE(less.float_abi == whole.float_abi || less.float_abi == FloatAbi::soft);
}

// Ascending: what runs on the left runs on the right.
bool is_not_above(const std::string& less, const std::string& whole) {
  const std::vector<std::string> order = {"armv4",  "armv4t",  "armv5t",   "armv5te", "armv6",
                                          "armv6k", "armv6kz", "armv7-a",  "armv8-a", "mips1",
                                          "mips2",  "mips32",  "mips32r2", "mips32r5"};
  return less == whole || std::ranges::find(order, less) < std::ranges::find(order, whole);
}

void expect_weaker(const DeviceFacts& less, const DeviceFacts& whole) {
  expect_weaker_machine(less.machine.value, whole.machine.value);
  if (less.features) {
    ASSERT_TRUE(whole.features);
    EXPECT_TRUE(is_subset(less.features->value.names, whole.features->value.names));
  }
  if (less.baseline && whole.baseline) {
    EXPECT_TRUE(is_not_above(less.baseline->value, whole.baseline->value))
        << less.baseline->value << " of less, " << whole.baseline->value << " of all";
  }
  expect_not_stronger(less.core, whole.core, "core");
  expect_not_stronger(less.kernel, whole.kernel, "kernel");
  expect_not_stronger(less.page_size, whole.page_size, "page size");
  expect_not_stronger(less.memory_bytes, whole.memory_bytes, "memory");
  EXPECT_TRUE(is_subset(less.libraries, whole.libraries));
  EXPECT_TRUE(whole.libraries_listed || !less.libraries_listed);
  EXPECT_LE(less.places.size(), whole.places.size());
  EXPECT_TRUE(!less.tools || less.tools == whole.tools);
}

// What is chosen from less may be slower, never more than the device can.
void expect_weaker_choice(const DeviceFacts& less, const DeviceFacts& whole) {
  Expected<TargetChoice> weak = choose::choose(less), strong = choose::choose(whole);
  if (!weak || !strong) return;
  EXPECT_TRUE(is_subset(weak->floor.features.names, strong->floor.features.names));
  EXPECT_TRUE(weak->triple.machine.float_abi == FloatAbi::soft ||
              strong->triple.machine.float_abi == FloatAbi::hard);
}

class Device : public testing::TestWithParam<std::string> {
 protected:
  std::filesystem::path folder() const { return devices_directory() / GetParam(); }
  std::string transcript() const { return contents(folder() / "transcript"); }
};

TEST_P(Device, is_understood_and_gets_its_target) {
  Expected<DeviceFacts> facts = facts_of(transcript());
  ASSERT_TRUE(facts) << facts.error().message();
  expect_file(folder() / "facts.json", to_json(*facts));
  expect_file(folder() / "choice.txt", choice_text(*facts));
}

TEST_P(Device, keeps_its_facts_through_json) {
  Expected<DeviceFacts> facts = facts_of(transcript());
  ASSERT_TRUE(facts);
  Expected<DeviceFacts> again = parse_device_facts(to_json(*facts));
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(to_json(*again), to_json(*facts));
}

TEST_P(Device, says_less_without_any_one_section) {
  Expected<DeviceFacts> whole = facts_of(transcript());
  ASSERT_TRUE(whole);
  std::size_t sections = 0;
  for (;; ++sections) {
    std::string shorter = without_section(transcript(), sections);
    if (shorter.empty()) break;
    SCOPED_TRACE("without section " + std::to_string(sections));
    Expected<DeviceFacts> less = facts_of(shorter);
    if (!less) continue;
    expect_weaker(*less, *whole);
    expect_weaker_choice(*less, *whole);
  }
  EXPECT_GT(sections, 8U);
}

TEST_P(Device, says_less_without_any_one_line_of_cpuinfo) {
  Expected<DeviceFacts> whole = facts_of(transcript());
  ASSERT_TRUE(whole);
  std::size_t line = 0;
  for (;; ++line) {
    std::string shorter = without_line_of_cpuinfo(transcript(), line);
    if (shorter.empty()) break;
    SCOPED_TRACE("without line " + std::to_string(line + 1) + " of cpuinfo");
    Expected<DeviceFacts> less = facts_of(shorter);
    if (!less) continue;
    expect_weaker(*less, *whole);
    expect_weaker_choice(*less, *whole);
  }
  EXPECT_GT(line, 4U);
}

TEST_P(Device, says_less_wherever_the_answer_breaks_off) {
  Expected<DeviceFacts> whole = facts_of(transcript());
  ASSERT_TRUE(whole);
  std::string text = transcript();
  for (std::size_t end = 0; end < text.size(); end += 13) {
    SCOPED_TRACE("cut at byte " + std::to_string(end));
    Expected<DeviceFacts> less = facts_of(std::string_view(text).substr(0, end));
    if (!less) continue;
    expect_weaker(*less, *whole);
    expect_weaker_choice(*less, *whole);
  }
}

// A terminal turns LF into CR LF. Raw bytes do not survive that, hexadecimal digits do.
TEST_P(Device, says_the_same_through_a_terminal_but_for_raw_bytes) {
  std::string through_terminal;
  for (char c : transcript()) {
    if (c == '\n') through_terminal += '\r';
    through_terminal += c;
  }
  Expected<DeviceFacts> plain = facts_of(transcript()), returned = facts_of(through_terminal);
  ASSERT_TRUE(plain);
  ASSERT_TRUE(returned);
  bool raw = transcript().find("@@by-hand@@ program raw ") != std::string::npos;
  if (raw) {
    expect_weaker(*returned, *plain);
    expect_weaker_choice(*returned, *plain);
  } else {
    EXPECT_EQ(to_json(*returned), to_json(*plain));
  }
}

TEST_P(Device, gets_the_same_target_from_its_shareable_transcript) {
  Expected<DeviceFacts> plain = facts_of(transcript());
  Expected<DeviceFacts> shared = facts_of(probe::shareable(transcript()));
  ASSERT_TRUE(plain);
  ASSERT_TRUE(shared);
  EXPECT_EQ(choice_text(*shared), choice_text(*plain));
  EXPECT_EQ(shared->model, plain->model);
  EXPECT_EQ(shared->board, plain->board);
}

std::string test_name(const testing::TestParamInfo<std::string>& device) {
  std::string name = device.param;
  for (char& c : name) {
    if (c == '-' || c == '.') c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Recorded, Device, testing::ValuesIn(device_names()), test_name);

}  // namespace
}  // namespace ashore
