// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/monitor.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "ashore/base/text.h"

namespace ashore::lab {

Expected<Monitor> Monitor::connect(const std::filesystem::path& directory, Deadline deadline,
                                   const std::function<bool()>& alive) {
  TRY_ASSIGN(LineSocket socket, LineSocket::connect(directory, "qmp", deadline, alive));
  Monitor monitor(std::move(socket), deadline);
  // The greeting comes first; commands are refused before capabilities were agreed on.
  TRY(monitor.socket_.next_line(deadline));
  TRY(monitor.execute("qmp_capabilities"));
  return monitor;
}

Expected<std::string> Monitor::execute(std::string_view command, std::string_view arguments) {
  TRY(socket_.send(fmt::format(R"({{"execute":"{}","arguments":{}}})", command, arguments)));
  while (true) {
    TRY_ASSIGN(std::string line, socket_.next_line(deadline_));
    nlohmann::json answer = nlohmann::json::parse(line, nullptr, false);
    if (!answer.is_object()) {
      return failure(ErrorKind::toolchain,
                     "the emulator's monitor says no JSON: `" + printable(line) + "`");
    }
    if (answer.contains("error")) {
      return failure(ErrorKind::toolchain,
                     fmt::format("the emulator refuses `{}`: {}", command, printable(line)));
    }
    // Anything else is an event.
    if (!answer.contains("return")) continue;
    const nlohmann::json& value = answer["return"];
    if (!value.is_object() || !value.contains("status") || !value["status"].is_string()) return "";
    return value["status"].get<std::string>();
  }
}

Expected<bool> Monitor::await_status(std::string_view query, std::string_view good,
                                     std::string_view bad) {
  while (true) {
    TRY_ASSIGN(std::string status, execute(query));
    if (status == good) return true;
    if (status == bad) return false;
    TRY(short_pause(std::chrono::milliseconds(3)));
  }
}

Expected<void> Monitor::leave_memory_out() {
  TRY(execute("migrate-set-capabilities",
              R"({"capabilities":[{"capability":"x-ignore-shared","state":true}]})"));
  return {};
}

Expected<void> Monitor::save(std::string_view file) {
  TRY(leave_memory_out());
  TRY(execute("migrate", fmt::format(R"({{"uri":"exec:cat >{}"}})", file)));
  TRY_ASSIGN(bool saved, await_status("query-migrate", "completed", "failed"));
  if (!saved) return failure(ErrorKind::toolchain, "the emulator cannot save the machine's state");
  return {};
}

Expected<void> Monitor::load(std::string_view file) {
  TRY(leave_memory_out());
  TRY(execute("migrate-incoming", fmt::format(R"({{"uri":"exec:cat {}"}})", file)));
  // The machine was saved while it was stopped, and so it arrives.
  TRY_ASSIGN(bool loaded, await_status("query-migrate", "completed", "failed"));
  if (!loaded) return failure(ErrorKind::toolchain, "the emulator cannot load the snapshot");
  TRY(execute("cont"));
  return {};
}

}  // namespace ashore::lab
