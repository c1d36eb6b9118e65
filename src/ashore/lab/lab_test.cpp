// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

#include "ashore/lab/description.h"
#include "ashore/lab/keys.h"
#include "ashore/lab/machine.h"
#include "ashore/lab/power.h"
#include "ashore/lab/ssh_config.h"

namespace ashore::lab {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

Description r7000() {
  Expected<Description> device = description_of("r7000");
  EXPECT_TRUE(device);
  return device ? *device : Description{};
}

std::string one_line(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += word + " ";
  return line;
}

TEST(Descriptions, all_that_are_embedded_can_be_read) {
  Expected<std::vector<Description>> all = descriptions();
  ASSERT_TRUE(all) << all.error().message();
  std::set<std::string> names;
  for (const Description& device : *all) names.insert(device.name);
  EXPECT_EQ(names, (std::set<std::string>{"bpi-r2", "bpi-r3", "mt7621", "r7000"}));
}

TEST(Descriptions, r7000_has_neither_an_fpu_nor_a_young_kernel_nor_a_good_digest) {
  Description device = r7000();
  EXPECT_THAT(device.options, Contains("cortex-a9-arm-cpu.vfp=off"));
  EXPECT_EQ(device.last_system_call, 369u);
  EXPECT_TRUE(device.disguise.release.starts_with("2.6.36"));
  EXPECT_THAT(device.applets, Not(Contains("sha256sum")));
  EXPECT_THAT(device.applets, Contains("md5sum"));
}

TEST(Descriptions, no_device_offers_scp_or_sftp) {
  Expected<std::vector<Description>> all = descriptions();
  ASSERT_TRUE(all);
  for (const Description& device : *all) {
    for (const char* name : {"scp", "sftp-server", "sftp"}) {
      EXPECT_THAT(device.applets, Not(Contains(name))) << device.name;
    }
    for (const RootFile& file : device.files) EXPECT_THAT(file.path, Not(HasSubstr("sftp")));
  }
}

TEST(Descriptions, a_misspelt_name_is_a_usage_error_that_guesses) {
  Expected<Description> device = description_of("r700");
  ASSERT_FALSE(device);
  EXPECT_EQ(device.error().kind(), ErrorKind::usage);
  EXPECT_THAT(device.error().hints(), Contains(HasSubstr("did you mean `r7000`")));
}

TEST(Descriptions, a_key_that_nobody_knows_is_named) {
  Expected<Description> device = read_description("x", r7000().source + "\nsurprise = 1\n");
  ASSERT_FALSE(device);
  EXPECT_THAT(device.error().message(), HasSubstr("surprise"));
}

TEST(Descriptions, a_missing_key_is_named) {
  Expected<Description> device = read_description("x", "summary = \"a device\"\n");
  ASSERT_FALSE(device);
  EXPECT_THAT(device.error().message(), HasSubstr("`kernel` must be a text"));
}

TEST(Descriptions, broken_toml_is_an_error_with_its_line) {
  Expected<Description> device = read_description("x", "a = 1\nb = = 2\n");
  ASSERT_FALSE(device);
  EXPECT_THAT(device.error().message(), HasSubstr("line 2"));
}

TEST(Machine, boots_with_shared_memory_and_restores_copy_on_write) {
  Description device = r7000();
  std::string boot = one_line(machine_arguments(device, "/q", PowerOn::boot, 4000));
  std::string restore = one_line(machine_arguments(device, "/q", PowerOn::restore, 4000));
  EXPECT_THAT(boot, HasSubstr("mem-path=memory,share=on"));
  EXPECT_THAT(boot, Not(HasSubstr("-incoming")));
  EXPECT_THAT(restore, HasSubstr("mem-path=snapshot/memory,share=off"));
  EXPECT_THAT(restore, HasSubstr("-incoming defer"));
}

TEST(Machine, reaches_nothing_and_is_reached_on_loopback_only) {
  std::string line = one_line(machine_arguments(r7000(), "/q", PowerOn::boot, 4000));
  EXPECT_THAT(line, HasSubstr("restrict=on,hostfwd=tcp:127.0.0.1:4000-:22"));
}

TEST(Machine, own_serial_ports_come_before_the_console) {
  std::vector<std::string> words = machine_arguments(r7000(), "/q", PowerOn::boot, 4000);
  auto null = std::ranges::find(words, "null");
  auto console = std::ranges::find(words, "chardev:console");
  ASSERT_NE(console, words.end());
  EXPECT_LT(null, console);
}

TEST(SshConfig, checks_the_key_that_we_made_and_uses_no_other) {
  std::string config = ssh_config({"r7000", 4000, "/s/id", "/s/known hosts"});
  EXPECT_THAT(config, HasSubstr("Host ashore-lab-r7000\n  HostName 127.0.0.1\n  Port 4000\n"));
  EXPECT_THAT(config, HasSubstr("StrictHostKeyChecking yes"));
  EXPECT_THAT(config, HasSubstr("UserKnownHostsFile \"/s/known hosts\""));
  EXPECT_THAT(config, HasSubstr("IdentitiesOnly yes"));
}

TEST(SshConfig, percent_in_a_path_is_not_expanded) {
  EXPECT_THAT(ssh_config({"d", 1, "/a%b/id", "/k"}), HasSubstr("IdentityFile \"/a%%b/id\""));
}

TEST(SshConfig, known_hosts_uses_the_alias) {
  EXPECT_EQ(known_hosts("r7000", "ssh-ed25519 AAAA"), "ashore-lab-r7000 ssh-ed25519 AAAA\n");
}

TEST(Keys, have_the_formats_of_dropbear_and_openssh) {
  std::array<unsigned char, 32> secret, shown;
  secret.fill('s');
  shown.fill('p');
  std::string key = dropbear_key(secret, shown);
  ASSERT_EQ(key.size(), 4 + 11 + 4 + 64u);
  EXPECT_EQ(key.substr(0, 19), std::string("\0\0\0\x0bssh-ed25519\0\0\0\x40", 19));
  EXPECT_EQ(key.substr(19), std::string(32, 's') + std::string(32, 'p'));
  // As ssh-keygen writes every Ed25519 key: the same first 25 characters.
  std::string line = public_line(shown);
  EXPECT_TRUE(line.starts_with("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"));
  EXPECT_EQ(line.size(), 12 + 68u);
}

TEST(Power, a_record_survives_being_written) {
  Running running{12, 34567890123, 4000, true};
  EXPECT_EQ(read_running(written(running)), running);
}

TEST(Power, a_broken_record_is_none) {
  for (const char* text : {"", "pid\n", "pid 1\nstarted 5\nport 6\n", "pid x\nstarted 5\nport 6\n",
                           "pid 99999999999\nstarted 5\nport 6\n"}) {
    EXPECT_EQ(read_running(text), std::nullopt) << text;
  }
}

TEST(Power, another_process_with_the_same_pid_is_not_ours) {
  EXPECT_FALSE(is_alive(Running{1, 1, 1, true}));
}

}  // namespace
}  // namespace ashore::lab
