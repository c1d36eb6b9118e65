// SPDX-License-Identifier: Apache-2.0
// Every folder in cpuinfo/ is what a real device's /proc/cpuinfo said, and the target that it must
// get by that alone. See README.md.
#include <gtest/gtest.h>

#include <algorithm>
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

std::filesystem::path dumps_directory() {
  return std::filesystem::path(ASHORE_SOURCE_DIR) / "tests" / "devices" / "cpuinfo";
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> dump_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(dumps_directory()))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> copies;
  for (std::string_view line : lines(text)) copies.emplace_back(line);
  return copies;
}

// What the file `expected` says. No targets: none may be chosen.
struct Expectation {
  std::vector<std::string> targets;  // one of them
  std::string ask;                   // what the text does not tell, and the answer must name
  std::set<std::string> has, lacks;
  std::string baseline;
};

void read_first_line(std::string_view line, Expectation& expectation) {
  if (line.starts_with("ask: ")) expectation.ask = line.substr(5);
  if (line.starts_with("ask: ") || line.starts_with("none: ")) return;
  for (std::string_view target : split(line, '|'))
    expectation.targets.emplace_back(trimmed(target));
}

Expectation read_expectation(const std::string& text) {
  Expectation expectation;
  std::vector<std::string> lines = lines_of(text);
  read_first_line(trimmed(lines.at(0)), expectation);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    std::string_view line = trimmed(lines[i]);
    std::string word(line.substr(std::min(line.find(' '), line.size() - 1) + 1));
    if (line.starts_with("has ")) {
      expectation.has.insert(word);
    } else if (line.starts_with("lacks ")) {
      expectation.lacks.insert(word);
    } else if (line.starts_with("baseline ")) {
      expectation.baseline = word;
    } else {
      ADD_FAILURE() << "what is \"" << line << "\"?";
    }
  }
  return expectation;
}

// Facts and choice, or why there is none.
struct Answer {
  Expected<DeviceFacts> facts;
  Expected<TargetChoice> choice;
};

Answer answer_to(std::string_view cpuinfo, std::string_view uname) {
  Expected<DeviceFacts> facts = probe::interpret_cpuinfo(cpuinfo, uname);
  if (!facts) return {facts, Failure(facts.error())};
  return {facts, choose::choose(*facts)};
}

std::string target_of(const Answer& answer) {
  return answer.choice ? rust_name(answer.choice->triple) : "";
}

template <class T> bool is_subset(const std::set<T>& some, const std::set<T>& all) {
  return std::ranges::includes(all, some);
}

void expect_facts(const Expectation& expectation, const DeviceFacts& facts) {
  std::set<std::string> features =
      facts.features ? facts.features->value.names : std::set<std::string>{};
  for (const std::string& feature : expectation.has)
    EXPECT_TRUE(features.contains(feature)) << "has " << feature;
  for (const std::string& feature : expectation.lacks)
    EXPECT_FALSE(features.contains(feature)) << "lacks " << feature;
  if (expectation.baseline.empty()) return;
  ASSERT_TRUE(facts.baseline) << "baseline " << expectation.baseline;
  EXPECT_EQ(facts.baseline->value, expectation.baseline);
}

// Without the line that tells of 64 bits a processor is taken for its 32-bit self.
bool is_same_or_narrower(Arch less, Arch whole) {
  return less == whole || (less == Arch::x86 && whole == Arch::x86_64) ||
         (less == Arch::mips && whole == Arch::mips64);
}

// What is said by less may be slower, never more than the device can.
void expect_weaker(const Answer& less, const Answer& whole) {
  // Of a device that nothing fits, the very line may be gone that told so.
  if (!less.choice || !whole.choice) return;
  const Machine &fewer = less.facts->machine.value, &all = whole.facts->machine.value;
  EXPECT_TRUE(is_same_or_narrower(fewer.arch, all.arch));
  EXPECT_EQ(fewer.endian, all.endian);
  EXPECT_TRUE(less.choice->triple.machine.float_abi == FloatAbi::soft ||
              whole.choice->triple.machine.float_abi == FloatAbi::hard)
      << target_of(less) << " of less than what gave " << target_of(whole);
  if (fewer.arch != all.arch) return;
  EXPECT_TRUE(is_subset(less.choice->floor.features.names, whole.choice->floor.features.names));
  if (!less.facts->features) return;
  ASSERT_TRUE(whole.facts->features);
  EXPECT_TRUE(is_subset(less.facts->features->value.names, whole.facts->features->value.names));
}

