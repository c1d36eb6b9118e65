// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/catalogued.h"

#include <gmock/gmock.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "ashore/base/table.h"
#include "ashore/catalogue/search.h"

namespace ashore::workflow {
namespace {

using testing::HasSubstr;

const catalogue::Catalogue& everything() {
  static const catalogue::Catalogue catalogue = *catalogue::Catalogue::load();
  return catalogue;
}

std::string traps() {
  std::ifstream file(std::filesystem::path(ASHORE_SOURCE_DIR) / "data/catalogue/name_traps.tsv");
  return {std::istreambuf_iterator<char>(file), {}};
}

// The 45 names that hide CPUs of different targets, as data/catalogue/name_traps.tsv counts them.
TEST(Traps, that_change_the_target_all_ask) {
  constexpr std::array<std::string_view, 4> columns = {"kind", "vendor", "model", "revisions"};
  std::string text = traps();
  Expected<Table> table = Table::parse(text, columns);
  ASSERT_TRUE(table) << table.error().message();
  std::size_t asked = 0;
  for (std::size_t row = 0; row < table->rows(); ++row) {
    if (table->at(row, 0) != "target differs") continue;
    std::string model(table->at(row, 2));
    std::string whole = std::string(table->at(row, 1)) + " " + model;
    EXPECT_THAT(warning_about(model, everything()), HasSubstr("does not say which CPU")) << model;
    EXPECT_THAT(warning_about(whole, everything()), HasSubstr("does not say which CPU")) << whole;
    ++asked;
  }
  EXPECT_EQ(asked, 45U);
}

TEST(Traps, that_change_no_target_are_taken) {
  EXPECT_EQ(warning_about("ASUS RT-N10P", everything()), "");
  EXPECT_EQ(warning_about("Zyxel GS1900-8", everything()), "");
}

TEST(Traps, that_everybody_knows_ask) {
  for (const char* name : {"EA7500", "R6300", "WNDR3700", "Raspberry Pi 2 Model B"})
    EXPECT_NE(warning_about(name, everything()), "") << name;
  for (const char* name : {"EA7500 v1", "R6300v2", "WNDR3700 v4", "Raspberry Pi 2 Model B v1.1"})
    EXPECT_EQ(warning_about(name, everything()), "") << name;
}

TEST(Listed, is_one_line_for_a_device_in_several_firmwares) {
  std::vector<Listing> listings =
      listed(everything(), catalogue::named(everything(), "NETGEAR R7000"));
  ASSERT_EQ(listings.size(), 1U);
  EXPECT_EQ(listings.front().target, "armv7-unknown-linux-musleabi");
  EXPECT_THAT(listings.front().firmware, testing::SizeIs(2));
}

}  // namespace
}  // namespace ashore::workflow
