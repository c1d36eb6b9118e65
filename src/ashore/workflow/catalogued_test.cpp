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
#include "ashore/host/files.h"
#include "ashore/host/host.h"

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

class Named : public testing::Test {
 protected:
  // What `--for NAME` takes, or the error that it ends with.
  Expected<DeviceFacts> device(std::string_view name) {
    return expected_device(name, {host_, store_, {}, reporter_});
  }
  std::string why_not(std::string_view name) {
    Expected<DeviceFacts> facts = device(name);
    return facts ? "taken for " + (facts->model ? facts->model->value : "something")
                 : facts.error().message();
  }

 private:
  std::unique_ptr<host::ProcessRunner> processes_ = host::system_process_runner();
  host::Host host_{*processes_, {}, {}};
  host::TemporaryDirectory directory_ = *host::TemporaryDirectory::create("/tmp", "ashore-named-");
  store::Store store_ = *store::Store::open(directory_.path());
  SilentReporter reporter_;
};

TEST_F(Named, in_other_digits_is_another_device_and_never_taken) {
  for (const char* name :
       {"R7000 v2", "NETGEAR R7000P v2", "EA6300 v3", "RT-AC68U v2", "archer c8", "Archer C3200",
        "EA7500 v4", "WNR2000 v5", "EX6100 v1", "EA6900 v2", "WRT300N v3", "Archer C75"})
    EXPECT_THAT(why_not(name), HasSubstr("the catalogue")) << name;
}

TEST_F(Named, in_words_that_could_be_anything_is_asked_for) {
  for (const char* name : {"router", "5", "nas", "pc", "home", "switch", "x86"})
    EXPECT_THAT(why_not(name), testing::Not(HasSubstr("taken"))) << name;
}

TEST_F(Named, of_which_only_later_revisions_are_known_is_asked_for) {
  for (const char* name : {"EX6100", "EA6500", "DIR-860L"})
    EXPECT_THAT(why_not(name), HasSubstr("later revisions only")) << name;
  EXPECT_TRUE(device("EX6100 v2"));
}

TEST_F(Named, by_soc_or_compatible_string_is_what_all_of_them_are) {
  for (const char* name : {"bcm4709", "netgear,r7000", "netgear_r7000", "mt7621"})
    EXPECT_TRUE(device(name)) << name << ": " << why_not(name);
}

// Whatever revision is asked for: what comes back is never another CPU than the model's own rows.
TEST_F(Named, with_any_revision_never_gets_an_fpu_that_no_revision_has) {
  for (std::size_t i = 0; i < everything().boards().size(); i += 23) {
    const catalogue::Board& board = everything().boards()[i];
    std::string model = catalogue::title(board).substr(0, catalogue::title(board).rfind(" v"));
    for (const char* revision : {" v2", " v3", " v5"}) {
      Expected<DeviceFacts> facts = device(model + revision);
      if (!facts || !facts->model) continue;
      EXPECT_NE(facts->model->value.find(board.model), std::string::npos)
          << model << revision << " was taken for " << facts->model->value;
    }
  }
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
