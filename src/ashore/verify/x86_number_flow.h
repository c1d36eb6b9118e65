// SPDX-License-Identifier: Apache-2.0
// The system calls of an x86 program of 64 bits, and the numbers that can arrive in each: followed
// backwards through registers, over branches to where they come from, and from the beginning of a
// function to all who call it.
//
// What is not followed: a jump by a table into code that something else leads to as well.
#pragma once

#include <vector>

#include "ashore/verify/number_flow.h"
#include "ashore/verify/x86_code.h"

namespace ashore::verify {

// By address.
std::vector<SystemCallSite> system_call_sites(const X86Code& code);

}  // namespace ashore::verify
