// SPDX-License-Identifier: Apache-2.0
// ssh keys of the lab: one for the user, and one for each device, so that two devices behind one
// port are told apart.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "ashore/base/expected.h"
#include "ashore/host/host.h"

namespace ashore::lab {

struct Keys {
  std::filesystem::path user_private;  // for ssh's IdentityFile
  std::string user_public;             // a line of authorized_keys
  std::string host_private;            // as dropbear keeps it
  std::string host_public;             // "ssh-ed25519 AAAA..."
};

// An Ed25519 key in dropbear's format, from its 32 secret and 32 public bytes.
std::string dropbear_key(std::span<const unsigned char> secret,
                         std::span<const unsigned char> shown);

// "ssh-ed25519 AAAA...": RFC 8709 in base64.
std::string public_line(std::span<const unsigned char> shown);

// Those of a device, made on first use; `lab` is for all devices, `device` for this one.
Expected<Keys> keys_of(const std::filesystem::path& lab, const std::filesystem::path& device,
                       const std::filesystem::path& ssh_keygen, host::Host& host);

}  // namespace ashore::lab
