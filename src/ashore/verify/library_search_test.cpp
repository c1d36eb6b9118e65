// SPDX-License-Identifier: Apache-2.0
// Where each loader looks: ld.so(8), glibc's elf/dl-load.c, musl's ldso/dynlink.c.
#include "ashore/verify/library_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace ashore::verify {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ElfFacts program_for(Arch arch = Arch::arm, unsigned bits = 32) {
  ElfFacts facts;
  facts.arch = arch;
  facts.bits = bits;
  facts.float_abi = FloatAbi::soft;
  return facts;
}

std::shared_ptr<const std::string> file(std::string bytes) {
  return std::make_shared<const std::string>(std::move(bytes));
}

constexpr const char* glibc_loader = "/lib/ld-linux.so.3";
constexpr const char* musl_loader = "/lib/ld-musl-arm.so.1";

struct CacheEntry {
  std::uint32_t kind;
  std::string name, path;
  std::uint64_t hwcaps = 0;
};

// As ldconfig writes it (glibc, sysdeps/generic/dl-cache.h).
std::string cache_of(const std::vector<CacheEntry>& entries) {
  auto number = [](std::uint64_t value, unsigned size) {
    std::string text;
    for (unsigned i = 0; i < size; ++i) text.push_back(static_cast<char>(value >> (8 * i) & 0xff));
    return text;
  };
  std::string strings, rows;
  std::uint64_t base = 48 + 24 * entries.size();
  for (const CacheEntry& entry : entries) {
    rows += number(entry.kind, 4) + number(base + strings.size(), 4);
    strings += entry.name + '\0';
    rows += number(base + strings.size(), 4) + number(0, 4) + number(entry.hwcaps, 8);
    strings += entry.path + '\0';
  }
  std::string made = "glibc-ld.so.cache1.1" + number(entries.size(), 4) + number(strings.size(), 4);
  made.resize(48);
  return made + rows + strings;
}

Search by_glibc(const std::string& name, const ElfFacts& program, const LibraryFiles& have = {},
                const std::string& directory = "/opt/app") {
  LibrarySearch search(Libc::glibc, glibc_loader, program, have);
  return search.candidates(name, {{&program, directory}});
}
Search by_musl(const std::string& name, const ElfFacts& program, const LibraryFiles& have = {},
               const std::string& directory = "/opt/app") {
  LibrarySearch search(Libc::musl, musl_loader, program, have);
  return search.candidates(name, {{&program, directory}});
}

TEST(LibrarySearch, of_glibc_goes_from_the_own_path_over_the_cache_to_the_usual_places) {
  ElfFacts program = program_for();
  program.runpath = "/opt/a:/opt/b/";
  LibraryFiles have = {
      {"/etc/ld.so.cache", file(cache_of({{1, "libx.so.1", "/usr/local/lib/libx.so.1"},
                                          {1, "liby.so.1", "/srv/liby.so.1"}}))}};
  EXPECT_THAT(by_glibc("libx.so.1", program, have).paths,
              ElementsAre("/opt/a/libx.so.1", "/opt/b/libx.so.1", "/usr/local/lib/libx.so.1",
                          "/lib/libx.so.1", "/usr/lib/libx.so.1"));
}

TEST(LibrarySearch, looks_into_usr_local_only_where_glibcs_cache_says_so) {
  LibraryFiles have = {{"/etc/ld.so.cache", nullptr}};
  Search search = by_glibc("libx.so.1", program_for(), have);
  EXPECT_THAT(search.paths, ElementsAre("/lib/libx.so.1", "/usr/lib/libx.so.1"));
  EXPECT_TRUE(search.everywhere);
}

TEST(LibrarySearch, takes_the_places_that_are_built_into_the_loader) {
  std::string loader(
      "code\0/lib/arm-linux-gnueabi/\0/usr/lib/arm-linux-gnueabi/\0/lib/\0/usr/lib/\0more", 80);
  LibraryFiles have = {{glibc_loader, file(loader)}};
  EXPECT_THAT(by_glibc("libc.so.6", program_for(), have).paths,
              ElementsAre("/lib/arm-linux-gnueabi/libc.so.6",
                          "/usr/lib/arm-linux-gnueabi/libc.so.6", "/lib/libc.so.6",
                          "/usr/lib/libc.so.6"));
}

