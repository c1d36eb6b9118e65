// SPDX-License-Identifier: Apache-2.0
// Where a project is built: a directory of its own in the store, so that nothing is written into
// the project.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "ashore/base/expected.h"
#include "ashore/store/store.h"

namespace ashore::build {

// A name for people, and a digest of what it is made from.
std::string place_name(std::string_view name, std::string_view made_from);

// Of the project in that directory; not made.
std::filesystem::path name_of_place(const std::filesystem::path& project,
                                    const store::Store& store);
// The same, made if need be.
Expected<std::filesystem::path> place_of(const std::filesystem::path& project,
                                         const store::Store& store);

}  // namespace ashore::build
