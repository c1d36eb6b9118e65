// SPDX-License-Identifier: Apache-2.0
// OpenSSL's and BoringSSL's choice between implementations on ARM (OPENSSL_armcap_P), also in ring.
#pragma once

#include <optional>
#include <string>

#include "ashore/verify/guards.h"

namespace ashore::verify {

// The name of the variable by which the file chooses; empty: it does not. Known by its symbol, or
// by the name of the environment variable that OpenSSL reads into it.
std::optional<std::string> armcap_of(const elf::LoadedImage& image, const Functions& functions);

// Whether the instruction is in one of the implementations that are chosen so: by the function's
// name, if it has one. That the choice was made is not proved by it.
bool is_chosen_by_armcap(const Offender& offender, const Functions& functions);

}  // namespace ashore::verify
