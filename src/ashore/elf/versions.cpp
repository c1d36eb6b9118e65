// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/versions.h"

#include <algorithm>

#include <fmt/format.h>

#include "ashore/elf/format.h"

namespace ashore::elf {

namespace {

constexpr std::uint16_t version_index_mask = 0x7FFF, version_hidden = 0x8000;
constexpr std::uint16_t flag_base = 1, flag_weak = 2;

// What both chains go through: links are offsets forward from their own record.
class Chain {
 public:
  Chain(const LoadedImage& image, std::span<const std::byte> records,
        std::span<const std::byte> strings, std::string_view what)
      : records_(records, image.endian()), strings_(strings), what_(what) {}

  // Counts one record of `size` bytes, which must be there.
  Expected<void> require(std::uint64_t at, std::uint64_t size) {
    if (++seen_ > version_limit)
      return failure(ErrorKind::bad_input,
                     fmt::format("{}: more than {} records", what_, version_limit));
    if (!records_.slice(at, size))
      return failure(ErrorKind::bad_input,
                     fmt::format("{}: the record at {:#x} of {:#x} bytes ends after its segment",
                                 what_, at, records_.size()));
    return {};
  }
  const ByteReader& records() const { return records_; }
  Expected<std::string> name(std::uint64_t at) const {
    return string_at(strings_, *records_.u32(at), what_);
  }

 private:
  ByteReader records_;
  std::span<const std::byte> strings_;
  std::string_view what_;
  std::size_t seen_ = 0;
};

Expected<Chain> chain_at(const LoadedImage& image, std::uint64_t address, std::string_view what) {
  const DynamicRange& strings = image.dynamic().strings;
  TRY(image.part(address, 1, what));
  TRY_ASSIGN(
      std::span<const std::byte> names,
      image.part(strings.address.value_or(0), strings.size.value_or(0), "dynamic string table"));
  return Chain(image, *image.rest_at(address), names, what);
}

// Elf_Verneed, one a library, each with its chain of Elf_Vernaux.
Expected<void> read_needed(const LoadedImage& image, std::vector<NeededVersion>& needed) {
  const DynamicEntries& entries = image.dynamic();
  if (!entries.version_needs) return {};
  TRY_ASSIGN(Chain chain, chain_at(image, *entries.version_needs, "version needs"));
  std::uint64_t at = 0;
  for (std::uint64_t left = entries.version_need_count.value_or(0); left > 0; --left) {
    TRY(chain.require(at, 16));
    TRY_ASSIGN(std::string library, chain.name(at + 4));
    std::uint64_t name_at = at + *chain.records().u32(at + 8);
    for (unsigned names = *chain.records().u16(at + 2); names > 0; --names) {
      TRY(chain.require(name_at, 16));
      TRY_ASSIGN(std::string version, chain.name(name_at + 8));
      std::uint16_t index = *chain.records().u16(name_at + 6) & version_index_mask;
      bool weak = (*chain.records().u16(name_at + 4) & flag_weak) != 0;
      needed.push_back({library, std::move(version), index, weak});
      std::uint32_t step = *chain.records().u32(name_at + 12);
      if (step == 0) break;
      name_at += step;
    }
    std::uint32_t step = *chain.records().u32(at + 12);
    if (step == 0) break;
    at += step;
  }
  return {};
}

// Elf_Verdef; the first Elf_Verdaux is its name, further ones are its parents.
Expected<void> read_defined(const LoadedImage& image, std::vector<DefinedVersion>& defined) {
  const DynamicEntries& entries = image.dynamic();
  if (!entries.version_definitions) return {};
  TRY_ASSIGN(Chain chain, chain_at(image, *entries.version_definitions, "version definitions"));
  std::uint64_t at = 0;
  for (std::uint64_t left = entries.version_definition_count.value_or(0); left > 0; --left) {
    TRY(chain.require(at, 20));
    const ByteReader& records = chain.records();
    std::uint16_t flags = *records.u16(at + 2);
    std::uint64_t name_at = at + *records.u32(at + 12);
    TRY(chain.require(name_at, 8));
    TRY_ASSIGN(std::string version, chain.name(name_at));
    std::uint16_t index = *records.u16(at + 4) & version_index_mask;
    defined.push_back(
        {std::move(version), index, (flags & flag_base) != 0, (flags & flag_weak) != 0});
    std::uint32_t step = *records.u32(at + 16);
    if (step == 0) break;
    at += step;
  }
  return {};
}

}  // namespace

void SymbolVersions::index_names() {
  std::size_t greatest = 0;
  for (const NeededVersion& version : needed_)
    greatest = std::max<std::size_t>(greatest, version.index);
  for (const DefinedVersion& version : defined_)
    greatest = std::max<std::size_t>(greatest, version.index);
  by_index_.assign(greatest + 1, 0);  // indices have 15 bits
  std::uint32_t place = 0;
  for (const NeededVersion& version : needed_) by_index_[version.index] = ++place;
  for (const DefinedVersion& version : defined_) by_index_[version.index] = ++place;
}

VersionOfSymbol SymbolVersions::of_symbol(std::size_t index) const {
  std::optional<std::uint16_t> field = of_symbols_.u16(2 * std::uint64_t{index});
  if (!field) return {};
  std::uint16_t version = *field & version_index_mask;
  // 0 is local and 1 is global without a version.
  if (version < 2 || version >= by_index_.size() || by_index_[version] == 0) return {};
  std::size_t place = by_index_[version] - 1;
  if (place < needed_.size()) return {needed_[place].version, needed_[place].library, false};
  return {defined_[place - needed_.size()].version, {}, (*field & version_hidden) != 0};
}

Expected<SymbolVersions> symbol_versions(const LoadedImage& image) {
  SymbolVersions versions;
  TRY(read_needed(image, versions.needed_));
  TRY(read_defined(image, versions.defined_));
  if (std::optional<std::uint64_t> address = image.dynamic().symbol_versions) {
    TRY(image.part(*address, 2, "versions of symbols (DT_VERSYM)"));
    versions.of_symbols_ = ByteReader(*image.rest_at(*address), image.endian());
  }
  versions.index_names();
  return versions;
}

}  // namespace ashore::elf
