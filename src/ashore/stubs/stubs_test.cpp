// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

#include "ashore/elf/lld_sample.h"
#include "ashore/elf/sections.h"
#include "ashore/stubs/cap.h"
#include "ashore/stubs/interface.h"
#include "ashore/stubs/written.h"

namespace ashore::stubs {
namespace {

std::vector<std::byte> sample(const std::string& name) {
  return elf::bytes_of_file(std::string(ASHORE_SOURCE_DIR) + "/tests/fuzz/corpus/elf/" + name);
}

std::set<std::string> names_of(const Interface& library) {
  std::set<std::string> names;
  for (const Symbol& symbol : library.symbols)
    if (symbol.place != Place::undefined) names.emplace(name_of(symbol, library));
  return names;
}

// A library with the versions of a glibc that has all in one.
Interface small_libc() {
  Interface libc;
  libc.bits = 32;
  libc.machine = 40;
  libc.soname = "libc.so.6";
  libc.has_versions = true;
  libc.definitions = {{"libc.so.6", 1, true, false},
                      {"GLIBC_2.4", 2, false, false},
                      {"GLIBC_2.17", 3, false, false},
                      {"GLIBC_2.34", 4, false, false},
                      {"GLIBC_PRIVATE", 5, false, false}};
  auto add = [&](std::string_view name, std::uint16_t version, bool is_hidden) {
    Symbol symbol;
    symbol.name = static_cast<std::uint32_t>(libc.strings.size());
    libc.strings.append(name) += '\0';
    symbol.info = 0x12;
    symbol.place = Place::code;
    symbol.version = version;
    symbol.is_hidden_version = is_hidden;
    libc.symbols.push_back(symbol);
  };
  libc.strings = std::string(1, '\0');
  add("printf", 2, false);
  add("pthread_create", 2, true);
  add("pthread_create", 4, false);
  add("__libc_start_main", 2, true);
  add("__libc_start_main", 4, false);
  add("secure_getenv", 3, false);
  add("stat", 4, false);
  add("__xstat", 2, true);
  add("_dl_secret", 5, false);
  return libc;
}

TEST(InterfaceOf, LibrariesOfEveryKindOfMachineIsRead) {
  for (const std::string& name : elf::lld_libraries()) {
    std::vector<std::byte> bytes = sample(name);
    if (bytes.empty()) continue;
    Expected<Interface> library = interface_of(bytes);
    ASSERT_TRUE(library) << name << ": " << library.error().message();
    EXPECT_FALSE(names_of(*library).empty()) << name;
  }
}

TEST(InterfaceOf, AProgramWithoutADynamicSectionIsRefused) {
  Expected<Interface> program = interface_of(sample("arm_soft_static"));
  ASSERT_FALSE(program);
  EXPECT_EQ(program.error().kind(), ErrorKind::bad_input);
}

TEST(Written, AStubHasTheTablesThatALinkerReads) {
  for (const std::string& name : elf::lld_libraries()) {
    std::vector<std::byte> bytes = sample(name);
    if (bytes.empty()) continue;
    Expected<Interface> library = interface_of(bytes);
    ASSERT_TRUE(library) << name;
    std::string stub = written(*library);
    std::span<const std::byte> view = std::as_bytes(std::span(stub));
    Expected<ElfFacts> facts = elf::read(view);
    ASSERT_TRUE(facts) << name << ": " << facts.error().message();
    EXPECT_EQ(facts->machine, library->machine);
    Expected<std::vector<elf::Section>> sections = elf::sections(view, *facts);
    ASSERT_TRUE(sections) << name << ": " << sections.error().message();
    std::set<std::string_view> found;
    for (const elf::Section& section : *sections) found.insert(section.name);
    for (const char* wanted : {".dynsym", ".dynstr", ".dynamic"})
      EXPECT_TRUE(found.contains(wanted)) << name << " " << wanted;
    EXPECT_EQ(found.contains(".gnu.version_d"), !library->definitions.empty()) << name;
  }
}

TEST(Capped, WhatIsYoungerIsGoneAndTheNewestThatIsLeftIsTheDefault) {
  Interface old = capped(small_libc(), Version{{2, 17}});
  std::set<std::string> names = names_of(old);
  EXPECT_FALSE(names.contains("stat"));
  EXPECT_TRUE(names.contains("secure_getenv"));
  EXPECT_TRUE(names.contains("_dl_secret"));
  for (const Symbol& symbol : old.symbols) {
    EXPECT_NE(symbol.version, 4) << name_of(symbol, old);
    EXPECT_FALSE(symbol.is_hidden_version) << name_of(symbol, old);
  }
  EXPECT_EQ(old.definitions.size(), 4U);
}

TEST(Capped, WhatTheLibraryItselfWantsOfYoungerOnesIsForgotten) {
  Interface libc = small_libc();
  libc.needs = {{"ld-linux.so.3", "GLIBC_2.4", 6, false},
                {"ld-linux.so.3", "GLIBC_2.35", 7, false}};
  for (std::uint16_t version : std::array<std::uint16_t, 2>{6, 7}) {
    Symbol wanted = libc.symbols[0];
    wanted.place = Place::undefined;
    wanted.version = version;
    libc.symbols.push_back(wanted);
  }
  Interface old = capped(libc, Version{{2, 17}});
  EXPECT_EQ(old.needs.size(), 1U);
  EXPECT_EQ(std::ranges::count(old.symbols, Place::undefined, &Symbol::place), 1);
}

TEST(Capped, TheCapItselfIsAllowed) {
  Interface same = capped(small_libc(), Version{{2, 34}});
  EXPECT_EQ(same.symbols.size(), small_libc().symbols.size());
  EXPECT_TRUE(names_of(same).contains("stat"));
}

TEST(BeforeTheMerger, ThreadsAreALibraryOfTheirOwn) {
  std::vector<Interface> libraries = before_the_merger(small_libc(), Version{{2, 31}});
  ASSERT_GT(libraries.size(), 1U);
  EXPECT_FALSE(names_of(libraries[0]).contains("pthread_create"));
  EXPECT_TRUE(names_of(libraries[0]).contains("__libc_start_main"));
  EXPECT_EQ(libraries[1].soname, "libpthread.so.0");
  EXPECT_EQ(names_of(libraries[1]), std::set<std::string>{"pthread_create"});
  EXPECT_EQ(libraries[1].definitions.front().version, "libpthread.so.0");
}

TEST(BeforeTheMerger, AYoungerGlibcIsOneLibrary) {
  EXPECT_EQ(before_the_merger(small_libc(), Version{{2, 36}}).size(), 1U);
}

}  // namespace
}  // namespace ashore::stubs
