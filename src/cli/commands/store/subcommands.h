// SPDX-License-Identifier: Apache-2.0
// The subcommands of `ashore store`, a file each.
#pragma once

#include "cli/invocation.h"

namespace ashore::cli {

void add_store_list(CLI::App& store, Invocation& invocation);
void add_store_verify(CLI::App& store, Invocation& invocation);
void add_store_prune(CLI::App& store, Invocation& invocation);
void add_store_export(CLI::App& store, Invocation& invocation);
void add_store_import(CLI::App& store, Invocation& invocation);

}  // namespace ashore::cli
