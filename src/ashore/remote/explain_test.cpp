// SPDX-License-Identifier: Apache-2.0
#include "ashore/remote/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ashore::remote {
namespace {

using testing::HasSubstr;

const Endpoint router = {"lan-router", "root@192.168.1.1", "192.168.1.1", "22"};

std::string hint_of(std::string_view text) {
  Error error = explain_ssh(router, text);
  return error.hints().empty() ? "" : error.hints().front();
}

std::string message_of(std::string_view text) { return explain_ssh(router, text).message(); }

TEST(Explain, an_old_host_key_type_comes_with_the_lines_for_the_configuration) {
  std::string_view text = "debug1: kex: algorithm: curve25519-sha256\n"
                          "Unable to negotiate with 192.168.1.1 port 22: no matching host key type "
                          "found. Their offer: ssh-rsa,ssh-dss\n";
  EXPECT_THAT(message_of(text), HasSubstr("share no host key type; the device offers "
                                          "ssh-rsa,ssh-dss"));
  EXPECT_THAT(hint_of(text), HasSubstr("Host 192.168.1.1\n    HostKeyAlgorithms +ssh-rsa\n"
                                       "    PubkeyAcceptedAlgorithms +ssh-rsa"));
}

TEST(Explain, an_old_key_exchange_names_its_own_setting) {
  EXPECT_THAT(hint_of("Unable to negotiate with 192.168.1.1 port 22: no matching key exchange "
                      "method found. Their offer: diffie-hellman-group1-sha1"),
              HasSubstr("KexAlgorithms +diffie-hellman-group1-sha1"));
  EXPECT_THAT(hint_of("no matching cipher found. Their offer: aes128-cbc,3des-cbc"),
              HasSubstr("Ciphers +aes128-cbc"));
}

TEST(Explain, an_old_signature_stands_before_the_refusal_that_follows_from_it) {
  std::string_view text = "debug1: send_pubkey_test: no mutual signature algorithm\n"
                          "root@192.168.1.1: Permission denied (publickey,password).\n";
  EXPECT_THAT(message_of(text), HasSubstr("old ssh-rsa signature"));
  EXPECT_THAT(hint_of(text), HasSubstr("PubkeyAcceptedAlgorithms +ssh-rsa"));
}

TEST(Explain, a_changed_host_key_is_never_waved_through) {
  std::string_view text =
      "debug1: Server host key: ssh-ed25519 SHA256:MQGPKiEk/VNyzsLoz+VG1sWi7U5yToftSgfyQtZliEE\n"
      "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n"
      "Host key verification failed.\n";
  EXPECT_THAT(message_of(text), HasSubstr("has changed"));
  EXPECT_THAT(message_of(text), HasSubstr("SHA256:MQGPKiEk"));
  EXPECT_THAT(hint_of(text), HasSubstr("only if you know why it changed: ssh-keygen -R "
                                       "'192.168.1.1'"));
  Endpoint other_port = router;
  other_port.port = "2222";
  EXPECT_THAT(explain_ssh(other_port, text).hints().front(), HasSubstr("'[192.168.1.1]:2222'"));
}

TEST(Explain, each_failure_has_its_own_words) {
  EXPECT_THAT(message_of("ssh: connect to host 192.168.1.1 port 22: Connection timed out"),
              HasSubstr("`lan-router` does not answer"));
  EXPECT_THAT(message_of("ssh: connect to host 192.168.1.1 port 22: Connection refused"),
              HasSubstr("nothing listens"));
  EXPECT_THAT(message_of("root@192.168.1.1: Permission denied (publickey)."),
              HasSubstr("refuses to let this user in"));
  EXPECT_THAT(message_of("ssh: Could not resolve hostname lan-router: Name or service not known"),
              HasSubstr("not known to this network"));
  EXPECT_EQ(explain_ssh(router, "x: line 3: Bad configuration option: foo").kind(),
            ErrorKind::config);
  EXPECT_EQ(explain_ssh(router, "").kind(), ErrorKind::network);
}

TEST(Explain, what_ssh_said_is_shown_without_debug_lines_and_control_characters) {
  std::string message = message_of("debug1: secret\nsomething \x1b[31mnew\x07 went wrong\n");
  EXPECT_THAT(message, HasSubstr("something ?[31mnew? went wrong"));
  EXPECT_THAT(message, testing::Not(HasSubstr("secret")));
}

TEST(HostKeyFingerprint, is_the_devices_and_not_the_jump_hosts) {
  EXPECT_EQ(host_key_fingerprint("debug1: Server host key: ssh-rsa SHA256:jump\n"
                                 "debug1: Server host key: ssh-ed25519 SHA256:device\n"
                                 "Authenticated to 192.168.1.1\n"),
            "SHA256:device");
  EXPECT_EQ(host_key_fingerprint("debug1: Server host key: ssh-rsa\n"), "");
  EXPECT_EQ(host_key_fingerprint(""), "");
}

}  // namespace
}  // namespace ashore::remote
