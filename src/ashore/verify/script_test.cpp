// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using ::testing::HasSubstr;

std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

Finding about(std::string_view text, const LibraryFiles* there = nullptr,
              const DeviceFacts& device = r7000()) {
  Verdict verdict = verify(bytes(text), device, {"/tmp", false}, {{}, {}, there});
  EXPECT_EQ(verdict.findings.size(), 1);
  EXPECT_EQ(verdict.findings[0].check, "format");
  return verdict.findings[0];
}

const auto present = std::make_shared<const std::string>();

TEST(Script, is_read_as_the_kernel_reads_its_first_line) {
  Script script = *script_of(bytes("#! \t/usr/bin/awk -f -v x=1 \nBEGIN {}\n"));
  EXPECT_EQ(script.interpreter, "/usr/bin/awk");
  EXPECT_EQ(script.argument, "-f -v x=1");
  EXPECT_EQ(script_of(bytes("#!/bin/sh"))->interpreter, "/bin/sh");
  EXPECT_EQ(script_of(bytes("#!\necho\n"))->interpreter, "");
  EXPECT_EQ(script_of(bytes("#!/bin/sh\r\necho\r\n"))->interpreter, "/bin/sh\r");
  EXPECT_LT(script_of(bytes("#!/" + std::string(100'000, 'a')))->interpreter.size(), 256);
  EXPECT_FALSE(script_of(bytes("# !/bin/sh\n")));
}

TEST(Script, whose_interpreter_is_not_there_will_not_run) {
  LibraryFiles there = {{"/usr/bin/python3", nullptr}};
  Finding finding = about("#!/usr/bin/python3\nprint(1)\n", &there);
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_THAT(finding.text, HasSubstr("for `/usr/bin/python3`, and the device has no such"));
}

TEST(Script, is_never_said_to_run) {
  LibraryFiles there = {{"/bin/sh", present}};
  Finding finding = about("#!/bin/sh\nls\n", &there);
  EXPECT_EQ(finding.answer, Answer::cannot_tell);
  EXPECT_THAT(finding.text, HasSubstr("which is there; what the script calls is not checked"));
  EXPECT_EQ(about("#!/bin/sh\nls\n").answer, Answer::cannot_tell);
  EXPECT_EQ(about("#!\nls\n").answer, Answer::cannot_tell);
  EXPECT_EQ(about("#!sh\nls\n").answer, Answer::cannot_tell);
}

TEST(Script, with_lines_that_end_like_those_of_dos_will_not_run) {
  Finding finding = about("#!/bin/sh\r\necho\r\n");
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_THAT(*finding.hint, HasSubstr("tr -d"));
  EXPECT_EQ(about("#!/bin/sh -e\r\necho\r\n").answer, Answer::cannot_tell);
}

TEST(Script, by_env_is_looked_for_among_the_devices_tools) {
  LibraryFiles there = {{"/usr/bin/env", present}};
  DeviceFacts device = r7000();
  EXPECT_THAT(about("#!/usr/bin/env -S A=1 lua x\n", &there, device).text,
              HasSubstr("for `lua`, which `env` looks for in PATH; whether it is there"));
  device.tools = {"lua"};
  EXPECT_THAT(about("#!/usr/bin/env lua\n", &there, device).text, HasSubstr("finds there"));
  there["/usr/bin/env"] = nullptr;
  EXPECT_EQ(about("#!/usr/bin/env lua\n", &there, device).answer, Answer::will_not_run);
}

TEST(Script, asks_the_device_only_for_paths) {
  EXPECT_EQ(interpreter_wanted(bytes("#!/bin/sh -e\n")), "/bin/sh");
  EXPECT_EQ(interpreter_wanted(bytes("#!/bin/sh\r\n")), std::nullopt);
  EXPECT_EQ(interpreter_wanted(bytes("#!/bin/\x1b[2J\n")), std::nullopt);
  EXPECT_EQ(interpreter_wanted(bytes("#!sh\n")), std::nullopt);
  EXPECT_EQ(interpreter_wanted(bytes("\x7f"
                                     "ELF")),
            std::nullopt);
}

}  // namespace
}  // namespace ashore::verify
