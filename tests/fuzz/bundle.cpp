// SPDX-License-Identifier: Apache-2.0
// Archives of sources and of stores, and the records of a store: whatever they say, nothing is
// written outside, and a record that is read can be written and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string_view>
#include <system_error>

#include "ashore/host/archive.h"
#include "ashore/host/files.h"
#include "ashore/store/record.h"

namespace {

namespace fs = std::filesystem;

void require(bool holds) {
  if (!holds) std::abort();
}

void read_as_record(std::string_view text) {
  ashore::Expected<ashore::store::Record> record = ashore::store::read_record(text);
  if (!record) return;
  for (const ashore::store::RecordedFile& file : record->files)
    require(!file.path.empty() && file.path.front() != '/');
  ashore::Expected<ashore::store::Record> again =
      ashore::store::read_record(ashore::store::written(*record));
  require(again && again->files == record->files && again->key.name == record->key.name);
}

void unpack(std::span<const std::byte> bytes, ashore::host::Links links) {
  // /tmp/X/in is unpacked into; whatever leaves it shows in /tmp/X.
  ashore::Expected<ashore::host::TemporaryDirectory> around =
      ashore::host::TemporaryDirectory::create(fs::temp_directory_path(), "ashore-fuzz-");
  require(around.has_value());
  fs::path inside = around->path() / "in";
  require(ashore::host::make_directories(inside).has_value());
  ashore::host::Unpacking how;
  how.links = links;
  how.most_bytes = 1 << 20;
  how.most_read = 1 << 22;
  how.most_members = 50;
  ashore::Expected<ashore::host::Unpacked> unpacked =
      ashore::host::unpack(bytes, "input", inside, how);
  if (unpacked) require(unpacked->bytes <= how.most_bytes && unpacked->files <= how.most_members);
  for (const auto& entry : fs::directory_iterator(around->path())) require(entry.path() == inside);
  if (links == ashore::host::Links::as_they_are) return;
  fs::path home = fs::canonical(inside);
  for (const auto& entry : fs::recursive_directory_iterator(inside)) {
    if (!entry.is_symlink()) continue;
    fs::path target = fs::read_symlink(entry.path());
    require(target.is_relative());
    // Through all other links; a circle of them leads nowhere.
    std::error_code circle;
    fs::path meant = fs::weakly_canonical(entry.path(), circle);
    require(circle || (meant.string() + "/").starts_with(home.string() + "/"));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
  read_as_record({reinterpret_cast<const char*>(data), size});
  if (size % 2 == 0)
    unpack(bytes, ashore::host::Links::inside_only);
  else
    unpack(bytes, ashore::host::Links::as_they_are);
  return 0;
}
