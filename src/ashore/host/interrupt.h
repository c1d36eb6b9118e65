// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and friends, as something that can be waited for instead of something that happens in
// between.
#pragma once

namespace ashore::host {

// Catches SIGINT, SIGTERM and SIGHUP from now on, and ignores SIGPIPE. Called once, by main.
void catch_interrupts();

// Readable as soon as a caught signal is waiting; stays readable until taken. -1 before
// catch_interrupts().
int interrupt_fd();

// The oldest waiting signal, taken off; 0 if there is none.
int take_interrupt();

}  // namespace ashore::host
