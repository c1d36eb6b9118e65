// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/image.h"

#include <fmt/format.h>

#include <system_error>

#include "ashore/host/files.h"
#include "ashore/lab/machine.h"
#include "ashore/lab/root.h"
#include "ashore/packages/packages.h"

namespace ashore::lab {
namespace {

namespace fs = std::filesystem;

struct Parts {
  RootParts root;
  std::string release;
};

Expected<Parts> fetched_parts(const Description& device, host::Host& host,
                              const store::Store& store, Reporter& reporter) {
  constexpr std::string_view prefix = "linux-image-";
  TRY_ASSIGN(std::string kernel,
             packages::dependency({device.kernel_metapackage, device.kernel_architecture},
                                  std::string(prefix), host, store, reporter, Stage::lab));
  std::vector<packages::Package> wanted{{kernel, device.kernel_architecture}};
  for (const std::string& name : userland_packages()) {
    wanted.push_back({name, device.userland_architecture});
  }
  TRY_ASSIGN(std::vector<fs::path> unpacked,
             packages::unpacked(wanted, host, store, reporter, Stage::lab));
  Parts parts;
  parts.root.kernel = unpacked.front();
  parts.root.userland.assign(unpacked.begin() + 1, unpacked.end());
  parts.release = kernel.substr(prefix.size());
  return parts;
}

Digest recipe_of(const Description& device, const Keys& keys, const Parts& parts) {
  Sha256 recipe;
  recipe.add(device.source);
  recipe.add(root_recipe());
  recipe.add(keys.user_public);
  recipe.add(keys.host_public);
  // Entries of the store are named after their content.
  recipe.add(parts.root.kernel.filename().string());
  for (const fs::path& package : parts.root.userland) recipe.add(package.filename().string());
  return recipe.finish();
}

Expected<void> copy_of(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::copy_file(from, to, error);
  if (!error) return {};
  return failure(ErrorKind::host, fmt::format("cannot copy `{}` to `{}`: {}", from.string(),
                                              to.string(), error.message()));
}

Expected<void> make_flash(const Description& device, const Tools& tools, const fs::path& image,
                          host::Host& host) {
  host::Command command;
  // A journal, as a router's flash file system has one; lazy initialisation would write in the
  // background, after the snapshot.
  command.argv = {tools.mke2fs.string(),
                  "-q",
                  "-F",
                  "-t",
                  "ext4",
                  "-b",
                  "4096",
                  "-m",
                  "0",
                  "-E",
                  "lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0",
                  image.string(),
                  fmt::format("{}M", device.flash.megabytes)};
  TRY(host::require_success(host.processes.run(command), command, ErrorKind::host));
  return {};
}

Expected<void> make_image(const Description& device, const Keys& keys, const Parts& parts,
                          const Tools& tools, const fs::path& directory, host::Host& host) {
  TRY_ASSIGN(host::TemporaryDirectory work, host::TemporaryDirectory::create(directory, "work-"));
  TRY_ASSIGN(std::string archive, root_archive(device, keys, parts.root, tools, work.path(), host));
  // It holds the host's private key.
  TRY(host::write_file(directory / "initramfs", archive, 0600));
  TRY(copy_of(parts.root.kernel / "boot" / ("vmlinuz-" + parts.release), directory / "kernel"));
  if (!device.device_tree.empty()) {
    TRY(copy_of(parts.root.kernel / "usr/lib" / ("linux-image-" + parts.release) /
                    device.device_tree,
                directory / "device-tree"));
  }
  return make_flash(device, tools, directory / place::flash, host);
}

}  // namespace

Expected<Image> image_of(const Description& device, const Keys& keys, const Tools& tools,
                         host::Host& host, const store::Store& store, Reporter& reporter) {
  TRY_ASSIGN(Parts parts, fetched_parts(device, host, store, reporter));
  Image image;
  image.release = parts.release;
  image.recipe = recipe_of(device, keys, parts);
  auto make = [&](const fs::path& directory) {
    reporter.progress(Stage::lab, "building the image of " + device.name, std::nullopt);
    return make_image(device, keys, parts, tools, directory, host);
  };
  TRY_ASSIGN(image.directory, store.obtain({"lab-image", device.name, image.recipe}, make));
  return image;
}

}  // namespace ashore::lab
