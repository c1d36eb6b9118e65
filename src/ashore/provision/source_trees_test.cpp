// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/source_trees.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "ashore/host/archive.h"
#include "ashore/host/files.h"

namespace ashore::provision {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class SourceTrees : public testing::Test {
 protected:
  host::TemporaryDirectory directory_ =
      *host::TemporaryDirectory::create(fs::temp_directory_path(), "ashore-sources-test-");
  fs::path offered_ = directory_.path() / "offered";
  store::Store store_ = *store::Store::open(directory_.path() / "store");
  std::unique_ptr<host::ProcessRunner> processes_ = host::system_process_runner();
  // No apt, no curl: nothing but ASHORE_SOURCES can help.
  host::Host host_{
      *processes_, {{"ASHORE_SOURCES", offered_.string()}, {"PATH", "/nonexistent"}}, {}};
  SilentReporter quiet_;

  void SetUp() override { ASSERT_TRUE(host::make_directories(offered_)); }

  void offer(const std::string& name, const std::vector<std::string>& files) {
    host::ArchiveWriter writer = *host::ArchiveWriter::create(offered_ / name);
    for (const std::string& file : files) ASSERT_TRUE(writer.add_text(file, name + " " + file));
    ASSERT_TRUE(writer.finish());
  }
  static std::vector<std::string> musl_files(const std::string& top) {
    return {top + "/src/string/memcpy.c", top + "/include/stdio.h",
            top + "/arch/arm/bits/alltypes.h.in"};
  }
  Expected<fs::path> musl() { return source_tree(SourceName::musl, host_, store_, quiet_); }
  Expected<fs::path> llvm() {
    return source_tree(SourceName::llvm_runtimes, host_, store_, quiet_);
  }
};

TEST_F(SourceTrees, another_version_that_somebody_offers_is_unpacked_once) {
  offer("musl-1.2.5.tar.zst", musl_files("musl-1.2.5"));
  Expected<fs::path> tree = musl();
  ASSERT_TRUE(tree) << tree.error().message();
  EXPECT_EQ(*host::read_file(*tree / "src/string/memcpy.c"),
            "musl-1.2.5.tar.zst musl-1.2.5/src/string/memcpy.c");
  EXPECT_THAT(tree->filename().string(), testing::StartsWith("musl-1.2.5-"));
  EXPECT_EQ(*musl(), *tree);
}

TEST_F(SourceTrees, the_younger_of_two_other_versions_wins) {
  offer("musl-1.2.4.tar", musl_files("musl-1.2.4"));
  offer("musl-1.2.10.tar", musl_files("musl-1.2.10"));
  Expected<fs::path> tree = musl();
  ASSERT_TRUE(tree) << tree.error().message();
  EXPECT_THAT(tree->filename().string(), testing::StartsWith("musl-1.2.10-"));
}

TEST_F(SourceTrees, an_archive_by_the_name_of_a_known_release_must_be_that_release) {
  offer("musl-1.2.3.tar", musl_files("musl-1.2.3"));
  fs::rename(offered_ / "musl-1.2.3.tar", offered_ / "musl-1.2.3.tar.gz");
  Expected<fs::path> tree = musl();
  ASSERT_FALSE(tree);
  EXPECT_THAT(tree.error().message(), HasSubstr("and the release has 7d5b0b60"));
  EXPECT_EQ(tree.error().kind(), ErrorKind::toolchain);
}

TEST_F(SourceTrees, an_unpacked_tree_counts_and_is_copied_anew_when_it_changes) {
  for (const std::string& file : musl_files("musl")) {
    fs::path path = offered_ / file;
    ASSERT_TRUE(host::make_directories(path.parent_path()));
    ASSERT_TRUE(host::write_file(path, "first"));
  }
  Expected<fs::path> first = musl();
  ASSERT_TRUE(first) << first.error().message();
  EXPECT_EQ(*host::read_file(*first / "include/stdio.h"), "first");
  ASSERT_TRUE(host::write_file(offered_ / "musl/include/stdio.h", "second, longer"));
  Expected<fs::path> second = musl();
  ASSERT_TRUE(second);
  EXPECT_EQ(*host::read_file(*second / "include/stdio.h"), "second, longer");
  EXPECT_EQ(*host::read_file(*first / "include/stdio.h"), "first");
}

TEST_F(SourceTrees, llvms_parts_are_put_together_and_only_what_is_wanted_of_them) {
  offer("compiler-rt-19.1.7.src.tar.zst",
        {"compiler-rt-19.1.7.src/lib/builtins/divdi3.c", "compiler-rt-19.1.7.src/lib/asan/a.cpp"});
  offer("libunwind-19.1.7.src.tar.zst", {"libunwind-19.1.7.src/src/UnwindLevel1.c"});
  offer("libcxx-20.1.0.src.tar.zst", {"libcxx-20.1.0.src/src/string.cpp"});
  Expected<fs::path> tree = llvm();
  ASSERT_TRUE(tree) << tree.error().message();
  EXPECT_TRUE(fs::exists(*tree / "compiler-rt/lib/builtins/divdi3.c"));
  EXPECT_TRUE(fs::exists(*tree / "libunwind/src/UnwindLevel1.c"));
  EXPECT_FALSE(fs::exists(*tree / "compiler-rt/lib/asan"));
  EXPECT_FALSE(fs::exists(*tree / "libcxx")) << "of another version";
}

TEST_F(SourceTrees, an_archive_that_is_not_whole_is_refused_and_leaves_nothing) {
  offer("musl-1.2.5.tar.zst", {"musl-1.2.5/src/string/memcpy.c"});
  Expected<fs::path> tree = musl();
  ASSERT_FALSE(tree);
  EXPECT_THAT(tree.error().message(), HasSubstr("`include/stdio.h` is not in it"));
  EXPECT_TRUE(fs::is_empty(store_.root() / "source"));
}

TEST_F(SourceTrees, an_archive_that_leads_outside_is_refused) {
  std::vector<std::string> files = musl_files("musl-1.2.5");
  files.emplace_back("musl-1.2.5/../../evil");
  offer("musl-1.2.5.tar.zst", files);
  Expected<fs::path> tree = musl();
  ASSERT_FALSE(tree);
  EXPECT_THAT(tree.error().message(), HasSubstr("outside"));
}

TEST_F(SourceTrees, what_is_missing_is_named_with_its_place_and_its_digest) {
  for (const char* sources : {"", offered_.c_str()}) {
    host_.environment["ASHORE_SOURCES"] = sources;
    Expected<fs::path> tree = musl();
    ASSERT_FALSE(tree);
    EXPECT_EQ(tree.error().kind(), ErrorKind::toolchain);
    EXPECT_THAT(tree.error().message(), HasSubstr("the source of musl 1.2.3 is missing"));
    EXPECT_THAT(tree.error().message(), HasSubstr("ASHORE_SOURCES"));
    EXPECT_THAT(tree.error().message(), HasSubstr("apt"));
    EXPECT_THAT(tree.error().message(), HasSubstr("neither `curl` nor `wget`"));
    ASSERT_EQ(tree.error().hints().size(), 1u);
    EXPECT_THAT(tree.error().hints()[0],
                testing::AllOf(HasSubstr("musl-1.2.3.tar.gz"), HasSubstr("https://musl.libc.org/"),
                               HasSubstr("7d5b0b60"), HasSubstr("ASHORE_SOURCES")));
  }
}

TEST_F(SourceTrees, a_directory_of_sources_that_is_none_is_an_error) {
  host_.environment["ASHORE_SOURCES"] = (directory_.path() / "absent").string();
  Expected<fs::path> tree = musl();
  ASSERT_FALSE(tree);
  EXPECT_EQ(tree.error().kind(), ErrorKind::config);
}

}  // namespace
}  // namespace ashore::provision
