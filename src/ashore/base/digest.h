// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4) of bytes: the name of everything that ashore keeps, ships and checks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ashore {

struct Digest {
  std::array<std::uint8_t, 32> sha256{};
  bool operator==(const Digest&) const = default;
  // Not `<=>`: the libc++ of macOS has none for arrays.
  bool operator<(const Digest& other) const { return sha256 < other.sha256; }
};

// 64 lower-case hexadecimal digits, as sha256sum prints them.
std::string hex(const Digest& digest);
std::optional<Digest> parse_digest(std::string_view hex);

Digest sha256(std::span<const std::byte> bytes);
Digest sha256(std::string_view text);

// 32 lower-case hexadecimal digits of MD5 (RFC 1321), only to compare with a device that has
// nothing better than md5sum; never a name or a proof against malice. None where libcrypto refuses
// MD5, as it does in FIPS mode.
std::optional<std::string> md5_hex(std::span<const std::byte> bytes);

// The same digest, bytes arriving piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::span<const std::byte> bytes);
  void add(std::string_view text);
  // Ends the digest; nothing may be added afterwards.
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ashore
