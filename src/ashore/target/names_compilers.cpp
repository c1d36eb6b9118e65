// SPDX-License-Identifier: Apache-2.0
// Rust, LLVM, GCC and CMake: what makes code of what is within the floor.
#include "ashore/base/text.h"
#include "ashore/target/compilers.h"
#include "ashore/target/names_of.h"
#include "ashore/target/rust_target.h"

namespace ashore {

namespace {

std::string line(const std::vector<std::string>& flags) { return joined(flags, " "); }

// Where std is made for the core: what to say to rustc, and its features.
std::string rust_cpu(const TargetChoice& choice) {
  const std::string& baseline = choice.floor.baseline;
  if (baseline == "mips32" || baseline == "mips64") return baseline;
  if (choice.triple.machine.arch == Arch::powerpc64 && is_big(choice) && !has(choice, "altivec"))
    return "e5500";
  return "";
}

std::vector<std::string> rust_features(const TargetChoice& choice) {
  std::vector<std::string> features;
  std::string cpu = rust_cpu(choice);
  if (cpu.starts_with("mips")) features.push_back("-" + cpu + "r2");
  // The spe targets have it already.
  if (choice.triple.machine.arch == Arch::powerpc && !is_soft(choice) && has(choice, "booke"))
    features.emplace_back("+msync");
  if (choice.needs_crt_static) features.emplace_back("+crt-static");
  return features;
}

}  // namespace

Expected<std::vector<std::string>> rust_words(const TargetChoice& choice) {
  std::string name = rust_name(choice.triple);
  std::vector<std::string> lines = {"--target " + name};
  std::string flags;
  if (std::string cpu = rust_cpu(choice); !cpu.empty()) flags += "-C target-cpu=" + cpu;
  if (std::vector<std::string> features = rust_features(choice); !features.empty())
    flags += (flags.empty() ? "" : " ") + ("-C target-feature=" + joined(features, ","));
  if (!flags.empty()) lines.push_back("RUSTFLAGS=\"" + flags + "\"");
  switch (choice.std) {
  case StdSource::installed: break;
  case StdSource::prebuilt: lines.push_back("rustup target add " + name); break;
  case StdSource::source:
    lines.emplace_back("# std must be built: `cargo build -Z build-std`, with a nightly Rust");
    break;
  }
  return lines;
}

Expected<std::vector<std::string>> llvm_words(const TargetChoice& choice) {
  std::string triple = clang_triple(choice);
  std::string tools = "-mtriple=" + triple + " -mcpu=" + llvm_cpu(choice);
  if (std::vector<std::string> attributes = llvm_attributes(choice); !attributes.empty())
    tools += " -mattr=" + joined(attributes, ",");
  return std::vector<std::string>{"--target=" + triple + " " + line(clang_flags(choice)), tools};
}

Expected<std::vector<std::string>> gcc_words(const TargetChoice& choice) {
  std::vector<std::string> lines = {line(gcc_flags(choice))};
  std::string prefix = gnu_tool_prefix(choice.triple);
  bool is_made = !prefix.empty() && !prefix.ends_with("spe");
  if (is_made) lines.push_back("# Debian's cross compiler: " + prefix + "-gcc");
  return lines;
}

Expected<std::vector<std::string>> cmake_words(const TargetChoice& choice) {
  std::string triple = clang_triple(choice), flags = line(clang_flags(choice));
  std::vector<std::string> lines = {"set(CMAKE_SYSTEM_NAME Linux)",
                                    "set(CMAKE_SYSTEM_PROCESSOR " +
                                        triple.substr(0, triple.find('-')) + ")",
                                    "set(CMAKE_C_COMPILER clang)",
                                    "set(CMAKE_CXX_COMPILER clang++)",
                                    "set(CMAKE_C_COMPILER_TARGET " + triple + ")",
                                    "set(CMAKE_CXX_COMPILER_TARGET " + triple + ")",
                                    "set(CMAKE_C_FLAGS_INIT \"" + flags + "\")",
                                    "set(CMAKE_CXX_FLAGS_INIT \"" + flags + "\")"};
  if (choice.linkage == Linkage::fully_static)
    lines.emplace_back("set(CMAKE_EXE_LINKER_FLAGS_INIT \"-static\")");
  return lines;
}

}  // namespace ashore
