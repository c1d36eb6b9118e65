// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/keys.h"

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"

namespace ashore::lab {
namespace {

constexpr std::string_view key_type = "ssh-ed25519";
using KeyBytes = std::array<unsigned char, 32>;

// RFC 4251, section 5: a length of four bytes, most significant first.
void append_string(std::string& out, std::string_view bytes) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>((bytes.size() >> shift) & 0xff);
  }
  out += bytes;
}

std::string_view text(std::span<const unsigned char> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Expected<void> make_host_key(const std::filesystem::path& device) {
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), &EVP_PKEY_free);
  KeyBytes secret{}, shown{};
  std::size_t secret_size = secret.size(), shown_size = shown.size();
  if (!key || EVP_PKEY_get_raw_private_key(key.get(), secret.data(), &secret_size) != 1 ||
      EVP_PKEY_get_raw_public_key(key.get(), shown.data(), &shown_size) != 1) {
    return failure(ErrorKind::host, "libcrypto cannot make an Ed25519 key");
  }
  TRY(host::write_file(device / "hostkey", dropbear_key(secret, shown), 0600));
  // Written last: where it is, both are.
  return host::write_file(device / "hostkey.pub", public_line(shown) + "\n", 0600);
}

Expected<void> make_user_key(const std::filesystem::path& lab,
                             const std::filesystem::path& ssh_keygen, host::Host& host) {
  TRY_ASSIGN(host::TemporaryDirectory work, host::TemporaryDirectory::create(lab, "key-"));
  std::filesystem::path made = work.path() / "id_ed25519";
  host::Command command;
  command.argv = {ssh_keygen.string(), "-q", "-t",         "ed25519", "-N", "", "-C",
                  "ashore-lab",        "-f", made.string()};
  TRY(host::require_success(host.processes.run(command), command, ErrorKind::host));
  for (const char* name : {"id_ed25519", "id_ed25519.pub"}) {
    TRY_ASSIGN(std::string content, host::read_file(work.path() / name, 1 << 16));
    TRY(host::write_file(lab / name, content, 0600));
  }
  return {};
}

}  // namespace

std::string dropbear_key(std::span<const unsigned char> secret,
                         std::span<const unsigned char> shown) {
  std::string key;
  append_string(key, key_type);
  append_string(key, std::string(text(secret)) + std::string(text(shown)));
  return key;
}

std::string public_line(std::span<const unsigned char> shown) {
  std::string blob;
  append_string(blob, key_type);
  append_string(blob, text(shown));
  std::string base64(4 * ((blob.size() + 2) / 3) + 1, '\0');
  int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                               reinterpret_cast<const unsigned char*>(blob.data()),
                               static_cast<int>(blob.size()));
  base64.resize(static_cast<std::size_t>(length));
  return std::string(key_type) + " " + base64;
}

Expected<Keys> keys_of(const std::filesystem::path& lab, const std::filesystem::path& device,
                       const std::filesystem::path& ssh_keygen, host::Host& host) {
  std::error_code ignored;
  {
    TRY_ASSIGN(host::FileLock lock, host::FileLock::acquire(lab / "keys.lock"));
    if (!std::filesystem::exists(lab / "id_ed25519.pub", ignored)) {
      TRY(make_user_key(lab, ssh_keygen, host));
    }
    if (!std::filesystem::exists(device / "hostkey.pub", ignored)) TRY(make_host_key(device));
  }
  Keys keys;
  keys.user_private = lab / "id_ed25519";
  TRY_ASSIGN(std::string user_public, host::read_file(lab / "id_ed25519.pub", 1 << 16));
  TRY_ASSIGN(std::string host_public, host::read_file(device / "hostkey.pub", 1 << 16));
  TRY_ASSIGN(keys.host_private, host::read_file(device / "hostkey", 1 << 16));
  keys.user_public = trimmed(user_public);
  keys.host_public = trimmed(host_public);
  return keys;
}

}  // namespace ashore::lab
