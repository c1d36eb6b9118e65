// SPDX-License-Identifier: Apache-2.0
#include "ashore/store/prune.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/store/test_store.h"

namespace ashore::store {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using testing::ElementsAre;

std::vector<std::string> names(const std::vector<Item>& items) {
  std::vector<std::string> result;
  for (const Item& item : items) result.push_back(item.name);
  return result;
}

class PruneTest : public TestStore {
 protected:
  void SetUp() override {
    // As big as each other, whatever the file system rounds to.
    set_age(make("kind", "oldest", std::string(100'000, 'a')), hours(24 * 20));
    set_age(make("kind", "older", std::string(100'000, 'b')), hours(24 * 10));
    set_age(make("kind", "today", std::string(100'000, 'c')), hours(1));
  }
  std::uint64_t all() const { return inventory(store_)->bytes; }
  std::uint64_t one() const { return item("today").bytes; }
};

TEST_F(PruneTest, nothing_goes_below_the_cap) {
  Expected<Pruned> pruned = prune(store_, {.most_bytes = all()});
  ASSERT_TRUE(pruned);
  EXPECT_TRUE(pruned->gone.empty());
  EXPECT_EQ(pruned->left, all());
}

TEST_F(PruneTest, what_was_longest_of_no_use_goes_first) {
  Expected<Pruned> pruned = prune(store_, {.most_bytes = all() - one()});
  ASSERT_TRUE(pruned);
  EXPECT_THAT(names(pruned->gone), ElementsAre("oldest"));
  EXPECT_EQ(pruned->freed, one());
  EXPECT_FALSE(store_.find(key("kind", "oldest")));
  EXPECT_TRUE(store_.find(key("kind", "older")));
  EXPECT_FALSE(fs::exists(
      store_.record_of("kind", store_.path_of(key("kind", "oldest")).filename().string())));
}

TEST_F(PruneTest, an_entry_that_is_asked_for_becomes_young) {
  ASSERT_TRUE(store_.find(key("kind", "oldest")));
  Expected<Pruned> pruned = prune(store_, {.most_bytes = all() - one()});
  ASSERT_TRUE(pruned);
  EXPECT_THAT(names(pruned->gone), ElementsAre("older"));
}

TEST_F(PruneTest, a_dry_run_says_what_would_go_and_takes_nothing) {
  Expected<Pruned> pruned = prune(store_, {.most_bytes = 0, .dry_run = true});
  ASSERT_TRUE(pruned);
  EXPECT_THAT(names(pruned->gone), ElementsAre("oldest", "older", "today"));
  EXPECT_TRUE(store_.find(key("kind", "older")));
}

TEST_F(PruneTest, while_others_work_what_was_used_today_stays) {
  Store other = *Store::open(store_.root());
  Expected<Pruned> pruned = prune(store_, {.most_bytes = 0});
  ASSERT_TRUE(pruned);
  EXPECT_TRUE(pruned->others_at_work);
  EXPECT_THAT(names(pruned->gone), ElementsAre("oldest", "older"));
  EXPECT_THAT(names(pruned->stayed), ElementsAre("today"));
}

TEST_F(PruneTest, alone_all_goes_but_what_must_stay) {
  std::uint64_t one_entry = one();
  Expected<Pruned> pruned =
      prune(store_,
            {.most_bytes = 0, .must_stay = [](const Item& item) { return item.name == "older"; }});
  ASSERT_TRUE(pruned);
  EXPECT_FALSE(pruned->others_at_work);
  EXPECT_THAT(names(pruned->gone), ElementsAre("oldest", "today"));
  EXPECT_EQ(pruned->left, one_entry);
  EXPECT_TRUE(fs::is_empty(store_.root() / "making") ||
              fs::directory_iterator(store_.root() / "making")->path().extension() == ".lock");
}

TEST_F(PruneTest, builds_go_too_unless_somebody_builds) {
  fs::path build = store_.root() / "state/build/hello-0408719ea558da3f";
  ASSERT_TRUE(host::make_directories(build / "target"));
  ASSERT_TRUE(host::write_file(build / "lock", ""));
  {
    host::FileLock building = *host::FileLock::acquire(build / "lock");
    ASSERT_TRUE(prune(store_, {.most_bytes = 0}));
    EXPECT_TRUE(fs::exists(build));
  }
  ASSERT_TRUE(prune(store_, {.most_bytes = 0}));
  EXPECT_FALSE(fs::exists(build));
}

TEST_F(PruneTest, verdicts_are_forgotten_after_a_month_whatever_the_cap) {
  fs::path verdicts = store_.root() / "state/verdicts";
  ASSERT_TRUE(host::make_directories(verdicts));
  ASSERT_TRUE(host::write_file(verdicts / "old", "x"));
  ASSERT_TRUE(host::write_file(verdicts / "new", "x"));
  set_age(verdicts / "old", hours(24 * 31));
  Expected<Pruned> pruned = prune(store_, {});
  ASSERT_TRUE(pruned);
  EXPECT_THAT(names(pruned->gone), ElementsAre("old"));
}

TEST(Sizes, are_read_as_people_write_them) {
  EXPECT_EQ(parse_bytes("5GB"), 5'000'000'000u);
  EXPECT_EQ(parse_bytes("1.5g"), 1'500'000'000u);
  EXPECT_EQ(parse_bytes("500 MB"), 500'000'000u);
  EXPECT_EQ(parse_bytes("0"), 0u);
  EXPECT_EQ(parse_bytes("12345"), 12'345u);
  for (const char* wrong :
       {"", "B", "GB", "-1", "1.", ".5", "5 apples", "1e9", "9999999999999999T"})
    EXPECT_EQ(parse_bytes(wrong), std::nullopt) << wrong;
  EXPECT_EQ(*cap_of(""), usual_cap);
  EXPECT_FALSE(cap_of("much"));
}

}  // namespace
}  // namespace ashore::store
