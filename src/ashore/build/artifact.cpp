// SPDX-License-Identifier: Apache-2.0
#include "ashore/build/artifact.h"

#include <fmt/format.h>

#include <optional>
#include <span>
#include <string_view>
#include <system_error>

#include "ashore/base/digest.h"
#include "ashore/base/text.h"
#include "ashore/build/strip_debug.h"
#include "ashore/host/files.h"

namespace ashore::build {

namespace {

namespace fs = std::filesystem;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// A file that already has this content keeps its time, and the disk is not written to.
Expected<void> write_if_different(const fs::path& path, std::string_view content, unsigned mode) {
  std::error_code error;
  if (fs::file_size(path, error) == content.size() && !error) {
    Expected<Digest> there = host::digest_of_file(path);
    if (there && *there == sha256(content)) return {};
  }
  TRY(host::make_directories(path.parent_path()));
  return host::write_file(path, content, mode);
}

// gdb's layout; a file without a build id is named by what is in it.
Expected<fs::path> keep_with_debug(std::string_view content, const store::Store& store) {
  TRY_ASSIGN(fs::path kept, store.state("debug"));
  std::optional<std::string> id = build_id(bytes_of(content));
  kept /= id ? fs::path(".build-id") / id->substr(0, 2) / (id->substr(2) + ".debug")
             : fs::path("by-digest") / (hex(sha256(content)) + ".debug");
  TRY(write_if_different(kept, content, 0644));
  return kept;
}

void tell(const Artifact& artifact, bool keep_debug, std::string_view how, Reporter& reporter) {
  bool debug_stays = artifact.with_debug && !keep_debug;
  reporter.decided(Stage::build,
                   fmt::format("{}, {}, {}{}", artifact.name, how, human_bytes(artifact.size),
                               debug_stays ? "; debug sections stay here" : ""));
  reporter.detail("program: " + artifact.path.string());
  if (debug_stays) reporter.detail("debug sections: " + artifact.with_debug->string());
}

}  // namespace

Expected<Artifact> finish(const fs::path& linked, const Finishing& finishing,
                          const store::Store& store) {
  TRY_ASSIGN(std::string content, host::read_file(linked));
  Artifact artifact;
  artifact.path = linked;
  artifact.name = finishing.name;
  artifact.built_for = finishing.built_for;
  TRY_ASSIGN(
      std::optional<std::string> smaller,
      without_debug_sections(bytes_of(content), finishing.small ? Symbols::go : Symbols::stay));
  if (smaller && finishing.keep_debug) artifact.with_debug = linked;
  if (smaller && !finishing.keep_debug) {
    TRY_ASSIGN(artifact.with_debug, keep_with_debug(content, store));
    TRY(write_if_different(finishing.goal, *smaller, 0755));
    artifact.path = finishing.goal;
    content = *std::move(smaller);
  }
  artifact.digest = sha256(content);
  artifact.size = content.size();
  return artifact;
}

Expected<std::vector<Artifact>> finish_all(const std::vector<Linked>& programs,
                                           const Finishing& like, std::string_view how,
                                           const store::Store& store, Reporter& reporter) {
  std::vector<Artifact> artifacts;
  for (const Linked& program : programs) {
    Finishing finishing{program.name, like.built_for, like.goal / program.place, like.keep_debug,
                        like.small};
    Expected<Artifact> artifact = finish(program.path, finishing, store);
    if (!artifact) {
      return Failure(std::move(artifact).error().while_doing("taking the debug sections out of `" +
                                                             program.path.string() + "`"));
    }
    tell(*artifact, like.keep_debug, how, reporter);
    artifacts.push_back(*std::move(artifact));
  }
  return artifacts;
}

}  // namespace ashore::build
