// SPDX-License-Identifier: Apache-2.0
// Damaged copies of a real program or library, as a bad disk, a cut transfer or a hostile hand
// makes them. The same seed makes the same ones.
#pragma once

#include <cstddef>
#include <random>
#include <string>

namespace ashore::mutants {

using Random = std::mt19937_64;

// One to eight kinds of damage at once, most of them where the kernel and the loader look: the
// header, program headers, and whatever those lead to.
std::string damaged(const std::string& file, Random& random);

}  // namespace ashore::mutants
