// SPDX-License-Identifier: Apache-2.0
#include "ashore/provision/rustup.h"

#include <system_error>

#include "ashore/base/digest.h"
#include "ashore/base/text.h"
#include "ashore/host/files.h"

namespace ashore::provision {

namespace {

std::filesystem::path record_of_failure(const RustInstallation& rust, const std::string& triple,
                                        const store::Store& store) {
  std::string whose = hex(sha256(rust.sysroot.string() + "\n" + rust.version)).substr(0, 16);
  return store.root() / "state/rustup-failures" / (triple + "-" + whose);
}

}  // namespace

host::Command rustup_target_add(const std::filesystem::path& rustup, const RustInstallation& rust,
                                const std::string& triple) {
  host::Command command;
  // A toolchain of rustup is called as its directory is.
  command.argv = {rustup.string(), "target", "add", "--toolchain", rust.sysroot.filename().string(),
                  triple};
  // With backtraces on, the chain of causes is spread over many lines.
  command.environment["RUST_BACKTRACE"] = "0";
  command.deadline = rustup_deadline;
  return command;
}

std::string cause_of_rustup_failure(std::string_view stderr_text) {
  constexpr std::string_view mark = "error: ";
  constexpr std::string_view link = ": ";
  for (std::string_view line : lines(stderr_text)) {
    if (!line.starts_with(mark)) continue;
    std::string_view chain = trimmed(line.substr(mark.size()));
    std::size_t first = chain.find(link);
    std::size_t last = chain.rfind(link);
    if (first == std::string_view::npos) return printable(chain);
    return printable(chain.substr(0, first)) + " (" + printable(chain.substr(last + link.size())) +
           ")";
  }
  return "it said nothing that ashore understands";
}

Expected<void> add_with_rustup(const std::filesystem::path& rustup, const RustInstallation& rust,
                               const std::string& triple, host::Host& host,
                               const store::Store& store) {
  host::Command command = rustup_target_add(rustup, rust, triple);
  Expected<host::ProcessOutput> output = host.processes.run(command);
  if (output && succeeded(output->status)) return {};
  if (!output && output.error().kind() == ErrorKind::cancelled) {
    return Failure(std::move(output).error());
  }

  std::string why = output ? cause_of_rustup_failure(output->err) : output.error().message();
  std::filesystem::path record = record_of_failure(rust, triple, store);
  TRY(host::make_directories(record.parent_path()));
  TRY(host::write_file(record, why + "\n"));
  return failure(ErrorKind::toolchain, "rustup cannot add std for " + triple + ": " + why);
}

bool rustup_failed_lately(const RustInstallation& rust, const std::string& triple,
                          const store::Store& store) {
  std::error_code absent;
  std::filesystem::file_time_type when =
      std::filesystem::last_write_time(record_of_failure(rust, triple, store), absent);
  if (absent) return false;
  return std::filesystem::file_time_type::clock::now() - when < rustup_rest;
}

}  // namespace ashore::provision
