// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ashore/probe/interpret.h"

namespace ashore::probe {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string shared(const std::string& section, const std::string& text) {
  return shareable(
      "Welcome, Alice!\nashore-probe 1 m\n\n@@m@@ uname text\nLinux alices-box 5.4.0 #1 "
      "armv7l GNU/Linux\n\n@@m@@ " +
      section + " text\n" + text + "\n\n@@m@@ end text\n");
}

TEST(Shareable, the_host_name_is_gone) {
  std::string text =
      shared("ubus", "{\n\t\"kernel\": \"5.4\",\n\t\"hostname\": \"alices-box\",\n}");
  EXPECT_THAT(text, Not(HasSubstr("alice")));
  EXPECT_THAT(text, Not(HasSubstr("Alice"))) << "the greeting";
  EXPECT_THAT(text, HasSubstr("\"kernel\": \"5.4\""));
  EXPECT_THAT(text, HasSubstr("Linux device 5.4.0"));
}

TEST(Shareable, addresses_are_gone_from_mounts) {
  std::string text =
      shared("mounts", "192.0.2.7:/export/a /mnt/nas nfs rw,addr=192.0.2.7 0 0\n"
                       "//10.1.2.3/share /mnt/smb cifs rw,addr=fe80::1:2:3:4 0 0\n"
                       "alices-box:/x /mnt/x nfs rw 0 0\ntmpfs /tmp tmpfs rw,size=16384k 0 0");
  EXPECT_THAT(text, Not(HasSubstr("192.0.2.7")));
  EXPECT_THAT(text, Not(HasSubstr("10.1.2.3")));
  EXPECT_THAT(text, Not(HasSubstr("fe80")));
  EXPECT_THAT(text, Not(HasSubstr("alices-box")));
  EXPECT_THAT(text, HasSubstr("0.0.0.0:/export/a /mnt/nas nfs rw,addr=0.0.0.0 0 0"));
  EXPECT_THAT(text, HasSubstr("tmpfs /tmp tmpfs rw,size=16384k 0 0"));
}

TEST(Shareable, macs_and_serial_numbers_are_gone) {
  std::string text = shared("cpuinfo", "Hardware\t: BCM2835\nSerial\t\t: 00000000deadbeef\n"
                                       "eth0 00:1A:2b:3c:4d:5e and 00-1A-2b-3c-4d-5e\n");
  EXPECT_THAT(text, Not(HasSubstr("deadbeef")));
  EXPECT_THAT(text, Not(HasSubstr("1A")));
  EXPECT_THAT(text, HasSubstr("Hardware\t: BCM2835"));
}

TEST(Shareable, a_serial_number_is_gone_from_behind_a_carriage_return_too) {
  std::string text = shared("cpuinfo", "Hardware serial\r\t: 00000000deadbeef\rcafe");
  EXPECT_THAT(text, Not(HasSubstr("deadbeef")));
  EXPECT_THAT(text, Not(HasSubstr("cafe")));
}

TEST(Shareable, what_is_shared_again_stays_as_it_is) {
  std::string once = shared("uname", "Features x:y tlsserial : 0x41");
  EXPECT_EQ(shareable(once), once);
  once = shared("mounts", "0f:a::e: b");
  EXPECT_EQ(shareable(once), once);
}

TEST(Shareable, versions_that_look_like_addresses_stay) {
  std::string text = shared("libraries", "directory /lib\n/lib/libuClibc-0.9.33.2.so\n"
                                         "Linux 2.6.36.4 at 12:30:45\n");
  EXPECT_THAT(text, HasSubstr("libuClibc-0.9.33.2.so"));
  EXPECT_THAT(text, HasSubstr("2.6.36.4 at 12:30:45"));
}

TEST(Shareable, who_built_the_kernel_is_gone) {
  std::string text =
      shared("version", "Linux version 2.6.36.4 (alice@desk) (gcc version 5.3.0) #1");
  EXPECT_THAT(text, HasSubstr("Linux version 2.6.36.4 (builder) (gcc version 5.3.0) #1"));
  text = shared("signature", "1|Linux version 2.6.36.4 (alice@desk)||");
  EXPECT_THAT(text, Not(HasSubstr("alice@desk")));
}

TEST(Shareable, the_sessions_marker_becomes_the_one_of_a_run_by_hand) {
  std::string text = shared("nvram", "model=x\n@@by-hand@@ uname text\nboardid=y");
  EXPECT_THAT(text, testing::StartsWith("ashore-probe 1 by-hand\n\n@@by-hand@@ uname text\n"));
  EXPECT_THAT(text, Not(HasSubstr("@@m@@")));
  EXPECT_THAT(text, HasSubstr("model=x\nboardid=y\n"));
}

TEST(Shareable, what_is_no_transcript_is_not_shared) { EXPECT_EQ(shareable("secret"), ""); }

}  // namespace
}  // namespace ashore::probe
