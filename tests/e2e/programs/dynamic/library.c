// SPDX-License-Identifier: Apache-2.0
int nowhere(void) { return 7; }
