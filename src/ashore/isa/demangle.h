// SPDX-License-Identifier: Apache-2.0
// Names of functions as their authors wrote them.
#pragma once

#include <string>
#include <string_view>

namespace ashore::isa {

// Of Rust and C++; Rust's without the hash at the end. Other names come back as they are.
std::string demangled(std::string_view name);

}  // namespace ashore::isa
