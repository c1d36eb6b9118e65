// SPDX-License-Identifier: Apache-2.0
// What cargo says in JSON: its messages, and the metadata of a workspace.
#include <gtest/gtest.h>

#include "ashore/build/cargo_messages.h"
#include "ashore/build/cargo_metadata.h"

namespace ashore::build {
namespace {

using Strings = std::vector<std::string>;

std::string artifact(const std::string& name, const std::string& kind = "bin") {
  return R"({"reason":"compiler-artifact","package_id":"p#0.1.0","target":{"kind":[")" + kind +
         R"("],"name":")" + name + R"("},"executable":"/t/)" + name + "\"}\n";
}

std::vector<BuiltProgram> read(std::string_view text) {
  MessageReader reader;
  reader.add(text);
  return reader.programs();
}

TEST(CargoMessages, tell_programs_in_pieces_of_any_size) {
  std::string text = artifact("a") + artifact("b", "example");
  std::vector<BuiltProgram> expected = {{"p#0.1.0", {"bin", "a"}, "/t/a"},
                                        {"p#0.1.0", {"example", "b"}, "/t/b"}};
  EXPECT_EQ(read(text), expected);
  MessageReader slowly;
  for (char c : text) slowly.add(std::string_view(&c, 1));
  EXPECT_EQ(slowly.programs(), expected);
}

TEST(CargoMessages, libraries_and_build_scripts_are_no_programs) {
  EXPECT_TRUE(read(artifact("a", "lib") + artifact("build-script-build", "custom-build")).empty());
  EXPECT_TRUE(read(R"({"reason":"compiler-artifact","target":{"kind":["bin"],"name":"a"},)"
                   R"("executable":null})"
                   "\n")
                  .empty());
  EXPECT_TRUE(read(R"({"reason":"build-finished","success":true})"
                   "\n")
                  .empty());
}

TEST(CargoMessages, odd_lines_say_nothing_and_do_not_hide_the_next) {
  for (const std::string& odd :
       {std::string("printed by a macro"), std::string("{"), std::string("{}"), std::string("[1]"),
        std::string("null"), std::string("\xff\xfe"), std::string(100000, '['),
        std::string(R"({"reason":7})"), std::string(R"({"reason":"compiler-artifact"})"),
        std::string(R"({"reason":"compiler-artifact","target":"x","executable":"/t/x"})"),
        std::string(R"({"reason":"compiler-artifact","target":{"kind":{"0":"b"}},"executable":1})"),
        "{" + std::string(3'000'000, 'x')}) {
    EXPECT_EQ(read(odd + "\n" + artifact("a")).size(), 1U) << odd.substr(0, 80);
  }
}

TEST(CargoMessages, a_line_without_its_end_is_no_message_yet) {
  std::string text = artifact("a");
  EXPECT_TRUE(read(std::string_view(text).substr(0, text.size() - 1)).empty());
}

constexpr std::string_view two_packages = R"({
  "packages": [
    {"id": "path+file:///w/b#0.1.0", "name": "b", "manifest_path": "/w/b/Cargo.toml",
     "default_run": null,
     "targets": [{"kind": ["lib"], "crate_types": ["lib"], "name": "b"},
                 {"kind": ["example"], "crate_types": ["cdylib"], "name": "plugin"},
                 {"kind": ["example"], "crate_types": ["bin"], "name": "shown"}]},
    {"id": "path+file:///w/a#0.1.0", "name": "a", "manifest_path": "/w/a/Cargo.toml",
     "default_run": "a2",
     "targets": [{"kind": ["bin"], "crate_types": ["bin"], "name": "a1"},
                 {"kind": ["bin"], "crate_types": ["bin"], "name": "a2"},
                 {"kind": ["custom-build"], "crate_types": ["bin"], "name": "build-script-build"}]}],
  "workspace_members": ["path+file:///w/b#0.1.0", "path+file:///w/a#0.1.0"],
  "workspace_root": "/w"})";

Strings chosen(const Request& request) {
  CargoWorkspace workspace = parse_metadata(two_packages).value();
  Strings names;
  for (const CargoPackage* package : selected(workspace, request, "/nowhere")) {
    names.push_back(package->name);
  }
  return names;
}

TEST(CargoMetadata, lists_what_can_become_a_program) {
  CargoWorkspace workspace = parse_metadata(two_packages).value();
  EXPECT_EQ(workspace.root, "/w");
  ASSERT_EQ(workspace.packages.size(), 2U);
  EXPECT_EQ(workspace.packages[0].targets, (std::vector<CargoTarget>{{"example", "shown"}}));
  EXPECT_EQ(workspace.packages[1].targets,
            (std::vector<CargoTarget>{{"bin", "a1"}, {"bin", "a2"}}));
  EXPECT_EQ(workspace.default_packages.size(), 2U);
}

TEST(CargoMetadata, finds_a_package_by_each_kind_of_specification) {
  for (const char* word : {"a", "a@0.1.0", "path+file:///w/a#0.1.0", "path+file:///w/a#a@0.1.0"}) {
    Request request;
    request.package = word;
    EXPECT_EQ(chosen(request), Strings{"a"}) << word;
  }
  Request unknown;
  unknown.package = "c";
  EXPECT_TRUE(chosen(unknown).empty());
}

TEST(CargoMetadata, default_run_counts_only_where_nothing_else_was_asked_for) {
  CargoWorkspace workspace = parse_metadata(two_packages).value();
  std::vector<const CargoPackage*> both = {&workspace.packages[0], &workspace.packages[1]};
  EXPECT_EQ(default_run(both, {}), "a2");
  Request named;
  named.bins = {"a1"};
  EXPECT_EQ(default_run(both, named), std::nullopt);
  Request all;
  all.default_run = false;
  EXPECT_EQ(default_run(both, all), std::nullopt);
  workspace.packages[0].default_run = "x";
  EXPECT_EQ(default_run(both, {}), std::nullopt);
}

TEST(CargoMetadata, programs_come_in_its_order) {
  CargoWorkspace workspace = parse_metadata(two_packages).value();
  BuiltProgram a1{"path+file:///w/a#0.1.0", {"bin", "a1"}, "/t/a1"};
  BuiltProgram a2{"path+file:///w/a#0.1.0", {"bin", "a2"}, "/t/a2"};
  BuiltProgram shown{"path+file:///w/b#0.1.0", {"example", "shown"}, "/t/shown"};
  BuiltProgram unknown{"x", {"bin", "x"}, "/t/x"};
  EXPECT_EQ(in_order({unknown, a2, a1, shown}, workspace),
            (std::vector<BuiltProgram>{shown, a1, a2, unknown}));
}

TEST(CargoMetadata, that_makes_no_sense_is_bad_input) {
  for (const char* text : {"", "[]", "{}", R"({"workspace_root": 3})",
                           R"({"workspace_root": "relative"})", R"({"workspace_root": "/w")"}) {
    Expected<CargoWorkspace> workspace = parse_metadata(text);
    ASSERT_FALSE(workspace) << text;
    EXPECT_EQ(workspace.error().kind(), ErrorKind::bad_input);
  }
  EXPECT_TRUE(parse_metadata(R"({"workspace_root": "/w", "packages": [1, {"targets": [2]}]})"));
}

}  // namespace
}  // namespace ashore::build
