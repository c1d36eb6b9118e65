// SPDX-License-Identifier: Apache-2.0
// What the catalogue knows of a device: of one that was only named, and of one that was measured.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/catalogue/catalogue.h"
#include "ashore/device/facts.h"
#include "ashore/workflow/surroundings.h"

namespace ashore::workflow {

// The built-in catalogue, and before it the user's own rows: devices.tsv in the configuration
// directory.
Expected<catalogue::Catalogue> load_catalogue(const Surroundings& around);

// What to expect of a device of that name, which need not be here: what all devices that the name
// can mean have in common. ErrorKind::usage where the name hides CPUs that need different targets,
// with how to tell them apart, or where nothing has that name, with what comes near.
Expected<DeviceFacts> expected_device(std::string_view model, const Surroundings& around);

// The same facts, with the model named as the catalogue names it and what it knows against them.
DeviceFacts identified(DeviceFacts facts, const Surroundings& around);

// Devices that the catalogue cannot tell apart: the same title and the same target.
struct Listing {
  std::string title;   // "NETGEAR R7000"
  std::string target;  // Rust's name; empty: no Rust target fits
  std::vector<std::string> firmware;
  const catalogue::Board* board = nullptr;  // the first of them
};

// Rows as a person wants to read them: the same device in several firmwares is one line. In the
// order given.
std::vector<Listing> listed(const catalogue::Catalogue& catalogue,
                            const std::vector<const catalogue::Board*>& boards);

// Whether a name alone is not enough, since it hides CPUs that need different targets: a sentence
// that says so and what to look for; empty if it is enough.
std::string warning_about(std::string_view name, const catalogue::Catalogue& catalogue);

}  // namespace ashore::workflow
