// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/loaded_image.h"

#include <algorithm>

#include <fmt/format.h>

#include "ashore/elf/format.h"

namespace ashore::elf {

namespace {

Expected<std::vector<ElfSegment>> loads_of(const Source& source, const ElfFacts& facts) {
  std::vector<ElfSegment> loads;
  for (const ElfSegment& segment : facts.segments) {
    if (!segment.is_load() || segment.memory_size == 0) continue;
    TRY(part(source, segment.offset, segment.file_size, "loaded segment"));
    loads.push_back(segment);
  }
  // A thousand segments of the same bytes would be a thousand files to whoever looks at them all.
  std::uint64_t total = 0;
  for (const ElfSegment& load : loads) total += load.file_size;
  if (total > 2 * source.reader.size())
    return failure(ErrorKind::bad_input,
                   fmt::format("program headers: {:#x} bytes to load from a file of {:#x}", total,
                               source.reader.size()));
  std::ranges::sort(loads, {}, &ElfSegment::address);
  for (std::size_t i = 1; i < loads.size(); ++i) {
    // No sum: address and size are from the file.
    if (loads[i].address - loads[i - 1].address < loads[i - 1].memory_size)
      return failure(ErrorKind::bad_input,
                     fmt::format("program headers: the segments at addresses {:#x} and {:#x} "
                                 "overlap",
                                 loads[i - 1].address, loads[i].address));
  }
  return loads;
}

}  // namespace

Expected<LoadedImage> LoadedImage::of(std::span<const std::byte> file, const ElfFacts& facts) {
  LoadedImage image;
  image.file_ = file;
  image.is_64_ = facts.bits == 64;
  image.endian_ = facts.endian;
  image.machine_ = facts.machine;
  image.type_ = facts.type;
  image.entry_ = facts.entry;
  Source source{ByteReader(file, facts.endian), image.is_64_};
  TRY_ASSIGN(image.loads_, loads_of(source, facts));
  for (const ElfSegment& load : image.loads_) {
    if (load.is_executable() && load.file_size > 0)
      image.code_.push_back({load.address, load.offset, load.file_size, load.is_writable()});
  }
  for (const ElfSegment& segment : facts.segments) {
    if (segment.type != pt_dynamic) continue;
    image.has_dynamic_section_ = true;
    TRY_ASSIGN(image.dynamic_, dynamic_entries(source, facts, segment));
    break;
  }
  return image;
}

const ElfSegment* LoadedImage::segment_of(std::uint64_t address) const {
  std::vector<ElfSegment>::const_iterator next =
      std::ranges::upper_bound(loads_, address, {}, &ElfSegment::address);
  if (next == loads_.begin()) return nullptr;
  const ElfSegment& segment = *std::prev(next);
  return address - segment.address < segment.file_size ? &segment : nullptr;
}

std::vector<LoadedBytes> LoadedImage::loaded() const {
  std::vector<LoadedBytes> all;
  for (const ElfSegment& load : loads_) {
    std::optional<std::span<const std::byte>> bytes =
        ByteReader(file_, endian_).slice(load.offset, load.file_size);
    if (bytes && !bytes->empty()) all.push_back({load.address, *bytes});
  }
  return all;
}

bool LoadedImage::is_code(std::uint64_t address) const {
  // Most words of a file are no addresses of code, and this is asked of every word.
  if (code_.empty() || address < code_.front().address) return false;
  if (address >= code_.back().address && address - code_.back().address >= code_.back().size)
    return false;
  const ElfSegment* segment = segment_of(address);
  return segment != nullptr && segment->is_executable();
}

std::optional<std::span<const std::byte>> LoadedImage::rest_at(std::uint64_t address) const {
  const ElfSegment* segment = segment_of(address);
  if (segment == nullptr) return std::nullopt;
  std::uint64_t within = address - segment->address;
  return ByteReader(file_, endian_).slice(segment->offset + within, segment->file_size - within);
}

std::optional<std::uint64_t> LoadedImage::offset_of(std::uint64_t address,
                                                    std::uint64_t length) const {
  const ElfSegment* segment = segment_of(address);
  if (segment == nullptr) return std::nullopt;
  std::uint64_t within = address - segment->address;
  if (length > segment->file_size - within) return std::nullopt;
  return segment->offset + within;
}

std::optional<std::span<const std::byte>> LoadedImage::bytes_at(std::uint64_t address,
                                                                std::uint64_t length) const {
  if (length == 0) return std::span<const std::byte>();
  std::optional<std::uint64_t> offset = offset_of(address, length);
  if (!offset) return std::nullopt;
  return ByteReader(file_, endian_).slice(*offset, length);
}

Expected<std::span<const std::byte>> LoadedImage::part(std::uint64_t address, std::uint64_t length,
                                                       std::string_view what) const {
  if (std::optional<std::span<const std::byte>> bytes = bytes_at(address, length)) return *bytes;
  return failure(
      ErrorKind::bad_input,
      fmt::format("{}: {:#x} bytes at address {:#x} are not in the file", what, length, address));
}

std::optional<std::uint64_t> LoadedImage::word_at(std::uint64_t address) const {
  std::optional<std::span<const std::byte>> bytes = bytes_at(address, word_size());
  if (!bytes) return std::nullopt;
  return Source{ByteReader(*bytes, endian_), is_64_}.word(0);
}

}  // namespace ashore::elf
