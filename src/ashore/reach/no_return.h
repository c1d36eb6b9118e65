// SPDX-License-Identifier: Apache-2.0
// Which functions of other files never come back to where they were called.
#pragma once

#include <string_view>

namespace ashore::reach {

// By the name that the file asks for: functions of C, C++ and their runtimes whose documentation
// says that they do not return.
bool never_returns(std::string_view name);

}  // namespace ashore::reach
