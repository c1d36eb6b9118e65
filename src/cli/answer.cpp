// SPDX-License-Identifier: Apache-2.0
#include "cli/answer.h"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/host/files.h"

namespace ashore::cli {

int exit_status(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::usage:
  case ErrorKind::config:
  case ErrorKind::host:
  case ErrorKind::bad_input: return 2;
  case ErrorKind::network:
  case ErrorKind::device: return 3;
  case ErrorKind::toolchain:
  case ErrorKind::build: return 4;
  case ErrorKind::cancelled: return 130;
  case ErrorKind::bug: return 70;
  }
  return 70;
}

int exit_status(Answer answer) {
  switch (answer) {
  case Answer::runs: return 0;
  case Answer::will_not_run: return 1;
  case Answer::cannot_tell: return 5;
  }
  return 70;
}

std::string rendered(const Error& error, bool colour) {
  std::string text = colour ? "\x1b[1;31merror:\x1b[0m " : "error: ";
  text += error.message() + "\n";
  for (const std::string& step : error.steps()) text += "  " + printable(step, 2000) + "\n";
  for (const std::string& hint : error.hints()) {
    text += colour ? "  \x1b[1mhint:\x1b[0m " : "  hint: ";
    // The lines of a longer hint stand below its first.
    for (char c : hint) text += c == '\n' ? std::string("\n        ") : std::string(1, c);
    text += "\n";
  }
  return text;
}

nlohmann::json to_json(const Error& error) {
  return {{"kind", name(error.kind())},
          {"message", error.message()},
          {"steps", error.steps()},
          {"hints", error.hints()}};
}

nlohmann::json to_json(const verify::InstructionList& list) {
  nlohmann::json entries = nlohmann::json::array();
  for (const verify::ListedInstructions& listed : list.instructions)
    entries.push_back({{"standing", listed.standing},
                       {"needs", listed.needs},
                       {"function", listed.function},
                       {"why", listed.why},
                       {"count", listed.count},
                       {"first", fmt::format("{:#x}", listed.first)},
                       {"instruction", listed.instruction}});
  return {{"floor", list.floor}, {"bytes", list.bytes}, {"outside", std::move(entries)}};
}

nlohmann::json to_json(const TargetChoice& choice) {
  return {{"triple", rust_name(choice.triple)},
          {"cpu", choice.cpu},
          {"features", choice.floor.features.names},
          {"baseline", choice.floor.baseline},
          {"float_abi", name(choice.floor.machine.float_abi)},
          {"libc", name(choice.triple.libc)},
          {"linkage", choice.linkage == Linkage::fully_static ? "static" : "dynamic"},
          {"needs_crt_static", choice.needs_crt_static},
          {"tier", choice.tier},
          {"std", choice.std == StdSource::installed  ? "installed"
                  : choice.std == StdSource::prebuilt ? "prebuilt"
                                                      : "source"},
          {"atomic_bits", choice.atomic_bits},
          {"reasons", choice.reasons},
          {"warnings", choice.warnings}};
}

Expected<void> write_json(const nlohmann::json& answer, const std::string& place) {
  // Bytes from outside need not be UTF-8; JSON must be.
  std::string text = answer.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  if (place != "-") return host::write_file(place, text);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return {};
}

}  // namespace ashore::cli
