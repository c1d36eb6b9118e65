// SPDX-License-Identifier: Apache-2.0
// What goes wrong ends in a clear error with a hint and the right status, and what was on the
// device is still there.
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "desktop.h"

namespace ashore::e2e {
namespace {

class Trouble : public Desktop {
 protected:
  void expect_error(const host::ProcessOutput& output, int status, const std::string& word) {
    EXPECT_EQ(code(output), status) << output.err;
    EXPECT_EQ(output.out, "");
    EXPECT_NE(output.err.find("error: "), std::string::npos) << output.err;
    EXPECT_NE(lower_case(output.err).find(word), std::string::npos) << output.err;
    EXPECT_NE(output.err.find("hint: "), std::string::npos) << output.err;
  }
  // A destination of this test alone that is the virtual device, as the user's own ssh would know
  // it.
  void call_it_box(const std::string& device, const std::string& more = "") {
    std::filesystem::path lab_configuration = configuration_of(device);
    std::string text = *host::read_file(lab_configuration);
    // The file's one Host line gets our name instead.
    std::string renamed;
    for (std::string_view line : lines(text)) {
      renamed +=
          words(line).empty() || words(line)[0] != "Host" ? std::string(line) : "Host " + box_;
      renamed += "\n";
    }
    configure_ssh("Host " + box_ + "\n" + more + renamed);
  }
  std::filesystem::path configuration_of(const std::string& device) {
    std::filesystem::path state = store() / "state" / "lab";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(state)) {
      bool about_it = entry.path().string().find(device) != std::string::npos;
      if (about_it && entry.path().filename().string().find("ssh_config") != std::string::npos)
        return entry.path();
    }
    ADD_FAILURE() << "no ssh configuration for " << device << " in " << state;
    return {};
  }
  // No other test may have left a connection under this name.
  std::string box_ = "box" + std::to_string(::getpid());

