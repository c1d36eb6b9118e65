// SPDX-License-Identifier: Apache-2.0
#include "ashore/store/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/host/archive.h"
#include "ashore/store/check.h"
#include "ashore/store/record.h"
#include "ashore/store/test_store.h"

namespace ashore::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class BundleTest : public TestStore {
 protected:
  std::string error_of_import() {
    Expected<Imported> imported = import_bundle(other_, bundle_, {});
    return imported ? "" : imported.error().message();
  }
  // A bundle with one entry whose record and file may be anything.
  void write_bundle(const std::string& record, const std::string& file) {
    host::ArchiveWriter writer = *host::ArchiveWriter::create(bundle_);
    ASSERT_TRUE(writer.add_text("ashore-store", "ashore store bundle 1\n"));
    ASSERT_TRUE(writer.add_text("records/" + place_, record));
    ASSERT_TRUE(writer.add_text("entries/" + place_ + "/file", file));
    ASSERT_TRUE(writer.finish());
  }
  std::string record() const {
    Record record{key("kind", "name"), {}, {}};
    record.files = {{"file", FileSort::plain, 7, sha256("content"), ""}};
    return written(record);
  }
  bool other_is_empty() const {
    return inventory(other_)->items.empty() && inventory(other_)->leftover_bytes == 0;
  }

  std::string place_ = "kind/" + entry_name(key("kind", "name"));
  fs::path bundle_ = directory_.path() / "bundle.tar.zst";
  Store other_ = *Store::open(directory_.path() / "other");
};

TEST_F(BundleTest, what_is_exported_is_whole_in_another_store) {
  fs::path entry = *store_.obtain(key("package", "libc"), [](const fs::path& directory) {
    fs::create_directories(directory / "usr/empty");
    fs::create_symlink("/etc/elsewhere", directory / "usr/link");
    EXPECT_TRUE(host::write_file(directory / "usr/tool", "#!", 0755));
    return host::write_file(directory / "secret", "s", 0600);
  });
  make("lab-image", "r7000");
  fs::path resolved = "state/packages/armel/resolved/libc";
  ASSERT_TRUE(host::make_directories((store_.root() / resolved).parent_path()));
  ASSERT_TRUE(host::write_file(store_.root() / resolved, "Package: libc\nVersion: 1:2.36-9\n"));
  Expected<Bundled> bundled = export_bundle(store_, bundle_, {}, {});
  ASSERT_TRUE(bundled) << bundled.error().message();
  EXPECT_EQ(bundled->entries, 1u) << "virtual devices stay at home";

  Expected<Imported> imported = import_bundle(other_, bundle_, {});
  ASSERT_TRUE(imported) << imported.error().message();
  EXPECT_THAT(imported->added, testing::ElementsAre("libc (package)"));
  EXPECT_EQ(imported->digest, bundled->digest);
  std::optional<fs::path> there = other_.find(key("package", "libc"));
  ASSERT_TRUE(there);
  EXPECT_EQ(*files_below(*there), *files_below(entry));
  EXPECT_TRUE(fs::exists(other_.root() / resolved));
  EXPECT_EQ(check(other_, inventory(other_)->items.at(0))->integrity, Integrity::whole);
  EXPECT_EQ(import_bundle(other_, bundle_, {})->known, 1u);
}

TEST_F(BundleTest, only_the_kinds_that_are_named_are_exported) {
  make("source", "musl");
  make("package", "libc");
  EXPECT_EQ(export_bundle(store_, bundle_, {"source"}, {})->entries, 1u);
  Expected<Bundled> wrong = export_bundle(store_, bundle_, {"sources"}, {});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().hints().at(0), "did you mean `source`?");
}

TEST_F(BundleTest, entries_from_before_records_were_kept_are_exported_with_one) {
  make("kind", "name");
  fs::remove_all(store_.root() / "state/records");
  ASSERT_TRUE(export_bundle(store_, bundle_, {}, {}));
  ASSERT_TRUE(import_bundle(other_, bundle_, {}));
  EXPECT_TRUE(other_.find(key("kind", "name")));
}

TEST_F(BundleTest, a_damaged_entry_is_not_exported) {
  fs::path entry = make("kind", "name");
  ASSERT_TRUE(host::write_file(entry / "file", "damaged"));
  Expected<Bundled> bundled = export_bundle(store_, bundle_, {}, {});
  ASSERT_FALSE(bundled);
  EXPECT_THAT(bundled.error().message(), HasSubstr("has other content"));
  EXPECT_FALSE(fs::exists(bundle_));
}

TEST_F(BundleTest, entries_that_differ_from_their_record_are_refused_and_nothing_is_taken_in) {
  write_bundle(record(), "content");
  EXPECT_EQ(error_of_import(), "");
  fs::remove_all(other_.root() / "kind");
  fs::remove_all(other_.root() / "state/records");
  write_bundle(record(), "CONTENT");
  EXPECT_THAT(error_of_import(), HasSubstr("file: has other content"));
  EXPECT_TRUE(other_is_empty());
}

TEST_F(BundleTest, records_out_of_their_place_are_refused) {
  std::string good = record();
  place_ = "state/" + entry_name(key("kind", "name"));
  write_bundle(good, "content");
  EXPECT_THAT(error_of_import(), HasSubstr("not where it belongs"));
  Record state{key("state", "name"), {}, {}};
  state.files = {{"file", FileSort::plain, 7, sha256("content"), ""}};
  place_ = "state/" + entry_name(state.key);
  write_bundle(written(state), "content");
  EXPECT_THAT(error_of_import(), HasSubstr("not where it belongs"));
  EXPECT_TRUE(other_is_empty());
}

TEST_F(BundleTest, entries_without_a_record_are_refused) {
  host::ArchiveWriter writer = *host::ArchiveWriter::create(bundle_);
  ASSERT_TRUE(writer.add_text("ashore-store", "ashore store bundle 1\n"));
  ASSERT_TRUE(writer.add_text("entries/" + place_ + "/file", "content"));
  ASSERT_TRUE(writer.finish());
  EXPECT_THAT(error_of_import(), HasSubstr("there is no record of the entry"));
}

TEST_F(BundleTest, notes_that_name_paths_are_refused) {
  host::ArchiveWriter writer = *host::ArchiveWriter::create(bundle_);
  ASSERT_TRUE(writer.add_text("ashore-store", "ashore store bundle 1\n"));
  ASSERT_TRUE(writer.add_text("state/packages/armel/resolved/libc", "Version: ../../../../home\n"));
  ASSERT_TRUE(writer.finish());
  EXPECT_THAT(error_of_import(), HasSubstr("names a path"));
}

TEST_F(BundleTest, other_files_are_no_bundles) {
  ASSERT_TRUE(host::write_file(bundle_, "nothing of the kind, though long enough to be looked at"));
  Expected<Imported> imported = import_bundle(other_, bundle_, {});
  ASSERT_FALSE(imported);
  EXPECT_EQ(imported.error().kind(), ErrorKind::bad_input);
  host::ArchiveWriter writer = *host::ArchiveWriter::create(bundle_);
  ASSERT_TRUE(writer.add_text("README", "hello"));
  ASSERT_TRUE(writer.finish());
  EXPECT_THAT(error_of_import(), HasSubstr("it is no bundle"));
  EXPECT_TRUE(other_is_empty());
}

}  // namespace
}  // namespace ashore::store