TEST(LibrarySearch, runpath_counts_for_its_file_alone_and_rpath_for_all_that_it_brings) {
  ElfFacts program = program_for(), library = program_for();
  LibraryFiles have;
  LibrarySearch search(Libc::glibc, glibc_loader, program, have);
  auto paths = [&] {
    return search.candidates("liby.so", {{&library, "/usr/lib"}, {&program, "/opt/app"}}).paths;
  };
  program.rpath = "/opt/rpath";
  EXPECT_THAT(paths(), ElementsAre("/opt/rpath/liby.so", "/lib/liby.so", "/usr/lib/liby.so"));
  library.runpath = "/opt/own";
  EXPECT_THAT(paths(), ElementsAre("/opt/own/liby.so", "/lib/liby.so", "/usr/lib/liby.so"));
  library.runpath.reset();
  library.rpath = "/opt/first";
  EXPECT_THAT(paths(), ElementsAre("/opt/first/liby.so", "/opt/rpath/liby.so", "/lib/liby.so",
                                   "/usr/lib/liby.so"));
  // RUNPATH switches off the RPATH beside it.
  program.runpath = "/opt/runpath";
  EXPECT_THAT(paths(), ElementsAre("/opt/first/liby.so", "/lib/liby.so", "/usr/lib/liby.so"));
}

TEST(LibrarySearch, of_musl_knows_one_kind_of_path_and_inherits_it) {
  ElfFacts program = program_for(), library = program_for();
  LibraryFiles have;
  LibrarySearch search(Libc::musl, musl_loader, program, have);
  program.runpath = "/opt/runpath";
  library.rpath = "/opt/rpath";
  EXPECT_THAT(search.candidates("liby.so", {{&library, "/usr/lib"}, {&program, "/opt/app"}}).paths,
              ElementsAre("/opt/rpath/liby.so", "/opt/runpath/liby.so", "/lib/liby.so",
                          "/usr/local/lib/liby.so", "/usr/lib/liby.so"));
}

TEST(LibrarySearch, of_musl_reads_its_path_file_instead_of_the_usual_places) {
  LibraryFiles have = {{"/etc/ld-musl-arm.path", file("/srv/lib\n/srv/more:/srv/last\n")}};
  EXPECT_THAT(by_musl("libx.so", program_for(), have).paths,
              ElementsAre("/srv/lib/libx.so", "/srv/more/libx.so", "/srv/last/libx.so"));
  have["/etc/ld-musl-arm.path"] = nullptr;
  EXPECT_THAT(by_musl("libx.so", program_for(), have).paths,
              ElementsAre("/lib/libx.so", "/usr/local/lib/libx.so", "/usr/lib/libx.so"));
  // A loader elsewhere has its settings beside it: /opt/lib/ld-musl-arm.so.1, /opt/etc.
  ElfFacts program = program_for();
  EXPECT_THAT(LibrarySearch(Libc::musl, "/opt/lib/ld-musl-arm.so.1", program, have).settings(),
              ElementsAre("/opt/lib/ld-musl-arm.so.1", "/opt/etc/ld-musl-arm.path"));
}

TEST(LibrarySearch, origin_is_the_directory_of_the_file_that_asks) {
  for (const char* list : {"$ORIGIN/../lib", "${ORIGIN}/../lib"}) {
    ElfFacts program = program_for();
    program.runpath = list;
    EXPECT_EQ(by_glibc("libx.so", program).paths.front(), "/opt/app/../lib/libx.so");
    EXPECT_EQ(by_musl("libx.so", program).paths.front(), "/opt/app/../lib/libx.so");
    // Where the program will be is not decided yet.
    EXPECT_FALSE(by_glibc("libx.so", program, {}, "").everywhere);
  }
}

