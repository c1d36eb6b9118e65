// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/root.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <system_error>

#include "ashore/host/files.h"
#include "ashore/lab/elf_edit.h"
#include "ashore/lab/initramfs.h"
#include "embedded/boot.h"
#include "embedded/console.h"
#include "embedded/inittab.h"
#include "embedded/serve.h"
#include "embedded/start.h"

namespace ashore::lab {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view home = "/opt/lab";
constexpr std::string_view loader_place = "/opt/lab/ld";

Expected<fs::path> found_in(const std::vector<fs::path>& trees, std::string_view name,
                            const std::vector<std::string>& directories) {
  std::error_code ignored;
  for (const fs::path& tree : trees) {
    for (const std::string& directory : directories) {
      fs::path path = tree / directory / name;
      if (fs::is_regular_file(path, ignored)) return path;
    }
  }
  return failure(
      ErrorKind::toolchain,
      fmt::format("`{}` is not in the distribution's packages where it should be", name));
}

// start.c for the device, with the given definitions.
Expected<std::string> compiled(const Description& device, const std::vector<std::string>& defines,
                               const Tools& tools, const fs::path& work, host::Host& host) {
  TRY(host::write_file(work / "start.c", embedded::start));
  host::Command command;
  command.argv = {tools.clang.string()};
  command.argv.insert(command.argv.end(), device.code_flags.begin(), device.code_flags.end());
  command.argv.insert(command.argv.end(),
                      {"-Os", "-ffreestanding", "-fno-stack-protector", "-fno-pic", "-nostdlib",
                       "-static", "-no-pie", "--ld-path=" + tools.linker.string()});
  command.argv.insert(command.argv.end(), defines.begin(), defines.end());
  command.argv.insert(command.argv.end(),
                      {"-o", (work / "start").string(), (work / "start.c").string()});
  TRY(host::require_success(host.processes.run(command), command, ErrorKind::toolchain));
  return host::read_file(work / "start");
}

std::string definition_of(std::string_view program) {
  return fmt::format("-DPROGRAM=\"{}/{}\"", home, program);
}

class Root {
 public:
  Root(const Description& device, const RootParts& parts) : device_(device), parts_(parts) {}

  void add_skeleton(const Keys& keys);
  Expected<void> add_libraries();
  Expected<void> add_programs(const Tools& tools, const fs::path& work, host::Host& host);
  Expected<void> add_modules();
  void add_files();
  std::string archive();

 private:
  Expected<std::string> package_file(std::string_view name,
                                     const std::vector<std::string>& directories) {
    TRY_ASSIGN(fs::path path, found_in(parts_.userland, name, directories));
    TRY_ASSIGN(std::string content, host::read_file(path));
    return device_.is_soft_float ? said_to_be_soft_float(std::move(content)) : std::move(content);
  }
  std::vector<std::string> library_directories() const {
    return {"lib/" + device_.userland_triplet, "usr/lib/" + device_.userland_triplet};
  }
  void set(std::string_view word, std::string_view value) {
    settings_ += fmt::format("{} {}\n", word, value);
  }
  void put(std::string_view name, std::string content, unsigned mode) {
    tree_.file(fmt::format("{}/{}", home, name), std::move(content), mode);
  }

