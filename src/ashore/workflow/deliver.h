// SPDX-License-Identifier: Apache-2.0
// The whole line, from a device's name to a program that ran there. The only place where verbs
// meet.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/build/build.h"
#include "ashore/delivery/cleared.h"
#include "ashore/delivery/shipment.h"
#include "ashore/device/facts.h"
#include "ashore/remote/session.h"
#include "ashore/run/run.h"
#include "ashore/ship/ship.h"
#include "ashore/target/choice.h"
#include "ashore/verify/verify.h"
#include "ashore/workflow/build_for.h"
#include "ashore/workflow/surroundings.h"

namespace ashore::workflow {

// A program that the user built himself.
struct Binary {
  std::filesystem::path path;
};

using Source = std::variant<build::Request, Binary>;

// A directory (or its Cargo.toml or CMakeLists.txt) is a project; any other file is a program.
Expected<Source> source_at(const std::filesystem::path& path, build::Request request);

// The target for a device, or the one that the user named, held against the device if there is one.
// Its warnings are not said here: for a program, verify has better ones.
Expected<TargetChoice> target_for(const DeviceFacts& facts, const Surroundings& around);
Expected<TargetChoice> named_target(const std::string& rust_triple, const DeviceFacts* facts,
                                    const Surroundings& around);

// A program and its bytes, read once: what is hashed is what is verified.
struct Program {
  Artifact artifact;
  std::shared_ptr<const std::string> bytes;  // nullptr: not read, since nobody asked for them yet
};

Expected<Program> program_at(const std::filesystem::path& path);

// The program's verdict on that device. `to`: the path there, if decided; `holds_it_already`: that
// very content was put there before, so no room is asked for; `known`: the device's libraries and
// the like.
Verdict verdict_on(const Program& program, const DeviceFacts& facts, const std::string& to,
                   bool holds_it_already = false, const verify::Known& known = {});

// The same with the device's libraries that the program would load, which the device is asked for
// where a session is given and they are not kept here. `listed`: as in verify::Known.
Verdict verdict_with_libraries(const Program& program, const DeviceFacts& facts,
                               const std::string& to, bool holds_it_already,
                               remote::Session* session, const Surroundings& around,
                               verify::InstructionList* listed = nullptr);

struct Order {
  std::string device;
  Source source;
  std::optional<std::string> target;  // Rust's name; the user's word over our choice
  Clearance clearance = Clearance::normal;
  ship::Request ship;
  std::optional<run::Request> run;  // without: ship only
};

struct Delivery {
  DeviceFacts facts;
  std::optional<TargetChoice> target;  // only where something was built
  Artifact artifact;
  Verdict verdict;
  Shipment shipment;
  std::optional<RunOutcome> outcome;
};

Expected<Delivery> deliver(const Order& order, const Surroundings& around);

}  // namespace ashore::workflow
