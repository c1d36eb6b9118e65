// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/devices.h"

#include <algorithm>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/device/json.h"
#include "ashore/host/files.h"
#include "ashore/lab/lab.h"
#include "ashore/probe/probe.h"
#include "ashore/remote/ssh.h"
#include "ashore/workflow/catalogued.h"

namespace ashore::workflow {

namespace {

constexpr std::string_view lab_prefix = "lab:";

std::filesystem::path saved_directory(const Surroundings& around) {
  return around.configuration / "devices";
}

bool is_device_name(std::string_view name) {
  auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, allowed) &&
         name.front() != '-' && name.front() != '.';
}

Expected<remote::SshDestination> destination_of(std::string_view device,
                                                const Surroundings& around) {
  if (device.starts_with(lab_prefix)) {
    return lab::up(device.substr(lab_prefix.size()), around.host, around.store, around.reporter);
  }
  std::string name(device);
  for (const SavedDevice& saved : saved_devices(around)) {
    if (saved.name != device) continue;
    if (saved.destination.starts_with(lab_prefix)) {
      return lab::up(saved.destination.substr(lab_prefix.size()), around.host, around.store,
                     around.reporter);
    }
    return remote::SshDestination{name, saved.destination, {}};
  }
  return remote::SshDestination{name, name, {}};
}

// Facts belong to a host key, not to an address: every router is 192.168.1.1.
Expected<std::filesystem::path> facts_file(const std::string& identity,
                                           const Surroundings& around) {
  TRY_ASSIGN(std::filesystem::path directory, around.store.state("facts"));
  return directory / (hex(sha256(identity)).substr(0, 32) + ".json");
}

}  // namespace

Expected<std::unique_ptr<remote::Session>> open_session(std::string_view device,
                                                        const Surroundings& around) {
  TRY_ASSIGN(remote::SshDestination destination, destination_of(device, around));
  TRY_ASSIGN(std::filesystem::path sockets, around.store.state("ssh"));
  return remote::connect(destination, around.host, sockets);
}

Expected<DeviceFacts> probe_anew(remote::Session& session, const Surroundings& around) {
  TRY_ASSIGN(DeviceFacts measured, probe::probe(session, around.reporter));
  DeviceFacts facts = identified(std::move(measured), around);
  if (!facts.identity.empty()) {
    TRY_ASSIGN(std::filesystem::path file, facts_file(facts.identity, around));
    TRY(host::write_file(file, to_json(facts), 0600));
  }
  return facts;
}

Expected<Reached> reach(std::string_view device, const Surroundings& around) {
  TRY_ASSIGN(std::unique_ptr<remote::Session> session, open_session(device, around));
  TRY_ASSIGN(std::string identity, session->identity());
  TRY_ASSIGN(std::filesystem::path file, facts_file(identity, around));
  if (Expected<std::string> remembered = host::read_file(file)) {
    // A remembered file that no longer parses (an older ashore wrote it) is as good as none.
    if (Expected<DeviceFacts> facts = parse_device_facts(*remembered);
        facts && facts->identity == identity) {
      around.reporter.detail("facts of " + identity + " are remembered");
      return Reached{std::move(session), *std::move(facts), true};
    }
  }
  TRY_ASSIGN(DeviceFacts facts, probe_anew(*session, around));
  return Reached{std::move(session), std::move(facts), false};
}

Expected<void> save_device(std::string_view name, std::string_view destination,
                           const Surroundings& around) {
  if (!is_device_name(name)) {
    return Failure(Error(ErrorKind::usage, "`" + printable(name) + "` cannot be a device's name")
                       .hint("use letters, digits, '-', '_' and '.', as in `living-room`"));
  }
  std::filesystem::path directory = saved_directory(around);
  TRY(host::make_directories(directory));
  return host::write_file(directory / name, std::string(destination) + "\n", 0600);
}

std::vector<SavedDevice> saved_devices(const Surroundings& around) {
  std::vector<SavedDevice> found;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(saved_directory(around), none)) {
    std::string name = entry.path().filename().string();
    Expected<std::string> destination = host::read_file(entry.path(), 4096);
    if (!destination || !is_device_name(name)) continue;
    found.push_back({name, std::string(trimmed(*destination))});
  }
  std::ranges::sort(found, {}, &SavedDevice::name);
  return found;
}

}  // namespace ashore::workflow
