// SPDX-License-Identifier: Apache-2.0
// A private apt root for the packages of one architecture, or for the source packages: the user's
// sources and keys, but lists, status and cache of our own, so that nothing is configured or
// installed on the user's system.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/host/host.h"
#include "ashore/packages/sources.h"
#include "ashore/packages/stanza.h"

namespace ashore::packages {

class AptRoot {
 public:
  // Makes the root at `root` from the sources in `etc` ("/etc/apt"). Not for two processes at once:
  // the caller holds a lock.
  static Expected<AptRoot> open(std::filesystem::path root, std::string_view architecture,
                                const std::filesystem::path& etc, host::Host& host,
                                Reporter& reporter, Stage stage);

  // The same for source packages, which are the same for all architectures.
  static Expected<AptRoot> open_sources(std::filesystem::path root,
                                        const std::filesystem::path& etc, host::Host& host,
                                        Reporter& reporter, Stage stage);

  // What the archive says of the package; the lists are fetched if there are none yet.
  Expected<Stanza> describe(std::string_view name);

  // The .deb files, in the order of `wanted`, checked by apt against the signed lists. Lists that
  // are older than the archive are fetched anew, so the versions may be younger than those wanted.
  Expected<std::vector<std::filesystem::path>> download(std::vector<Stanza>& wanted,
                                                        const std::filesystem::path& into);

  // The original tarball of a source package, its youngest version, checked by apt against the
  // signed lists; only in a root that was opened for sources.
  Expected<std::filesystem::path> download_source(const std::string& name,
                                                  const std::filesystem::path& into);

 private:
  AptRoot(std::filesystem::path root, std::string architecture, Index index, host::Host& host,
          Reporter& reporter, Stage stage)
      : root_(std::move(root)), architecture_(std::move(architecture)), index_(index), host_(host),
        reporter_(reporter), stage_(stage) {}

  Expected<void> write_settings(const std::filesystem::path& etc);
  bool lists_are_current() const;
  Expected<void> update();
  Expected<Stanza> show(std::string_view name);
  host::Command apt(std::vector<std::string> arguments) const;
  // Runs apt and turns its status lines into progress of `text`.
  Expected<host::ProcessOutput> watched(const host::Command& command, const std::string& text);

  std::filesystem::path root_;
  std::string architecture_;
  Index index_;
  host::Host& host_;
  Reporter& reporter_;
  Stage stage_;
  std::string sources_;
  bool updated_ = false;       // by us, just now
  std::string update_errors_;  // what apt said when some lists could not be fetched
};

}  // namespace ashore::packages
