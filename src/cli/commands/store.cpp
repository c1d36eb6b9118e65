// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>

#include "cli/commands/store/subcommands.h"

namespace ashore::cli {

void add_store(CLI::App& root, Invocation& invocation) {
  CLI::App* store = add_command(root, invocation, "store",
                                "What was made or fetched once: list it, check it, carry it along",
                                "  ashore store list\n"
                                "  ashore store prune --max 5GB\n");
  store->require_subcommand(1);
  add_store_list(*store, invocation);
  add_store_verify(*store, invocation);
  add_store_prune(*store, invocation);
  add_store_export(*store, invocation);
  add_store_import(*store, invocation);
}

}  // namespace ashore::cli