  std::filesystem::path store() {
    nlohmann::json doctor = nlohmann::json::parse(ashore({"doctor", "--json"}).out, nullptr, false);
    return doctor["store"].get<std::string>();
  }
};

TEST_F(Trouble, a_device_that_is_off_is_unreachable) {
  // A port of ours that nobody listens on.
  configure_ssh("Host off\n  HostName 127.0.0.1\n  Port 1\n");
  expect_error(ashore({"probe", "off"}), 3, "refused");
  expect_error(ashore({"run", ASHORE_PROGRAM, "--on", "off"}), 125, "refused");
}

TEST_F(Trouble, a_name_that_nobody_knows_is_unreachable) {
  configure_ssh("Host *\n  CanonicalizeHostname no\n");
  expect_error(ashore({"probe", "root@no-such-device.invalid"}), 3, "no-such-device.invalid");
}

TEST_F(Trouble, a_destination_that_looks_like_an_option_never_reaches_ssh) {
  expect_error(ashore({"run", ASHORE_PROGRAM, "--on=-oProxyCommand=touch /tmp/pwned"}), 125,
               "-oproxycommand");
}

TEST_F(Trouble, a_wrong_key_is_told_apart) {
  need_lab("r7000");
  if (IsSkipped() || HasFatalFailure()) return;
  host::Command keygen;
  keygen.argv = {"ssh-keygen", "-q", "-t", "ed25519",
                 "-N",         "",   "-f", (scratch() / "other").string()};
  ASSERT_EQ(code(run(keygen)), 0);
  call_it_box("r7000", "  IdentityFile " + (scratch() / "other").string() +
                           "\n  IdentitiesOnly yes\n  BatchMode yes\n  IdentityAgent none\n");
  // The first IdentityFile is the other key; the lab's own, further down, must not be offered.
  std::string text = *host::read_file(scratch() / "ssh_config");
  std::string without;
  int identities = 0;
  for (std::string_view line : lines(text)) {
    if (words(line).size() > 1 && words(line)[0] == "IdentityFile" && ++identities > 1) continue;
    without += std::string(line) + "\n";
  }
  configure_ssh(without);
  expect_error(ashore({"probe", box_}), 3, "permission denied");
}

TEST_F(Trouble, a_changed_host_key_is_refused) {
  need_lab("r7000");
  if (IsSkipped() || HasFatalFailure()) return;
  host::Command keygen;
  keygen.argv = {"ssh-keygen", "-q", "-t", "ed25519",
                 "-N",         "",   "-f", (scratch() / "host").string()};
  ASSERT_EQ(code(run(keygen)), 0);
  std::vector<std::string_view> key = {};
  std::string public_key = *host::read_file(scratch() / "host.pub");
  key = words(public_key);
  ASSERT_TRUE(host::write_file(scratch() / "known_hosts",
                               "box " + std::string(key[0]) + " " + std::string(key[1]) + "\n"));
  call_it_box("r7000", "  UserKnownHostsFile " + (scratch() / "known_hosts").string() +
                           "\n  HostKeyAlias box\n");
  expect_error(ashore({"probe", box_}), 3, "host key");
}

TEST_F(Trouble, another_device_behind_the_same_address_is_noticed) {
  need_lab("r7000");
  need_lab("bpi-r3");
  if (IsSkipped() || HasFatalFailure()) return;
  // The user accepted both keys for this address, as with two routers at 192.168.1.1.
  call_it_box("r7000");
  host::ProcessOutput first = ashore({"target", "--on", box_});
  EXPECT_TRUE(first.out.starts_with("armv7-unknown-linux-musleabi\n")) << first.out << first.err;
  // The first one is taken off, the second one is put in its place.
  ASSERT_EQ(code(ashore({"lab", "down", "r7000"})), 0);
  call_it_box("bpi-r3");
  host::ProcessOutput second = ashore({"target", "--on", box_});
  EXPECT_TRUE(second.out.starts_with("aarch64-unknown-linux-musl\n")) << second.out << second.err;
}

TEST_F(Trouble, no_room_read_only_and_noexec_are_told_before_anything_is_sent) {
  need_lab("r7000");
  if (IsSkipped() || HasFatalFailure()) return;
  std::string act = built("tests/e2e/programs/act", "r7000");
  expect_error(ashore({"ship", act, "--on", "lab:r7000", "--to", "/bin/act"}), 3, "read-only");
  on_device("r7000", {"sh", "-c",
                      "mkdir -p /tmp/noexec && mount -t tmpfs -o noexec,size=4m none /tmp/noexec"});
  on_device("r7000",
            {"sh", "-c", "mkdir -p /tmp/small && mount -t tmpfs -o size=64k none /tmp/small"});
  ASSERT_EQ(code(ashore({"probe", "lab:r7000"})), 0);
  expect_error(ashore({"ship", act, "--on", "lab:r7000", "--to", "/tmp/noexec/act"}), 3, "noexec");
  expect_error(ashore({"ship", act, "--on", "lab:r7000", "--to", "/tmp/small/act"}), 3, "room");
  EXPECT_EQ(on_device("r7000", {"sh", "-c", "ls -A /tmp/small /tmp/noexec | grep -v :"}), "\n");
  on_device("r7000", {"umount", "/tmp/small"});
  on_device("r7000", {"umount", "/tmp/noexec"});
  ASSERT_EQ(code(ashore({"probe", "lab:r7000"})), 0);
}

TEST_F(Trouble, a_file_that_ashore_did_not_put_there_is_kept) {
  need_lab("r7000");
  if (IsSkipped() || HasFatalFailure()) return;
  std::string act = built("tests/e2e/programs/act", "r7000");
  on_device("r7000", {"sh", "-c", "echo precious > /tmp/precious"});
  expect_error(ashore({"ship", act, "--on", "lab:r7000", "--to", "/tmp/precious"}), 3, "--force");
  EXPECT_EQ(on_device("r7000", {"cat", "/tmp/precious"}), "precious\n");
  EXPECT_EQ(code(ashore({"ship", act, "--on", "lab:r7000", "--to", "/tmp/precious", "--force"})),
            0);
  on_device("r7000", {"rm", "-f", "/tmp/precious"});
}

TEST_F(Trouble, the_power_goes_while_shipping_and_the_old_file_is_whole) {
  need_lab("r7000");
  if (IsSkipped() || HasFatalFailure()) return;
  std::string act = built("tests/e2e/programs/act", "r7000");
  ASSERT_EQ(code(ashore({"ship", act, "--on", "lab:r7000", "--to", "/jffs/act", "--force"})), 0);
  on_device("r7000", {"sync"});
  std::string before = on_device("r7000", {"md5sum", "/jffs/act"});
  // A larger file in its place, so that the power goes in the middle of it.
  std::string large = *host::read_file(act) + std::string(8'000'000, 'x');
  ASSERT_TRUE(host::write_file(scratch() / "act", large, 0755));

  host::Command command;
  command.argv = {ASHORE_PROGRAM, "ship",     (scratch() / "act").string(), "--on", "lab:r7000",
                  "--to",         "/jffs/act"};
  command.environment.insert(environment_.begin(), environment_.end());
  command.deadline = std::chrono::minutes(5);
  std::unique_ptr<host::ProcessRunner> processes = host::system_process_runner();
  Expected<std::unique_ptr<host::ChildProcess>> child =
      processes->start(command, {host::Stream::null, host::Stream::null, host::Stream::pipe});
  ASSERT_TRUE(child);
  // As soon as a second file stands beside the old one, the shipment is under way.
  while (on_device("r7000", {"sh", "-c", "ls -A /jffs | grep -c act"}) < "2") {
  }
  ASSERT_EQ(code(ashore({"lab", "down", "r7000"})), 0);
  Expected<ExitStatus> status = (*child)->wait();
  ASSERT_TRUE(status);
  EXPECT_EQ(shell_status(*status), 3);

  need_lab("r7000");
  std::string after = on_device("r7000", {"md5sum", "/jffs/act"});
  EXPECT_EQ(after, before);
  host::ProcessOutput output = ashore({"run", act, "--on", "lab:r7000", "--to", "/jffs/act", "-q"});
  EXPECT_EQ(output.out, "Hello, world!\n") << output.err;
  on_device("r7000", {"rm", "-f", "/jffs/act"});
}

TEST_F(Trouble, a_directory_without_a_cargo_project_says_so) {
  need_lab("r7000");
  if (IsSkipped() || HasFatalFailure()) return;
  expect_error(ashore({"run", scratch().string(), "--on", "lab:r7000"}), 125, "cargo.toml");
  expect_error(ashore({"build", scratch().string(), "--on", "lab:r7000"}), 2, "cargo.toml");
  expect_error(ashore({"run", "no-such-thing", "--on", "lab:r7000"}), 125, "no-such-thing");
}

TEST_F(Trouble, a_project_that_does_not_build_is_a_build_error) {
  ASSERT_TRUE(host::make_directories(scratch() / "broken" / "src"));
  ASSERT_TRUE(host::write_file(
      scratch() / "broken" / "Cargo.toml",
      "[package]\nname = \"broken\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[workspace]\n"));
  ASSERT_TRUE(host::write_file(scratch() / "broken" / "src" / "main.rs",
                               "fn main() { let x: u32 = \"\"; }\n"));
  host::ProcessOutput output = ashore(
      {"build", (scratch() / "broken").string(), "--target", "armv7-unknown-linux-musleabi"});
  EXPECT_EQ(code(output), 4) << output.err;
  EXPECT_NE(output.err.find("mismatched types"), std::string::npos) << output.err;
  EXPECT_FALSE(std::filesystem::exists(scratch() / "broken" / "target"));
}

}  // namespace
}  // namespace ashore::e2e