TEST(LibrarySearch, what_only_the_loader_can_expand_leaves_the_search_open) {
  for (const char* list : {"/opt/$LIB", "/opt/${PLATFORM}/lib", "", "lib", "/opt:"}) {
    ElfFacts program = program_for();
    program.runpath = list;
    EXPECT_FALSE(by_glibc("libx.so", program).everywhere) << list;
    EXPECT_FALSE(by_musl("libx.so", program).everywhere) << list;
  }
}

TEST(LibrarySearch, no_environment_is_assumed) {
  // LD_LIBRARY_PATH may be set on the device; nothing of it may make a library be there.
  EXPECT_THAT(by_glibc("libx.so", program_for()).paths,
              ElementsAre("/lib/libx.so", "/usr/lib/libx.so"));
}

TEST(LibrarySearch, passes_over_cache_entries_for_some_cpus_and_for_the_other_float_abi) {
  LibraryFiles have = {
      {"/etc/ld.so.cache", file(cache_of({{0x0b01, "libx.so", "/hwcaps/libx.so", 1ULL << 62},
                                          {0x0901, "libx.so", "/hard/libx.so"},
                                          {0x0b01, "libx.so", "/soft/libx.so"}}))}};
  ElfFacts program = program_for();
  EXPECT_THAT(by_glibc("libx.so", program, have).paths,
              ElementsAre("/soft/libx.so", "/lib/libx.so", "/usr/lib/libx.so"));
  program.float_abi = FloatAbi::hard;
  EXPECT_EQ(by_glibc("libx.so", program, have).paths.front(), "/hard/libx.so");
}

TEST(LibrarySearch, a_cache_that_cannot_be_read_leaves_the_search_open) {
  std::string whole = cache_of({{1, "libx.so", "/srv/libx.so"}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    LibraryFiles have = {{"/etc/ld.so.cache", file(whole.substr(0, size))}};
    EXPECT_FALSE(by_glibc("libx.so", program_for(), have).everywhere) << size;
  }
}

TEST(LibrarySearch, a_cache_of_the_form_before_glibc_2_2_may_stand_before_the_newer_one) {
  std::string old = "ld.so-1.7.0";
  old.resize(12);
  old += std::string("\1\0\0\0", 4) + std::string(12, '\0');
  old.resize(32);
  LibraryFiles have = {
      {"/etc/ld.so.cache", file(old + cache_of({{1, "libx.so", "/srv/libx.so"}}))}};
  EXPECT_EQ(by_glibc("libx.so", program_for(), have).paths.front(), "/srv/libx.so");
}

TEST(LibrarySearch, names_with_a_slash_are_paths) {
  EXPECT_THAT(by_glibc("/opt/x/liby.so", program_for()).paths, ElementsAre("/opt/x/liby.so"));
  Search relative = by_glibc("./liby.so", program_for());
  EXPECT_THAT(relative.paths, IsEmpty());
  EXPECT_FALSE(relative.everywhere);
}

TEST(LibrarySearch, of_uclibc_leaves_a_cache_open_that_it_does_not_read) {
  ElfFacts program = program_for();
  LibraryFiles have = {{"/etc/ld.so.cache", nullptr}};
  LibrarySearch none(Libc::uclibc, "/lib/ld-uClibc.so.0", program, have);
  EXPECT_TRUE(none.candidates("libx.so", {{&program, "/tmp"}}).everywhere);
  have["/etc/ld.so.cache"] = file("something");
  LibrarySearch some(Libc::uclibc, "/lib/ld-uClibc.so.0", program, have);
  EXPECT_FALSE(some.candidates("libx.so", {{&program, "/tmp"}}).everywhere);
}

TEST(LibrarySearch, hostile_paths_are_not_asked_for) {
  ElfFacts program = program_for();
  program.runpath = "/opt/a\nb:/opt/" + std::string(10'000, 'x');
  Search search = by_glibc("libx.so", program);
  EXPECT_THAT(search.paths, ElementsAre("/lib/libx.so", "/usr/lib/libx.so"));
  EXPECT_FALSE(search.everywhere);
  std::string endless = "/a";
  for (int i = 0; i < 10'000; ++i) endless += ":/a";
  program.runpath = endless;
  EXPECT_FALSE(by_glibc("libx.so", program).everywhere);
}

}  // namespace
}  // namespace ashore::verify
