// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/snapshot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <random>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/lab/disguise.h"
#include "ashore/lab/line_socket.h"
#include "ashore/lab/machine.h"
#include "ashore/lab/monitor.h"

namespace ashore::lab {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

constexpr int snapshot_version = 1;
// Slow machines under load: fifty times what it takes on an idle one.
constexpr seconds boot_limit{300}, restore_limit{90};

Deadline in(seconds time) { return std::chrono::steady_clock::now() + time; }

// The last words of emulator and console, for an error that nobody foresaw.
Error with_last_words(Error error, const fs::path& directory) {
  for (const char* log : {place::emulator_log, place::console_log}) {
    Expected<std::string> text = host::read_file(directory / log, 1 << 22);
    if (!text || trimmed(*text).empty()) continue;
    std::vector<std::string_view> all = lines(trimmed(*text));
    std::string last;
    for (std::size_t i = all.size() > 4 ? all.size() - 4 : 0; i < all.size(); ++i) {
      last += (last.empty() ? "" : " | ") + printable(all[i], 200);
    }
    error = std::move(error).while_doing(fmt::format("{}: {}", log, last));
  }
  return error;
}

Expected<void> await_line(LineSocket& console, std::string_view wanted, Deadline deadline) {
  while (true) {
    TRY_ASSIGN(std::string line, console.next_line(deadline));
    if (line.find(wanted) != std::string::npos) return {};
    if (line.find("LAB-FAILED") != std::string::npos ||
        line.find("Kernel panic") != std::string::npos) {
      return failure(ErrorKind::toolchain, "the virtual device says `" + printable(line) + "`");
    }
  }
}

Expected<void> link_to(const fs::path& target, const fs::path& link) {
  std::error_code error;
  fs::remove(link, error);
  fs::create_symlink(target, link, error);
  if (!error) return {};
  return failure(ErrorKind::host,
                 fmt::format("cannot link `{}`: {}", link.string(), error.message()));
}

// Changes the memory file of a stopped machine, which the emulator maps as well.
Expected<void> disguise_file(const fs::path& file, const Description& device,
                             const std::string& release) {
  host::Fd fd(::open(file.c_str(), O_RDWR | O_CLOEXEC));
  struct stat status = {};
  if (!fd.is_open() || ::fstat(fd.get(), &status) != 0) {
    return failure(ErrorKind::host, fmt::format("cannot open `{}`: {}", file.string(),
                                                std::generic_category().message(errno)));
  }
  std::size_t size = static_cast<std::size_t>(status.st_size);
  void* mapped = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (mapped == MAP_FAILED) {
    return failure(ErrorKind::host, fmt::format("cannot map `{}`: {}", file.string(),
                                                std::generic_category().message(errno)));
  }
  Expected<void> result =
      disguise({static_cast<std::byte*>(mapped), size}, device.disguise, release, device.name);
  ::munmap(mapped, size);
  return result;
}

// Boots, waits for ssh, stops, and leaves memory and state in `directory`.
Expected<void> boot_and_keep(const Description& device, const Image& image, const Tools& tools,
                             const fs::path& directory, host::Host& host) {
  TRY(link_to(image.directory, directory / place::image));
  std::error_code error;
  fs::copy_file(image.directory / place::flash, directory / place::flash, error);
  TRY_ASSIGN(int port, free_port(0));
  TRY_ASSIGN(PoweredMachine machine,
             PoweredMachine::start(machine_arguments(device, tools.emulator, PowerOn::boot, port),
                                   directory, port, host));
  auto alive = [&] { return is_alive(machine.running()); };
  Deadline deadline = in(boot_limit);
  TRY_ASSIGN(Monitor monitor, Monitor::connect(directory, deadline, alive));
  TRY_ASSIGN(LineSocket console, LineSocket::connect(directory, place::console, deadline, alive));
  TRY(await_line(console, "LAB-READY", deadline));
  TRY(await_ssh(port, deadline, alive));
  TRY(monitor.execute("stop"));
  TRY(disguise_file(directory / place::memory, device, image.release));
  TRY(monitor.save(place::state));
  return {};
}

Expected<void> make_snapshot(const Description& device, const Image& image, const Tools& tools,
                             const fs::path& directory, host::Host& host) {
  Expected<void> kept = boot_and_keep(device, image, tools, directory, host);
  if (!kept) {
    return Failure(with_last_words(std::move(kept).error(), directory)
                       .while_doing("booting virtual device `" + device.name + "`"));
  }
  std::error_code ignored;
  for (const char* name : {place::image, place::flash, place::monitor, place::console,
                           place::console_log, place::emulator_log}) {
    fs::remove(directory / name, ignored);
  }
  // The host's private key is somewhere in it.
  fs::permissions(directory / place::memory, fs::perms(0600), ignored);
  return {};
}

// Time and randomness must not be those of the snapshot.
std::string resume_line() {
  auto now = std::chrono::system_clock::now().time_since_epoch();
  std::random_device random;
  std::string line = fmt::format("resume {} ", std::chrono::duration_cast<seconds>(now).count());
  for (int i = 0; i < 8; ++i) line += fmt::format("{:08x}", random());
  return line;
}

Expected<void> resume(const fs::path& directory, const Running& running) {
  auto alive = [&] { return is_alive(running); };
  Deadline deadline = in(restore_limit);
  TRY_ASSIGN(Monitor monitor, Monitor::connect(directory, deadline, alive));
  TRY_ASSIGN(LineSocket console, LineSocket::connect(directory, place::console, deadline, alive));
  TRY(monitor.load(fmt::format("{}/{}", place::snapshot, place::state)));
  TRY(console.send(resume_line()));
  TRY(await_line(console, "LAB-RUNNING", deadline));
  return await_ssh(running.port, deadline, alive);
}

}  // namespace

Expected<fs::path> snapshot_of(const Description& device, const Image& image, const Tools& tools,
                               host::Host& host, const store::Store& store, Reporter& reporter) {
  host::Command ask_version;
  ask_version.argv = {tools.emulator.string(), "--version"};
  TRY_ASSIGN(host::ProcessOutput version, host::require_success(host.processes.run(ask_version),
                                                                ask_version, ErrorKind::toolchain));
  Sha256 recipe;
  recipe.add(hex(image.recipe));
  recipe.add(version.out);
  recipe.add(std::to_string(snapshot_version));
  for (const std::string& argument : machine_arguments(device, "", PowerOn::boot, 0)) {
    recipe.add(argument);
  }
  auto make = [&](const fs::path& directory) {
    reporter.progress(Stage::lab,
                      fmt::format("booting {} once, for a snapshot; about 15 s", device.name),
                      std::nullopt);
    return make_snapshot(device, image, tools, directory, host);
  };
  return store.obtain({"lab-snapshot", device.name, recipe.finish()}, make);
}

Expected<PoweredMachine> restored(const Description& device, const Tools& tools,
                                  const fs::path& directory, int port, host::Host& host) {
  TRY_ASSIGN(
      PoweredMachine machine,
      PoweredMachine::start(machine_arguments(device, tools.emulator, PowerOn::restore, port),
                            directory, port, host));
  // From here on another ashore must be able to find and end it, whatever becomes of us.
  TRY(record(directory, machine.running()));
  Expected<void> resumed = resume(directory, machine.running());
  if (!resumed) {
    return Failure(with_last_words(std::move(resumed).error(), directory)
                       .while_doing("starting virtual device `" + device.name + "`"));
  }
  return machine;
}

}  // namespace ashore::lab
