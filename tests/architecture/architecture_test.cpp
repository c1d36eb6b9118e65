// SPDX-License-Identifier: Apache-2.0
// The code against its map, and the map reader against code that is wrong on purpose.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "map.h"
#include "words.h"

namespace ashore::architecture {

namespace {

const std::filesystem::path library = std::filesystem::path(ASHORE_SOURCE_DIR) / "src" / "ashore";

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<SourceFile> library_sources() {
  std::vector<SourceFile> sources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(library)) {
    std::filesystem::path extension = entry.path().extension();
    if (extension != ".h" && extension != ".cpp") continue;
    sources.push_back(
        {entry.path().lexically_relative(library).generic_string(), content_of(entry.path())});
  }
  return sources;
}

Map small_map() {
  Expected<Map> map = read_map("# ground\n"
                               "base   0 pure\n"
                               "host   1 mechanism  # touches the world\n"
                               "elf    2 pure\n"
                               "device 2 pure\n"
                               "verify 4 pure\n"
                               "ship   4 verb\n");
  EXPECT_TRUE(map);
  return map ? *map : Map{};
}

std::vector<std::string> arrows(std::string path, std::string text) {
  return broken_arrows(small_map(), {std::move(path), std::move(text)});
}

std::vector<std::string> vows(std::string text) {
  return broken_vows({"elf/read.cpp", std::move(text)});
}

}  // namespace

TEST(Architecture, every_include_of_the_library_follows_the_map) {
  Expected<Map> map = read_map(content_of(library / "floors.txt"));
  ASSERT_TRUE(map) << map.error().message();
  std::vector<SourceFile> sources = library_sources();
  ASSERT_GT(sources.size(), 40u) << "the library was not found at " << library;
  for (const SourceFile& source : sources) {
    for (const std::string& broken : broken_arrows(*map, source)) ADD_FAILURE() << broken;
  }
}

TEST(Architecture, every_folder_of_the_library_is_on_the_map) {
  Expected<Map> map = read_map(content_of(library / "floors.txt"));
  ASSERT_TRUE(map) << map.error().message();
  for (const auto& entry : std::filesystem::directory_iterator(library)) {
    if (!entry.is_directory()) continue;
    std::string name = entry.path().filename().string();
    EXPECT_TRUE(map->contains(name)) << "src/ashore/" << name << " is not in floors.txt";
  }
  for (const auto& [name, room] : *map) {
    EXPECT_TRUE(std::filesystem::is_directory(library / name))
        << "floors.txt names '" << name << "', which is not there";
  }
}

TEST(Architecture, the_library_keeps_its_vows) {
  for (const SourceFile& source : library_sources()) {
    for (const std::string& broken : broken_vows(source)) ADD_FAILURE() << broken;
  }
}

TEST(Architecture, every_source_file_names_its_licence) {
  for (const SourceFile& source : library_sources()) {
    EXPECT_TRUE(source.text.starts_with("// SPDX-License-Identifier: Apache-2.0\n")) << source.path;
  }
}

// From here on: that each of the above can fail.

TEST(Map, arrow_down_is_fine) {
  EXPECT_TRUE(
      arrows("verify/libc.cpp", "#include \"ashore/elf/elf.h\"\n#include <string>\n").empty());
  EXPECT_TRUE(arrows("ship/send.cpp", "#include \"ashore/host/host.h\"\n").empty());
}

TEST(Map, arrow_up_is_refused) {
  std::vector<std::string> broken =
      arrows("elf/read.cpp", "\n#include \"ashore/verify/verify.h\"\n");
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_EQ(broken[0], "elf/read.cpp:2: elf -> verify is an arrow up");
}

TEST(Map, arrow_sideways_is_refused) {
  EXPECT_EQ(arrows("elf/read.cpp", "#include \"ashore/device/facts.h\"\n").size(), 1u);
  EXPECT_EQ(arrows("ship/send.cpp", "#  include \"ashore/verify/verify.h\"\n").size(), 1u);
  EXPECT_TRUE(arrows("elf/read.cpp", "#include \"ashore/elf/facts.h\"\n").empty())
      << "a module may include itself";
}

TEST(Map, pure_module_does_not_reach_a_mechanism) {
  std::vector<std::string> broken = arrows("verify/verify.h", "#include \"ashore/host/host.h\"\n");
  ASSERT_EQ(broken.size(), 1u);
  EXPECT_NE(broken[0].find("pure module to a mechanism"), std::string::npos);
}

TEST(Map, module_that_is_not_on_the_map_is_refused) {
  EXPECT_EQ(arrows("magic/spell.cpp", "").size(), 1u);
  EXPECT_EQ(arrows("ship/send.cpp", "#include \"ashore/magic/spell.h\"\n").size(), 1u);
}

TEST(Map, way_around_the_map_is_refused) {
  EXPECT_EQ(arrows("verify/libc.cpp", "#include \"../host/host.h\"\n").size(), 1u);
  EXPECT_EQ(arrows("verify/libc.cpp", "#include \"cli/flags.h\"\n").size(), 1u);
}

TEST(Map, line_that_is_not_a_room_is_an_error) {
  EXPECT_FALSE(read_map("base 0\n"));
  EXPECT_FALSE(read_map("base ground pure\n"));
  EXPECT_FALSE(read_map("base 0 magic\n"));
}

TEST(Vows, printing_ending_and_throwing_are_noticed) {
  EXPECT_EQ(vows("#include <iostream>\n").size(), 1u);
  EXPECT_EQ(vows("void f() {\n  fmt::print(\"x\");\n}\n"),
            std::vector<std::string>{"elf/read.cpp:2: the library never prints"});
  EXPECT_EQ(vows("void f() { std::cout << 1; }").size(), 1u);
  EXPECT_EQ(vows("void f() { std::exit(1); }").size(), 1u);
  EXPECT_EQ(vows("void f() { throw 1; }").size(), 1u);
  EXPECT_EQ(vows("auto f() { return std::getenv(\"HOME\"); }").size(), 1u);
}

TEST(Vows, words_in_comments_strings_and_longer_names_are_not_code) {
  EXPECT_TRUE(vows("// never throw, never exit(1)\n/* std::cout */\n").empty());
  EXPECT_TRUE(
      vows("const char* text = \"throw \\\" exit(1)\"; char c = '\"'; int n = 1'000;\n").empty());
  EXPECT_TRUE(vows("auto s = R\"sh(exit(1) throw)sh\";\n").empty());
  EXPECT_TRUE(vows("int rethrown = 0; bool on_exit(int); session.exit(1);\n").empty());
}

TEST(Vows, code_after_a_string_is_still_code) {
  EXPECT_EQ(vows("auto s = R\"(x)\"; auto t = \"y\"; char c = '\\''; throw 1;\n").size(), 1u);
}

}  // namespace ashore::architecture
