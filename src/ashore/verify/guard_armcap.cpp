// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/guard_armcap.h"

#include <algorithm>
#include <array>

#include "ashore/base/text.h"

namespace ashore::verify {

namespace {

// Functions of crypto/*/asm/*-armv4.pl, *-armv7.pl and *armv8*.pl, in OpenSSL 3, BoringSSL and
// ring, by parts of their names.
constexpr std::array<std::string_view, 20> parts = {
    "neon",         "NEON",         "bsaes",      "vpaes",      "aes_hw_",
    "aes_v8",       "gcm_init_",    "gcm_gmult_", "gcm_ghash_", "sha1_block_data_order",
    "sha256_block", "sha512_block", "ChaCha20",   "poly1305",   "bn_mul_mont",
    "bn_mul8x",     "bn_GF2m_mul",  "x25519",     "ghash_v8",   "_armv8_"};

constexpr std::array<std::string_view, 9> chosen_needs = {
    "neon", "vfp2", "vfp3", "vfp3d16", "d32", "aes", "sha2", "armv8-a", "armv7-a"};

}  // namespace

std::optional<std::string> armcap_of(const elf::LoadedImage& image, const Functions& functions) {
  if (std::optional<std::string_view> name = functions.name_ending_in("armcap_P"))
    return std::string(*name);
  // The variable of the environment, and how the assembly of OpenSSL, BoringSSL and ring signs.
  constexpr std::string_view variable = "OPENSSL_armcap", author = "CRYPTOGAMS by <appro@";
  for (const elf::LoadedBytes& loaded : image.loaded()) {
    std::string_view text(reinterpret_cast<const char*>(loaded.bytes.data()), loaded.bytes.size());
    if (text.find(variable) != text.npos || text.find(author) != text.npos)
      return "OPENSSL_armcap_P";
  }
  return std::nullopt;
}

bool is_chosen_by_armcap(const Offender& offender, const Functions& functions) {
  for (std::string_view need : words(offender.needs))
    if (std::ranges::find(chosen_needs, need) == chosen_needs.end()) return false;
  if (offender.function == nullptr) return true;
  std::string_view name = functions.name(*offender.function);
  return std::ranges::any_of(
      parts, [name](std::string_view part) { return name.find(part) != name.npos; });
}

}  // namespace ashore::verify
