// SPDX-License-Identifier: Apache-2.0
#include "ashore/ship/ship.h"

#include <sys/stat.h>

#include <array>
#include <ctime>
#include <span>

#include "ashore/base/text.h"
#include "ashore/device/signature.h"
#include "ashore/host/files.h"
#include "ashore/ship/offer.h"

namespace ashore::ship {

namespace {

// The time of change of the file here, as `touch -t` reads it.
std::string stamp_of(const std::filesystem::path& path) {
  struct stat status = {};
  std::tm utc = {};
  std::array<char, 32> text{};
  if (::stat(path.c_str(), &status) != 0 || ::gmtime_r(&status.st_mtime, &utc) == nullptr)
    return {};
  return std::string(text.data(), std::strftime(text.data(), text.size(), "%Y%m%d%H%M.%S", &utc));
}

std::string directory_of(const std::string& goal) {
  std::size_t slash = goal.rfind('/');
  return slash == 0 ? "/" : goal.substr(0, slash);
}

// What a word of device.sh means when nothing was placed.
struct Refusal {
  std::string_view word, message, hint;  // {} is the goal, [] its directory
};

constexpr std::array<Refusal, 11> refusals = {{
    {"foreign", "`{}` is there already, and ashore did not put it there",
     "--force replaces it; --to PATH puts the program elsewhere"},
    {"foreign_directory", "`[]` belongs to somebody else on the device",
     "--to PATH puts the program elsewhere"},
    {"is_directory", "`{}` is a directory on the device", "add the file's name to --to"},
    {"no_directory", "the device has no directory `[]`", "make it there first, or choose another"},
    {"unwritable", "the device cannot write in `[]`",
     "a read-only or full file system? --to PATH puts the program elsewhere"},
    {"unfinished", "the device could not take all of the file in `[]`",
     "is the place full? --to PATH puts the program elsewhere"},
    {"damaged", "the file arrived damaged in `[]` and was thrown away", "try again"},
    {"not_executable", "nothing can be executed in `[]`: it is mounted noexec",
     "--to PATH puts the program elsewhere"},
    {"busy", "another ashore has been sending `{}` for a minute", "try again when it is done"},
    {"missing", "the device lacks a command without which no file is placed safely", ""},
    {"no_room", "there is no room for the program in `[]` on the device",
     "remove what is not needed there, or --to PATH puts the program elsewhere"},
}};

std::string filled(std::string_view text, const std::string& goal) {
  std::string result(text);
  if (std::size_t at = result.find("{}"); at != std::string::npos) result.replace(at, 2, goal);
  if (std::size_t at = result.find("[]"); at != std::string::npos) {
    result.replace(at, 2, directory_of(goal));
  }
  return result;
}

Error refused(const Offer& offer, const Outcome& outcome) {
  for (const Refusal& refusal : refusals) {
    if (refusal.word != outcome.word) continue;
    std::string message = filled(refusal.message, printable(offer.goal));
    if (outcome.word == "no_room") {
      message += ": it takes " + human_bytes(offer.bytes.size()) + " beside what is there, and " +
                 human_bytes(outcome.room.value_or(0)) + " are free";
    } else if (outcome.word == "missing") {
      message += ": " + printable(outcome.argument);
    } else if (std::string words = printable(trimmed(outcome.device_stderr)); !words.empty()) {
      message += " (" + words + ")";
    }
    Error error(ErrorKind::device, std::move(message));
    if (refusal.hint.empty()) return error;
    return std::move(error).hint(std::string(refusal.hint));
  }
  return Error(ErrorKind::device, "the device answered `" + printable(outcome.word) +
                                      "` when it was sent `" + offer.name + "`");
}

}  // namespace

Expected<Shipment> ship(const Cleared& cleared, const DeviceFacts& device, remote::Session& session,
                        const Request& request, bool& device_changed, Reporter& reporter) {
  device_changed = false;
  const Artifact& artifact = cleared.artifact();
  TRY_ASSIGN(std::string bytes, host::read_file(artifact.path));
  // What was checked is what is sent.
  if (sha256(bytes) != artifact.digest) {
    return failure(ErrorKind::host,
                   "`" + artifact.path.string() + "` changed after it was checked");
  }
  Shipment shipment;
  TRY_ASSIGN(shipment.remote_path, remote_path(artifact.name, artifact.size, device, request));
  shipment.digest = artifact.digest;
  Offer offer{.bytes = bytes,
              .name = artifact.name,
              .goal = shipment.remote_path,
              .sha256 = hex(artifact.digest),
              .md5 = md5_hex(std::as_bytes(std::span(bytes))).value_or(""),
              .signature = device.signature,
              .stamp = stamp_of(artifact.path),
              .key = shipment_key(artifact.digest, device.signature),
              .own_directory = !request.to,
              .overwrite_foreign = request.overwrite_foreign};
  TRY_ASSIGN(Outcome outcome, make(offer, session, reporter));
  shipment.bytes_sent = outcome.bytes_sent;
  if (outcome.word == "device_differs") {
    device_changed = true;
    return shipment;
  }
  if (outcome.word != "placed" && outcome.word != "same") return Failure(refused(offer, outcome));
  return shipment;
}

}  // namespace ashore::ship
