// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/source_release.h"

#include <gtest/gtest.h>

#include "ashore/base/digest.h"

namespace ashore::provision {
namespace {

using Offer = std::optional<OfferedSource>;

Offer musl_of(std::string_view name) { return offered_source(SourceName::musl, name); }
Offer llvm_of(std::string_view name) { return offered_source(SourceName::llvm_runtimes, name); }

TEST(SourceRelease, every_known_archive_is_recognised_by_its_own_name_and_has_a_digest) {
  for (SourceName source : {SourceName::musl, SourceName::llvm_runtimes}) {
    const SourceRelease& release = release_of(source);
    EXPECT_EQ(release.source, source);
    bool has_address = false;
    for (const KnownArchive& known : release.archives) {
      EXPECT_TRUE(parse_digest(known.sha256)) << known.file;
      Offer offer = offered_source(source, known.file);
      ASSERT_TRUE(offer) << known.file;
      EXPECT_EQ(*offer, (OfferedSource{std::string(release.version), "", true}));
      has_address = has_address || known.url.ends_with(known.file);
    }
    EXPECT_TRUE(has_address) << release.name;
    for (std::string_view proof : release.proofs) EXPECT_TRUE(is_wanted(source, proof)) << proof;
  }
}

TEST(SourceRelease, upstreams_and_debians_names_of_musl_are_recognised) {
  EXPECT_EQ(musl_of("musl-1.2.5.tar.gz"), (OfferedSource{"1.2.5", "", true}));
  EXPECT_EQ(musl_of("musl_1.2.3.orig.tar.gz"), (OfferedSource{"1.2.3", "", true}));
  EXPECT_EQ(musl_of("musl-1.2.3"), (OfferedSource{"1.2.3", "", false}));
  EXPECT_EQ(musl_of("musl"), (OfferedSource{"", "", false}));
  for (const char* other : {"musl_1.2.3-1.debian.tar.xz", "musl_1.2.3-1.dsc", "musl.tar.gz",
                            "musl-1.2.3.tar.gz.asc", "musl-cross-1.0.tar.gz", "glibc-2.36.tar.xz"})
    EXPECT_FALSE(musl_of(other)) << other;
}

TEST(SourceRelease, llvm_is_recognised_whole_and_in_parts) {
  EXPECT_EQ(llvm_of("llvm-toolchain-19_19.1.7.orig.tar.xz"), (OfferedSource{"19.1.7", "", true}));
  EXPECT_EQ(llvm_of("llvm-toolchain-19-19.1.7"), (OfferedSource{"19.1.7", "", false}));
  EXPECT_EQ(llvm_of("llvm-project-20.1.0.src"), (OfferedSource{"20.1.0", "", false}));
  EXPECT_EQ(llvm_of("llvm-project"), (OfferedSource{"", "", false}));
  EXPECT_EQ(llvm_of("llvmorg-19.1.7.tar.gz"), (OfferedSource{"19.1.7", "", true}));
  EXPECT_EQ(llvm_of("llvm-project-llvmorg-19.1.7"), (OfferedSource{"19.1.7", "", false}));
  EXPECT_EQ(llvm_of("compiler-rt-19.1.7.src.tar.xz"),
            (OfferedSource{"19.1.7", "compiler-rt", true}));
  EXPECT_EQ(llvm_of("libcxxabi-19.1.7.src.tar.xz"), (OfferedSource{"19.1.7", "libcxxabi", true}));
  EXPECT_EQ(llvm_of("libunwind-1.6.2.tar.gz"), Offer()) << "HP's libunwind, not LLVM's";
  EXPECT_EQ(llvm_of("llvm-19.1.7.src.tar.xz"), Offer()) << "the compiler alone";
}

TEST(SourceRelease, only_what_something_is_built_from_is_wanted_of_llvm) {
  auto place = [](std::string_view part, std::string_view member) {
    return place_in_tree(SourceName::llvm_runtimes, part, member);
  };
  EXPECT_EQ(place("", "top/compiler-rt/lib/builtins/divdi3.c"),
            "compiler-rt/lib/builtins/divdi3.c");
  EXPECT_EQ(place("", "top/compiler-rt/lib/asan/asan_allocator.cpp"), std::nullopt);
  EXPECT_EQ(place("", "top/libcxx/test/std/x.cpp"), std::nullopt);
  EXPECT_EQ(place("", "top/llvm/lib/IR/Core.cpp"), std::nullopt);
  EXPECT_EQ(place("", "top/LICENSE.TXT"), "LICENSE.TXT");
  EXPECT_EQ(place("", "top"), std::nullopt);
  EXPECT_EQ(place("libcxx", "libcxx-19.1.7.src/src/string.cpp"), "libcxx/src/string.cpp");
  EXPECT_EQ(place_in_tree(SourceName::musl, "", "musl-1.2.3/src/string/memcpy.c"),
            "src/string/memcpy.c");
}

TEST(SourceRelease, directories_above_what_is_wanted_are_looked_into) {
  for (const char* directory : {"compiler-rt", "compiler-rt/lib", "compiler-rt/lib/builtins/arm",
                                "libcxx", "libcxx/src/filesystem"})
    EXPECT_TRUE(may_hold_wanted(SourceName::llvm_runtimes, directory)) << directory;
  for (const char* directory : {"llvm", ".git", "compiler-rt/lib/asan", "libcxx/test"})
    EXPECT_FALSE(may_hold_wanted(SourceName::llvm_runtimes, directory)) << directory;
}

TEST(SourceRelease, reading_ends_after_the_last_directory_that_is_wanted) {
  auto ended = end_of_wanted(SourceName::llvm_runtimes, "");
  for (const char* member : {"t/cmake/a", "t/libcxx/a", "t/bolt/a", "t/compiler-rt/a",
                             "t/libunwind/a", "t/libcxxabi/a", "t/libcxxabi/b"})
    EXPECT_FALSE(ended(member)) << member;
  EXPECT_TRUE(ended("t/llvm/a"));
  EXPECT_FALSE(end_of_wanted(SourceName::musl, "")("t/x"));
}

}  // namespace
}  // namespace ashore::provision
