// SPDX-License-Identifier: Apache-2.0
#include "ashore/ship/ship.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "ashore/host/files.h"
#include "ashore/remote/local.h"
#include "ashore/ship/offer.h"
#include "ashore/ship/place.h"

namespace ashore::ship {
namespace {

namespace fs = std::filesystem;

TEST(FreeBytes, are_found_in_what_df_says) {
  EXPECT_EQ(free_bytes("Filesystem 1K-blocks Used Available Use% Mounted on tmpfs 16384 4 16380 0% "
                       "/tmp"),
            16380U * 1024);
  EXPECT_EQ(free_bytes("Filesystem           1024-blocks    Used Available Capacity Mounted on\n"
                       "/dev/disk/by-id/a-very-long-name\n     3000  1000   2000  34% /mnt/u%sb"),
            2000U * 1024);
  EXPECT_EQ(free_bytes("df: /nowhere: can't find mount point"), std::nullopt);
  EXPECT_EQ(free_bytes("x 99999999999999999999 5% /"), std::nullopt);
}

DeviceFacts device_with(const std::vector<WritablePlace>& places) {
  DeviceFacts facts;
  for (const WritablePlace& place : places) facts.places.push_back({place, {"df", ""}});
  return facts;
}

TEST(RemotePath, is_the_best_place_that_can_hold_and_execute_it) {
  DeviceFacts device = device_with({{"/mnt/usb", 1 << 30, true, "vfat", false, true},
                                    {"/jffs", 100'000, true, "jffs2", true, true},
                                    {"/tmp", 16 << 20, true, "tmpfs", true, false}});
  EXPECT_EQ(remote_path("hello", 50'000, device, {}).value(), "/jffs/ashore/hello");
  EXPECT_EQ(remote_path("hello", 400'000, device, {}).value(), "/tmp/ashore/hello");
  Expected<std::string> none = remote_path("hello", 400 << 20, device, {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind(), ErrorKind::device);
  EXPECT_THAT(none.error().message(), testing::HasSubstr("/mnt/usb (vfat) has 1.1 GB free and is "
                                                         "mounted noexec"));
}

TEST(RemotePath, is_the_users_word_if_it_makes_sense) {
  EXPECT_EQ(remote_path("hello", 1, {}, {.to = "/opt/bin/hi"}).value(), "/opt/bin/hi");
  for (const char* to : {"hello", "/opt/", "/", "", "/opt/.hidden", "/opt/a\nb"}) {
    Expected<std::string> path = remote_path("hello", 1, {}, {.to = to});
    ASSERT_FALSE(path) << to;
    EXPECT_EQ(path.error().kind(), ErrorKind::usage);
  }
  EXPECT_FALSE(
      remote_path("../x", 1, device_with({{"/tmp", 1 << 20, true, "tmpfs", true, false}}), {}));
}

// A device is a directory of this computer, and a shell with some commands.
class ShipTest : public testing::TestWithParam<std::vector<std::string>> {
 protected:
  void SetUp() override {
    ::signal(SIGPIPE, SIG_IGN);
    host::Command probe;
    probe.argv = GetParam();
    probe.argv.insert(probe.argv.end(), {"-c", "exit 0"});
    if (!runner_->run(probe)) GTEST_SKIP() << "skipped: no " << GetParam().front();
    Expected<host::TemporaryDirectory> made =
        host::TemporaryDirectory::create(fs::temp_directory_path(), "ashore-ship-test-");
    ASSERT_TRUE(made);
    directory_.emplace(*std::move(made));
    fs::create_directory(at("place"));
    fs::create_directory(at("here"));
    device_ = device_with({{at("place").string(), 1 << 30, true, "ext4", true, true}});
  }

  fs::path at(const std::string& name) const { return directory_->path() / name; }
  fs::path goal() const { return at("place") / "ashore" / "hello"; }
  std::string content(const fs::path& path) const {
    return host::read_file(path).value_or("(nothing)");
  }

  Cleared cleared(const std::string& bytes) {
    fs::path path = at("here") / "hello";
    std::ofstream(path) << bytes;
    // A build is older than its shipment.
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(++age_));
    Artifact artifact{.path = path,
                      .name = "hello",
                      .digest = sha256(bytes),
                      .size = bytes.size(),
                      .built_for = "",
                      .with_debug = std::nullopt};
    Verdict verdict;
    verdict.artifact = artifact.digest;
    return Cleared::clear(artifact, verdict, Clearance::force).value();
  }

  Expected<Shipment> send(const std::string& bytes, std::vector<std::string> shell) {
    host::Host host{*runner_, {}, {}};
    std::unique_ptr<remote::Session> session =
        remote::local_session(host, at("place"), std::move(shell));
    return ship(cleared(bytes), device_, *session, request_, device_changed_, reporter_);
  }
  Expected<Shipment> send(const std::string& bytes) { return send(bytes, GetParam()); }

  std::string why(const std::string& bytes) {
    Expected<Shipment> shipment = send(bytes);
    return shipment ? "shipped" : shipment.error().message();
  }

  // The names in ashore's directory on the device.
  std::set<std::string> left() const {
    std::set<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(goal().parent_path())) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }

  // From now on restricted_shell() has this command: the real one, or that text.
  void only_with(const std::string& tool, const std::string& text = "") {
    fs::create_directory(at("bin"));
    if (text.empty()) {
      fs::create_symlink("/bin/" + tool, at("bin") / tool);
      return;
    }
    std::ofstream(at("bin") / tool) << text;
    fs::permissions(at("bin") / tool, fs::perms::owner_all);
  }
  std::vector<std::string> restricted_shell() const {
    std::vector<std::string> shell = {"env", "PATH=" + at("bin").string()};
    shell.insert(shell.end(), GetParam().begin(), GetParam().end());
    shell[2] = "/bin/" + shell[2];
    return shell;
  }

  std::unique_ptr<host::ProcessRunner> runner_ = host::system_process_runner();
  std::optional<host::TemporaryDirectory> directory_;
  DeviceFacts device_;
  Request request_;
  SilentReporter reporter_;
  bool device_changed_ = false;
  int age_ = 0;
};

TEST_P(ShipTest, a_file_arrives_whole_executable_and_alone) {
  std::string bytes(300'000, 'x');
  bytes += std::string("\0\xff\n\r", 4);
  Expected<Shipment> shipment = send(bytes);
  ASSERT_TRUE(shipment) << shipment.error().message();
  EXPECT_EQ(shipment->remote_path, goal().string());
  EXPECT_EQ(shipment->bytes_sent, bytes.size());
  EXPECT_TRUE(content(goal()) == bytes);
  EXPECT_EQ(::access(goal().c_str(), X_OK), 0);
  EXPECT_THAT(left(), testing::ElementsAre(".hello.ashore", "hello"));
}

TEST_P(ShipTest, nothing_is_sent_if_it_is_there_already) {
  ASSERT_TRUE(send("one"));
  Expected<Shipment> again = send("one");
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_EQ(again->bytes_sent, 0U);
  Expected<Shipment> other = send("two");
  ASSERT_TRUE(other) << other.error().message();
  EXPECT_EQ(other->bytes_sent, 3U);
  EXPECT_EQ(content(goal()), "two");
}

TEST_P(ShipTest, a_file_of_somebody_else_is_replaced_only_by_force) {
  fs::create_directory(goal().parent_path());
  std::ofstream(goal()) << "theirs";
  EXPECT_THAT(why("ours"), testing::HasSubstr("ashore did not put it there"));
  EXPECT_EQ(content(goal()), "theirs");
  request_.overwrite_foreign = true;
  EXPECT_EQ(why("ours"), "shipped");
  EXPECT_EQ(content(goal()), "ours");
  // What somebody changed since is theirs again.
  request_.overwrite_foreign = false;
  std::ofstream(goal()) << "theirs again";
  EXPECT_THAT(why("ours, newer"), testing::HasSubstr("ashore did not put it there"));
  EXPECT_EQ(content(goal()), "theirs again");
}

TEST_P(ShipTest, a_path_of_the_user_is_taken_and_its_directory_not_made) {
  request_.to = at("place") / "bin" / "hi there";
  EXPECT_THAT(why("x"), testing::HasSubstr("no directory"));
  fs::create_directory(at("place") / "bin");
  EXPECT_EQ(why("x"), "shipped");
  EXPECT_EQ(content(at("place") / "bin" / "hi there"), "x");
  fs::create_directory(at("place") / "bin" / "directory");
  request_.to = at("place") / "bin" / "directory";
  EXPECT_THAT(why("x"), testing::HasSubstr("is a directory"));
}

TEST_P(ShipTest, another_device_gets_nothing) {
  device_.signature = "1|Linux version 0.0|none|";
  ASSERT_TRUE(send("x"));
  EXPECT_TRUE(device_changed_);
  EXPECT_FALSE(fs::exists(goal().parent_path()));
}

TEST_P(ShipTest, a_file_that_changed_after_the_check_is_not_sent) {
  Cleared checked = cleared("checked");
  std::ofstream(at("here") / "hello") << "changed";
  host::Host host{*runner_, {}, {}};
  std::unique_ptr<remote::Session> session = remote::local_session(host, at("place"), GetParam());
  Expected<Shipment> shipment =
      ship(checked, device_, *session, request_, device_changed_, reporter_);
  ASSERT_FALSE(shipment);
  EXPECT_THAT(shipment.error().message(), testing::HasSubstr("changed after it was checked"));
}

// The link ends after some bytes.
TEST_P(ShipTest, a_link_cut_at_any_byte_leaves_the_old_file_whole) {
  std::string old = "the old program";
  std::string bytes = "the new program, which is longer";
  ASSERT_TRUE(send(old));
  for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
    std::vector<std::string> shell = {"sh", "-c", R"(n=$1; shift; head -c "$n" | "$@")", "cut",
                                      std::to_string(cut)};
    shell.insert(shell.end(), GetParam().begin(), GetParam().end());
    Expected<Shipment> shipment = send(bytes, shell);
    ASSERT_FALSE(shipment) << cut;
    EXPECT_EQ(content(goal()), old) << cut;
    EXPECT_THAT(left(), testing::ElementsAre(".hello.ashore", "hello")) << cut;
  }
  EXPECT_EQ(why(bytes), "shipped");
  EXPECT_EQ(content(goal()), bytes);
}

// Everything there ends at once, just before the n-th command that the device would start.
TEST_P(ShipTest, power_cut_before_any_command_leaves_the_old_file_or_the_new_whole) {
  auto shell_dying_at = [&](int step) {
    fs::remove_all(at("bin"));
    fs::remove(at("steps"));
    for (const char* tool : {"cat", "chmod", "mkdir", "mv", "rm", "sha256sum", "sync", "touch"}) {
      only_with(tool, "#!/bin/sh\necho >>'" + at("steps").string() + "'\n[ \"$(/usr/bin/wc -l <'" +
                          at("steps").string() + "')\" -eq " + std::to_string(step) +
                          " ] && kill -9 0\nexec /bin/" + tool + " \"$@\"\n");
    }
    return restricted_shell();
  };
  bool placed = false;
  int cuts = 0;
  std::string old = "version 0";
  ASSERT_TRUE(send(old));
  for (; !placed && cuts < 100; ++cuts) {
    std::string next = "version " + std::to_string(cuts + 1);
    placed = send(next, shell_dying_at(cuts + 1)).has_value();
    std::string there = content(goal());
    EXPECT_TRUE(there == next || (there == old && !placed)) << there;
    old = next;
    // The next shipment needs no force and clears away what was left.
    EXPECT_EQ(why(next), "shipped") << cuts;
    EXPECT_EQ(content(goal()), next);
    EXPECT_THAT(left(), testing::ElementsAre(".hello.ashore", "hello")) << cuts;
  }
  EXPECT_TRUE(placed);
  EXPECT_GT(cuts, 6);
}

TEST_P(ShipTest, md5sum_is_enough_and_so_is_nothing_at_all) {
  for (const char* tool : {"cat", "chmod", "mkdir", "mv", "rm"}) only_with(tool);
  std::string bytes(200'000, 'y');
  Expected<Shipment> shipment = send(bytes, restricted_shell());
  ASSERT_TRUE(shipment) << shipment.error().message();
  EXPECT_TRUE(content(goal()) == bytes);
  EXPECT_THAT(left(), testing::ElementsAre(".hello.ashore", "hello"));
  only_with("md5sum");
  shipment = send("changed", restricted_shell());
  ASSERT_TRUE(shipment) << shipment.error().message();
  EXPECT_EQ(content(goal()), "changed");
  shipment = send("changed", restricted_shell());
  ASSERT_TRUE(shipment);
  EXPECT_EQ(shipment->bytes_sent, 0U);
}

TEST_P(ShipTest, what_nobody_can_digest_is_read_back) {
  for (const char* tool : {"cat", "chmod", "mkdir", "mv", "rm"}) only_with(tool);
  ASSERT_TRUE(send("one", restricted_shell()));
  only_with("md5sum", "#!/bin/sh\necho what nobody asked for\n");
  host::Host host{*runner_, {}, {}};
  std::unique_ptr<remote::Session> session =
      remote::local_session(host, at("place"), restricted_shell());
  // This computer's libcrypto knows no MD5.
  Offer offer{.bytes = "two",
              .name = "hello",
              .goal = goal().string(),
              .sha256 = hex(sha256("two")),
              .md5 = "",
              .signature = "",
              .stamp = "202001010000.00",
              .key = "key",
              .own_directory = true,
              .overwrite_foreign = false};
  Expected<Outcome> outcome = make(offer, *session, reporter_);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_EQ(outcome->word, "placed") << outcome->device_stderr;
  EXPECT_EQ(content(goal()), "two");
}

TEST_P(ShipTest, a_file_is_not_ours_because_md5sum_fails_and_no_md5_was_written_down) {
  for (const char* tool : {"cat", "chmod", "mkdir", "mv", "rm"}) only_with(tool);
  only_with("md5sum", "#!/bin/sh\nexit 1\n");
  fs::create_directories(goal().parent_path());
  std::ofstream(goal()) << "foreign";
  std::ofstream(goal().parent_path() / ".hello.ashore") << "loose\n"
                                                        << hex(sha256("x")) << " \n \n";
  Expected<Shipment> shipment = send("mine", restricted_shell());
  ASSERT_FALSE(shipment);
  EXPECT_THAT(shipment.error().message(), testing::HasSubstr("ashore did not put it there"));
}

TEST_P(ShipTest, what_is_missing_or_full_or_read_only_is_said) {
  // Not even root makes a file there; a bare container has no sysfs, and a plain directory instead.
  std::string nowhere = std::filesystem::exists("/sys/kernel") ? "/sys" : "/proc";
  request_.to = nowhere + "/hello";
  EXPECT_THAT(why("x"), testing::HasSubstr("cannot write in `" + nowhere + "` ("));
  request_.to.reset();
  for (const char* tool : {"cat", "chmod", "mkdir", "rm"}) only_with(tool);
  Expected<Shipment> shipment = send("x", restricted_shell());
  ASSERT_FALSE(shipment);
  EXPECT_THAT(shipment.error().message(), testing::HasSubstr("lacks a command"));
  EXPECT_THAT(shipment.error().message(), testing::EndsWith(": mv"));
  only_with("mv");
  only_with("df", "#!/bin/sh\necho 'Filesystem 1K-blocks Used Available Use% Mounted on'\n"
                  "echo 'tmpfs 100 99 1 99% /tmp'\n");
  shipment = send(std::string(5000, 'z'), restricted_shell());
  ASSERT_FALSE(shipment);
  EXPECT_THAT(shipment.error().message(), testing::HasSubstr("5.0 KB beside what is there, and "
                                                             "1.0 KB are free"));
  EXPECT_TRUE(left().empty());
}

TEST_P(ShipTest, what_a_dead_ashore_left_behind_does_not_stop_the_next) {
  ASSERT_TRUE(send("one"));
  std::ofstream(goal().parent_path() / ".hello.ashore-lock") << "1 a-boot-of-another-day\n";
  std::ofstream(goal().parent_path() / ".hello.ashore-part") << "tw";
  EXPECT_EQ(why("two"), "shipped");
  EXPECT_EQ(content(goal()), "two");
  EXPECT_THAT(left(), testing::ElementsAre(".hello.ashore", "hello"));
}

INSTANTIATE_TEST_SUITE_P(Shells, ShipTest,
                         testing::Values(std::vector<std::string>{"busybox", "sh"},
                                         std::vector<std::string>{"dash"},
                                         std::vector<std::string>{"bash"}),
                         [](const auto& shell) { return shell.param.front(); });

}  // namespace
}  // namespace ashore::ship