class Cpuinfo : public testing::TestWithParam<std::string> {
 protected:
  std::string file(const char* name) const {
    return contents(dumps_directory() / GetParam() / name);
  }
  std::string cpuinfo() const { return file("cpuinfo"); }
  std::string uname() const { return std::string(trimmed(file("uname"))); }
  Answer whole() const { return answer_to(cpuinfo(), uname()); }
};

TEST_P(Cpuinfo, gets_the_target_that_runs_there) {
  Expectation expectation = read_expectation(file("expected"));
  Answer answer = whole();
  if (answer.facts) expect_facts(expectation, *answer.facts);
  if (expectation.targets.empty()) {
    ASSERT_FALSE(answer.choice) << target_of(answer);
    EXPECT_NE(answer.choice.error().message().find(expectation.ask), std::string::npos)
        << answer.choice.error().message();
    return;
  }
  ASSERT_TRUE(answer.facts) << answer.facts.error().message();
  ASSERT_TRUE(answer.choice) << answer.choice.error().message();
  EXPECT_NE(std::ranges::find(expectation.targets, target_of(answer)), expectation.targets.end())
      << target_of(answer) << " instead of " << expectation.targets.front();
  EXPECT_FALSE(answer.choice->reasons.empty());
}

TEST_P(Cpuinfo, says_less_without_any_one_line) {
  bool ask = !read_expectation(file("expected")).ask.empty();
  std::vector<std::string> lines = lines_of(cpuinfo());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    SCOPED_TRACE("without line " + std::to_string(i + 1) + ": " + lines[i]);
    std::vector<std::string> fewer = lines;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    Answer less = answer_to(joined(fewer, "\n"), uname());
    expect_weaker(less, whole());
    EXPECT_FALSE(ask && less.choice) << target_of(less);
  }
}

TEST_P(Cpuinfo, says_less_wherever_it_breaks_off) {
  std::vector<std::string> lines = lines_of(cpuinfo());
  for (std::size_t count = 0; count < lines.size(); ++count) {
    SCOPED_TRACE("only " + std::to_string(count) + " lines");
    std::vector<std::string> fewer(lines.begin(),
                                   lines.begin() + static_cast<std::ptrdiff_t>(count));
    expect_weaker(answer_to(joined(fewer, "\n"), uname()), whole());
  }
}

TEST_P(Cpuinfo, says_less_without_uname) { expect_weaker(answer_to(cpuinfo(), ""), whole()); }

TEST_P(Cpuinfo, says_the_same_with_blanks_and_carriage_returns_at_the_ends_of_lines) {
  std::string blanks;
  for (char c : cpuinfo()) blanks += c == '\n' ? std::string(" \t \r\n") : std::string(1, c);
  Answer plain = whole(), padded = answer_to(blanks, uname() + " \r\n");
  ASSERT_EQ(padded.facts.has_value(), plain.facts.has_value());
  if (plain.facts) {
    EXPECT_EQ(to_json(*padded.facts), to_json(*plain.facts));
  }
  EXPECT_EQ(target_of(padded), target_of(plain));
}

TEST_P(Cpuinfo, names_its_source_and_is_in_the_table) {
  EXPECT_EQ(lines_of(file("source")).size(), 1U);
  std::string readme = contents(dumps_directory().parent_path() / "README.md");
  EXPECT_NE(readme.find("| `cpuinfo/" + GetParam() + "` |"), std::string::npos);
}

std::string test_name(const testing::TestParamInfo<std::string>& dump) {
  std::string name = dump.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Dumped, Cpuinfo, testing::ValuesIn(dump_names()), test_name);

}  // namespace
}  // namespace ashore
