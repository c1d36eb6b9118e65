// SPDX-License-Identifier: Apache-2.0
// One conversation with device.sh: offers a file, and hears what became of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/remote/session.h"

namespace ashore::ship {

struct Offer {
  std::string_view bytes;
  std::string name;  // for messages
  std::string goal;  // absolute path on the device
  std::string sha256;
  std::string md5;        // empty: not known
  std::string signature;  // empty: not compared
  std::string stamp;      // CCYYMMDDhhmm.SS, UTC
  std::string key;        // for the record; see shipment_key
  bool own_directory = false;
  bool overwrite_foreign = false;
};

struct Outcome {
  std::string word;      // of device.sh: "placed", "same", "foreign", ...; "no_room" is ours
  std::string argument;  // what stood behind it
  std::uint64_t bytes_sent = 0;
  std::optional<std::uint64_t> room;  // free bytes, where df could tell
  bool came_back_whole = false;       // after "read_back"
  std::string device_stderr;          // the reason in the device's own words
};

// What device.sh came to in the end; the digest was compared, there or here.
Expected<Outcome> make(const Offer& offer, remote::Session& session, Reporter& reporter);

}  // namespace ashore::ship
