// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/lab.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/lab/description.h"
#include "ashore/lab/image.h"
#include "ashore/lab/keys.h"
#include "ashore/lab/line_socket.h"
#include "ashore/lab/machine.h"
#include "ashore/lab/power.h"
#include "ashore/lab/snapshot.h"
#include "ashore/lab/ssh_config.h"
#include "ashore/lab/tools.h"

namespace ashore::lab {
namespace {

namespace fs = std::filesystem;

fs::path directory_of(const store::Store& store, std::string_view name) {
  return store.root() / "state" / "lab" / name;
}

// Keys and the control of devices are nobody else's.
Expected<fs::path> private_directory(const store::Store& store, std::string_view name) {
  for (const fs::path& state : {fs::path("lab"), fs::path("lab") / name}) {
    TRY_ASSIGN(fs::path directory, store.state(state));
    std::error_code error;
    fs::permissions(directory, fs::perms(0700), error);
    if (error) {
      return failure(ErrorKind::host,
                     fmt::format("cannot protect `{}`: {}", directory.string(), error.message()));
    }
  }
  return directory_of(store, name);
}

remote::SshDestination destination_of(std::string_view name, const fs::path& directory) {
  return {fmt::format("lab:{}", name), ssh_host(name), directory / "ssh_config"};
}

bool answers(const Running& running) {
  return running.ready && is_alive(running) && in_use(running.port);
}

Expected<host::FileLock> locked(const fs::path& directory, std::string_view name,
                                Reporter& reporter) {
  return host::FileLock::acquire(directory / "lock", [&] {
    reporter.progress(Stage::lab, fmt::format("waiting for another ashore that starts {}", name),
                      std::nullopt);
  });
}

Expected<void> write_route(const Description& device, const Keys& keys, int port,
                           const fs::path& directory) {
  TRY(host::write_file(directory / "known_hosts", known_hosts(device.name, keys.host_public),
                       0600));
  SshRoute route{device.name, port, keys.user_private, directory / "known_hosts"};
  return host::write_file(directory / "ssh_config", ssh_config(route), 0600);
}

Expected<void> point(const fs::path& link, const fs::path& target) {
  std::error_code error;
  fs::remove(link, error);
  fs::create_symlink(target, link, error);
  if (!error) return {};
  return failure(ErrorKind::host,
                 fmt::format("cannot link `{}`: {}", link.string(), error.message()));
}

// The flash belongs to the device: made once, it outlives power cuts and new images.
Expected<void> provide_flash(const Image& image, const fs::path& directory) {
  std::error_code error;
  if (fs::exists(directory / place::flash, error)) return {};
  fs::path part = directory / "flash.part";
  fs::copy_file(image.directory / place::flash, part, fs::copy_options::overwrite_existing, error);
  if (!error) fs::rename(part, directory / place::flash, error);
  if (!error) return {};
  return failure(ErrorKind::host,
                 fmt::format("cannot make the flash `{}`: {}", (directory / place::flash).string(),
                             error.message()));
}

Expected<Running> start(const Description& device, const fs::path& directory, int last_port,
                        host::Host& host, const store::Store& store, Reporter& reporter) {
  TRY_ASSIGN(Tools tools, tools_for(device, host));
  TRY_ASSIGN(Keys keys, keys_of(directory.parent_path(), directory, tools.ssh_keygen, host));
  TRY_ASSIGN(Image image, image_of(device, keys, tools, host, store, reporter));
  TRY_ASSIGN(fs::path snapshot, snapshot_of(device, image, tools, host, store, reporter));
  TRY(point(directory / place::image, image.directory));
  TRY(point(directory / place::snapshot, snapshot));
  TRY(provide_flash(image, directory));
  // The same port as last time, so that what people wrote down stays true.
  TRY_ASSIGN(int port, free_port(last_port));
  TRY(write_route(device, keys, port, directory));
  reporter.progress(Stage::lab, "starting " + device.name, std::nullopt);
  TRY_ASSIGN(PoweredMachine machine, restored(device, tools, directory, port, host));
  Running running = machine.running();
  running.ready = true;
  TRY(record(directory, running));
  machine.release();
  return running;
}

Expected<void> end(const fs::path& directory) {
  std::optional<Running> running = recorded(directory);
  if (running) TRY(cut_power(*running));
  return {};
}

}  // namespace

Expected<std::vector<Device>> list(const store::Store& store) {
  TRY_ASSIGN(std::vector<Description> all, descriptions());
  std::vector<Device> devices;
  for (const Description& description : all) {
    fs::path directory = directory_of(store, description.name);
    Device device{description.name, description.summary, false, false, 0};
    std::error_code ignored;
    device.built = fs::exists(directory / place::snapshot / place::state, ignored);
    std::optional<Running> running = recorded(directory);
    if (running && answers(*running)) {
      device.running = true;
      device.port = running->port;
    }
    devices.push_back(std::move(device));
  }
  return devices;
}

Expected<remote::SshDestination> up(std::string_view name, host::Host& host,
                                    const store::Store& store, Reporter& reporter) {
  TRY_ASSIGN(Description device, description_of(name));
  fs::path directory = directory_of(store, name);
  std::optional<Running> running = recorded(directory);
  if (running && answers(*running)) return destination_of(name, directory);

  TRY(private_directory(store, name));
  TRY_ASSIGN(host::FileLock lock, locked(directory, name, reporter));
  running = recorded(directory);
  if (running && answers(*running)) return destination_of(name, directory);
  // Whoever recorded it and holds no lock any more died before it was ready, or it hangs.
  TRY(end(directory));

  auto begin = std::chrono::steady_clock::now();
  TRY_ASSIGN(Running started,
             start(device, directory, running ? running->port : 0, host, store, reporter));
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  reporter.decided(Stage::lab, fmt::format("{} answers ssh on 127.0.0.1 port {} ({:.1f} s)", name,
                                           started.port, took.count()));
  return destination_of(name, directory);
}

Expected<void> down(std::string_view name, host::Host&, const store::Store& store) {
  TRY(description_of(name));
  fs::path directory = directory_of(store, name);
  std::error_code ignored;
  if (!fs::exists(directory, ignored)) return {};
  SilentReporter silent;
  TRY_ASSIGN(host::FileLock lock, locked(directory, name, silent));
  // The record stays: it keeps the port.
  return end(directory);
}

Expected<void> reset(std::string_view name, host::Host& host, const store::Store& store) {
  TRY(down(name, host, store));
  std::error_code error;
  fs::remove(directory_of(store, name) / place::flash, error);
  if (!error) return {};
  return failure(ErrorKind::host,
                 fmt::format("cannot empty the flash of `{}`: {}", name, error.message()));
}

}  // namespace ashore::lab
