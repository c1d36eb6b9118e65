// SPDX-License-Identifier: Apache-2.0
// A younger glibc made to look like an older one, so that what is linked against it starts with
// both.
#pragma once

#include <vector>

#include "ashore/base/version.h"
#include "ashore/stubs/interface.h"

namespace ashore::stubs {

// Without the symbols of versions "GLIBC_2.x" above `newest`. Of those that are left under one
// name, the newest is what a program gets: what younger versions replaced is not hidden any more.
Interface capped(const Interface& library, const Version& newest);

// glibc 2.34 made libpthread, libdl, librt, libutil and libanl one with libc. Of a libc.so.6 that
// is no older: that libc capped below 2.34, and behind it each of these libraries, with what it had
// then. ("newest" from 2.34 on: the capped libc alone.)
std::vector<Interface> before_the_merger(const Interface& libc, const Version& newest);

}  // namespace ashore::stubs