  const Description& device_;
  const RootParts& parts_;
  Initramfs tree_;
  std::string settings_;
};

void Root::add_skeleton(const Keys& keys) {
  for (const char* directory :
       {"/proc", "/sys", "/dev", "/tmp", "/mnt", "/var", "/sbin", "/usr/bin", "/usr/sbin"}) {
    tree_.directory(directory);
  }
  tree_.directory(device_.flash.where);
  tree_.directory("/root", 0700);
  tree_.directory("/root/.ssh", 0700);
  tree_.file("/root/.ssh/authorized_keys", keys.user_public + "\n", 0600);
  tree_.file("/etc/passwd", "root:*:0:0:root:/root:/bin/sh\n");
  tree_.file("/etc/group", "root:x:0:\n");
  tree_.file("/etc/shells", "/bin/sh\n");
  tree_.file("/etc/inittab", std::string(embedded::inittab));
  tree_.link("/init", "/opt/lab/busybox");
  put("hostkey", keys.host_private, 0600);
  // The same in every copy of the image; each start adds randomness of its own.
  put("randomness", hex(sha256(keys.host_private)), 0600);
  put("boot", std::string(embedded::boot), 0755);
  put("console", std::string(embedded::console), 0755);
  put("serve", std::string(embedded::serve), 0755);
  set("name", device_.name);
  set("tmp", device_.temporary_size);
  for (const std::string& hidden : device_.hidden) set("hide", hidden);
  set("flash",
      fmt::format("{} {} ext4 noatime,data=ordered", device_.flash.device, device_.flash.where));
}

Expected<void> Root::add_libraries() {
  TRY_ASSIGN(std::string loader, package_file(device_.loader, library_directories()));
  TRY_ASSIGN(loader, searching(std::move(loader), device_.userland_triplet, home));
  put("ld", std::move(loader), 0755);
  tree_.link(fmt::format("{}/{}", home, device_.loader), "ld");
  for (const char* library : {"libc.so.6", "libresolv.so.2", "libcrypt.so.1", "libz.so.1",
                              "libtomcrypt.so.1", "libtommath.so.1", "libgmp.so.10"}) {
    TRY_ASSIGN(std::string content, package_file(library, library_directories()));
    put(library, std::move(content), 0755);
  }
  return {};
}

Expected<void> Root::add_programs(const Tools& tools, const fs::path& work, host::Host& host) {
  // The loader's official name is /lib/<loader>, on every architecture that we have.
  std::string loader = "/lib/" + device_.loader;
  TRY_ASSIGN(std::string busybox, package_file("busybox", {"bin", "usr/bin"}));
  TRY_ASSIGN(std::string dropbear, package_file("dropbear", {"usr/sbin"}));
  std::vector<std::string> known = applets_of(busybox);
  TRY_ASSIGN(busybox, with_interpreter(std::move(busybox), loader, loader_place));
  TRY_ASSIGN(dropbear, with_interpreter(std::move(dropbear), loader, loader_place));
  put("busybox", std::move(busybox), 0755);
  put("dropbear", std::move(dropbear), 0755);

  TRY_ASSIGN(std::string shown, compiled(device_, {definition_of("busybox")}, tools, work, host));
  tree_.file("/bin/busybox", std::move(shown), 0755);
  std::vector<std::string> defines{definition_of("dropbear")};
  if (device_.last_system_call) {
    defines.push_back(fmt::format("-DLAST_SYSTEM_CALL={}", *device_.last_system_call));
  }
  TRY_ASSIGN(std::string start, compiled(device_, defines, tools, work, host));
  put("start", std::move(start), 0755);
  TRY_ASSIGN(std::string seed, compiled(device_, {"-DSEED"}, tools, work, host));
  put("seed", std::move(seed), 0755);

  for (const std::string& applet : device_.applets) {
    // A name that this busybox lacks would be a link to an error message.
    if (std::ranges::find(known, applet) == known.end()) continue;
    tree_.link("/bin/" + applet, "busybox");
  }
  return {};
}

Expected<void> Root::add_modules() {
  std::map<std::string, fs::path> files;
  std::error_code error;
  fs::path modules = parts_.kernel / "lib/modules";
  if (!fs::exists(modules, error)) modules = parts_.kernel / "usr/lib/modules";
  for (const auto& entry : fs::recursive_directory_iterator(modules, error)) {
    if (entry.path().extension() != ".ko") continue;
    std::string name = entry.path().stem().string();
    std::ranges::replace(name, '-', '_');
    files.emplace(std::move(name), entry.path());
  }
  std::set<std::string> added;
  std::function<Expected<void>(std::string)> add = [&](std::string name) -> Expected<void> {
    std::ranges::replace(name, '-', '_');
    if (!added.insert(name).second) return {};
    auto file = files.find(name);
    if (file == files.end()) {
      return failure(ErrorKind::toolchain,
                     fmt::format("the kernel package has no module `{}`", name));
    }
    TRY_ASSIGN(std::string content, host::read_file(file->second));
    for (const std::string& needed : modules_needed(content)) TRY(add(needed));
    tree_.file(fmt::format("/lib/modules/{}.ko", name), std::move(content));
    set("module", name + ".ko");
    return {};
  };
  for (const std::string& module : device_.modules) TRY(add(module));
  return {};
}

void Root::add_files() {
  for (const RootFile& file : device_.files) {
    // What boot mounts or fills afterwards is put there by boot.
    bool later = file.bound || file.path.starts_with("/tmp/");
    tree_.file((later ? std::string(home) + "/over" : "") + file.path, file.text, file.mode);
    if (later) set(file.bound ? "bind" : "copy", file.path);
  }
}

std::string Root::archive() {
  put("settings", settings_, 0644);
  return tree_.archive();
}

}  // namespace

std::vector<std::string> userland_packages() {
  return {"busybox",      "dropbear-bin", "libc6",    "libcrypt1",
          "libtomcrypt1", "libtommath1",  "libgmp10", "zlib1g"};
}

std::string root_recipe() {
  return fmt::format("{}\n{}{}{}{}{}", builder_version, embedded::boot, embedded::console,
                     embedded::inittab, embedded::serve, embedded::start);
}

Expected<std::string> root_archive(const Description& device, const Keys& keys,
                                   const RootParts& parts, const Tools& tools, const fs::path& work,
                                   host::Host& host) {
  Root root(device, parts);
  root.add_skeleton(keys);
  TRY(root.add_libraries());
  TRY(root.add_programs(tools, work, host));
  TRY(root.add_modules());
  root.add_files();
  return root.archive();
}

}  // namespace ashore::lab
