// SPDX-License-Identifier: Apache-2.0
#include "ashore/base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "ashore/base/assert.h"
#include "ashore/base/text.h"

namespace ashore {

struct Sha256::State {
  EVP_MD_CTX* context = nullptr;
  State() {
    // Reading openssl.cnf takes longer than the digest of a program, and says nothing about
    // digests.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    context = EVP_MD_CTX_new();
    ASHORE_ASSERT(context != nullptr, "libcrypto can allocate a digest");
    ASHORE_ASSERT(EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1, "libcrypto has SHA-256");
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::span<const std::byte> bytes) {
  // A failure that went unnoticed would give different files the same name.
  ASHORE_ASSERT(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1,
                "libcrypto takes bytes until the digest is finished");
}

void Sha256::add(std::string_view text) { add(std::as_bytes(std::span(text))); }

Digest Sha256::finish() {
  Digest digest;
  ASHORE_ASSERT(EVP_DigestFinal_ex(state_->context, digest.sha256.data(), nullptr) == 1,
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
