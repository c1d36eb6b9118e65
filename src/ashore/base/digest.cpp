// SPDX-License-Identifier: Apache-2.0
#include "ashore/base/digest.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "ashore/base/assert.h"
#include "ashore/base/text.h"

namespace ashore {

// The plain functions and not EVP, whose providers take longer to set up than the digest of a
// program.
struct Sha256::State {
  SHA256_CTX context = {};
  State() { ASHORE_ASSERT(SHA256_Init(&context) == 1, "libcrypto has SHA-256"); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::span<const std::byte> bytes) {
  // A failure that went unnoticed would give different files the same name.
  ASHORE_ASSERT(SHA256_Update(&state_->context, bytes.data(), bytes.size()) == 1,
                "libcrypto takes bytes until the digest is finished");
}

void Sha256::add(std::string_view text) { add(std::as_bytes(std::span(text))); }

Digest Sha256::finish() {
  Digest digest;
  ASHORE_ASSERT(SHA256_Final(digest.sha256.data(), &state_->context) == 1,
                "a digest is finished once");
  return digest;
}

Digest sha256(std::span<const std::byte> bytes) {
  Sha256 sum;
  sum.add(bytes);
  return sum.finish();
}

Digest sha256(std::string_view text) { return sha256(std::as_bytes(std::span(text))); }

std::string hex(const Digest& digest) { return hex(std::as_bytes(std::span(digest.sha256))); }

std::optional<Digest> parse_digest(std::string_view text) {
  Digest digest;
  if (text.size() != 2 * digest.sha256.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.sha256.size(); ++i) {
    std::optional<std::uint64_t> byte = parse_unsigned(text.substr(2 * i, 2), 16);
    if (!byte) return std::nullopt;
    digest.sha256[i] = static_cast<std::uint8_t>(*byte);
  }
  return digest;
}

std::optional<std::string> md5_hex(std::span<const std::byte> bytes) {
  std::array<std::byte, 16> sum{};
  unsigned length = 0;
  int done = EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(sum.data()),
                        &length, EVP_md5(), nullptr);
  if (done != 1 || length != sum.size()) return std::nullopt;
  return hex(sum);
}

}  // namespace ashore
