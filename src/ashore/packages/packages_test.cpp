// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ashore/packages/sources.h"
#include "ashore/packages/stanza.h"

namespace ashore::packages {
namespace {

TEST(Sources, one_line_format_keeps_the_release_and_its_updates_with_their_key) {
  std::vector<Source> sources = read_one_line(
      "# comment\n"
      "deb [arch=amd64 signed-by=/usr/share/keyrings/d.gpg] http://mirror/debian bookworm main "
      "contrib # why\n"
      "deb http://mirror/debian bookworm-updates main\n"
      "deb-src http://mirror/debian bookworm main\n"
      "deb http://mirror/debian-security bookworm-security main\n"
      "deb http://mirror/debian bookworm-backports main\n"
      "deb http://elsewhere/tool bookworm stable\n"
      "deb [unclosed http://mirror/debian bookworm main\n",
      "bookworm");
  ASSERT_EQ(sources.size(), 2u);
  EXPECT_EQ(sources[0],
            (Source{"http://mirror/debian", "bookworm", "/usr/share/keyrings/d.gpg", ""}));
  EXPECT_EQ(sources[1], (Source{"http://mirror/debian", "bookworm-updates", "", ""}));
}

TEST(Sources, deb822_format_keeps_several_suites_and_skips_what_is_disabled) {
  std::vector<Source> sources = read_deb822("Types: deb deb-src\n"
                                            "# a comment\n"
                                            "URIs: http://mirror/debian\n"
                                            "Suites: bookworm bookworm-updates\n"
                                            "Components: main\n"
                                            "Signed-By: /k.gpg\n"
                                            "\n"
                                            "Types: deb\nEnabled: no\nURIs: http://x\n"
                                            "Suites: bookworm\nComponents: main\n\n"
                                            "Types: deb\nURIs: http://s\n"
                                            "Suites: bookworm-security\nComponents: main\n",
                                            "bookworm");
  ASSERT_EQ(sources.size(), 2u);
  EXPECT_EQ(sources[0].suite, "bookworm");
  EXPECT_EQ(sources[1].suite, "bookworm-updates");
  EXPECT_EQ(sources[1].signed_by, "/k.gpg");
}

TEST(Sources, a_key_inside_the_file_survives_with_its_lines) {
  std::string text = "Types: deb\nURIs: http://m\nSuites: bookworm\nComponents: main\n"
                     "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n";
  std::vector<Source> sources = read_deb822(text, "bookworm");
  ASSERT_EQ(sources.size(), 1u);
  EXPECT_EQ(read_deb822(written(sources), "bookworm"), sources);
  EXPECT_NE(written(sources).find("\n .\n abc\n"), std::string::npos);
}

TEST(Sources, the_same_archive_twice_is_written_once) {
  Source source{"http://m", "bookworm", "", ""};
  EXPECT_EQ(written({source, source}), written({source}));
}

TEST(Sources, source_packages_come_from_the_same_archives) {
  Source source{"http://m", "bookworm", "/k.gpg", ""};
  EXPECT_EQ(written({source}, Index::sources),
            "Types: deb-src\nURIs: http://m\nSuites: bookworm\nComponents: main\n"
            "Signed-By: /k.gpg\n\n");
}

TEST(Sources, codename_is_read_with_and_without_quotes) {
  EXPECT_EQ(codename("ID=debian\nVERSION_CODENAME=bookworm\n"), "bookworm");
  EXPECT_EQ(codename("VERSION_CODENAME=\"trixie\"\n"), "trixie");
  EXPECT_EQ(codename("ID=debian\n"), "");
}

TEST(Stanza, names_of_dependencies_lose_versions_and_alternatives) {
  std::string digest(64, 'a');
  Expected<Stanza> stanza =
      read_stanza("Package: linux-image-armmp\nVersion: 6.1.1-1\nSize: 1484\n"
                  "Depends: linux-image-6.1.0-50-armmp (= 6.1.1-1), a:any | b, c\nSHA256: " +
                  digest + "\n\nPackage: other\n");
  ASSERT_TRUE(stanza);
  EXPECT_EQ(stanza->package, "linux-image-armmp");
  EXPECT_EQ(stanza->size, 1484u);
  EXPECT_EQ(stanza->depends, (std::vector<std::string>{"linux-image-6.1.0-50-armmp", "a", "c"}));
}

TEST(Stanza, without_a_digest_is_refused) {
  EXPECT_FALSE(read_stanza("Package: a\nVersion: 1\n"));
  EXPECT_FALSE(read_stanza(""));
}

TEST(Stanza, fraction_comes_from_status_lines_only) {
  EXPECT_DOUBLE_EQ(download_fraction("dlstatus:3:93.2698:Retrieving file 3 of 4"), 0.93);
  EXPECT_LT(download_fraction("Get:4 http://m bookworm"), 0);
  EXPECT_LT(download_fraction("dlstatus:3:930:x"), 0);
}

TEST(Settings, write_to_the_private_root_only_and_run_no_hooks) {
  std::string settings = apt_settings("/s/armel", "armel");
  EXPECT_NE(settings.find("Dir::State \"/s/armel\";"), std::string::npos);
  EXPECT_NE(settings.find("APT::Architectures { \"armel\"; };"), std::string::npos);
  EXPECT_NE(settings.find("#clear APT::Update::Post-Invoke;"), std::string::npos);
}

}  // namespace
}  // namespace ashore::packages
