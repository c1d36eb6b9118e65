// SPDX-License-Identifier: Apache-2.0
#include "ashore/elf/code_roots.h"

#include "ashore/elf/address_set.h"
#include "ashore/elf/format.h"
#include "ashore/elf/relocated_words.h"
#include "ashore/elf/sections.h"

namespace ashore::elf {

namespace {

// An array of functions before relocation: one place a word.
struct FunctionArray {
  std::uint64_t address = 0;
  std::vector<std::uint64_t> functions;

  void write(std::uint64_t place, std::uint64_t value, std::uint64_t word) {
    if (place < address || (place - address) % word != 0) return;
    std::uint64_t index = (place - address) / word;
    if (index < functions.size()) functions[index] = value;
  }
};

// Loaders skip both marks of an empty slot.
std::vector<std::uint64_t> called(const FunctionArray& array, bool is_64) {
  std::uint64_t none = is_64 ? ~std::uint64_t{0} : 0xFFFFFFFF;
  std::vector<std::uint64_t> functions;
  for (std::uint64_t function : array.functions) {
    if (function != 0 && function != none) functions.push_back(function);
  }
  return functions;
}

Expected<FunctionArray> array_at(const LoadedImage& image, const DynamicRange& range,
                                 std::string_view what) {
  FunctionArray array;
  if (!range.address || range.size.value_or(0) == 0) return array;
  TRY_ASSIGN(std::span<const std::byte> bytes, image.part(*range.address, *range.size, what));
  Source words{ByteReader(bytes, image.endian()), image.is_64()};
  array.address = *range.address;
  array.functions.reserve(bytes.size() / image.word_size());
  for (std::uint64_t at = 0; bytes.size() - at >= image.word_size(); at += image.word_size())
    array.functions.push_back(*words.word(at));
  return array;
}

struct Arrays {
  DynamicRange preinit, init, fini;
};

Arrays arrays_by_sections(const LoadedImage& image) {
  constexpr std::uint32_t sht_init_array = 14, sht_fini_array = 15, sht_preinit_array = 16;
  ElfFacts facts;
  facts.bits = image.is_64() ? 64 : 32;
  facts.endian = image.endian();
  Arrays arrays;
  Expected<std::vector<Section>> all = sections(image.file(), facts);
  if (!all) return arrays;
  for (const Section& section : *all) {
    // What lies elsewhere than the segments say is not believed.
    if (image.offset_of(section.address, section.size) != section.offset) continue;
    DynamicRange range{section.address, section.size, {}};
    if (section.type == sht_init_array) arrays.init = range;
    if (section.type == sht_fini_array) arrays.fini = range;
    if (section.type == sht_preinit_array) arrays.preinit = range;
  }
  return arrays;
}

void add_code(const LoadedImage& image, std::uint64_t value, AddressSet& set) {
  // The lowest bit chooses Thumb, microMIPS or MIPS16.
  if (image.is_code(value & ~std::uint64_t{1})) set.add(value);
}

}  // namespace

Expected<StartCode> start_code(const LoadedImage& image) {
  const DynamicEntries& entries = image.dynamic();
  Arrays arrays{entries.preinit_array, entries.init_array, entries.fini_array};
  if (!image.has_dynamic_section()) arrays = arrays_by_sections(image);
  TRY_ASSIGN(FunctionArray preinit,
             array_at(image, arrays.preinit, "functions before start (DT_PREINIT_ARRAY)"));
  TRY_ASSIGN(FunctionArray init,
             array_at(image, arrays.init, "functions at start (DT_INIT_ARRAY)"));
  TRY_ASSIGN(FunctionArray fini, array_at(image, arrays.fini, "functions at exit (DT_FINI_ARRAY)"));
  TRY(for_each_relocated_word(image, [&](const RelocatedWord& word) {
    for (FunctionArray* array : {&preinit, &init, &fini})
      array->write(word.place, word.value, image.word_size());
  }));
  StartCode start;
  if (image.entry() != 0) start.entry = image.entry();
  start.init = entries.init;
  start.fini = entries.fini;
  start.preinit_array = called(preinit, image.is_64());
  start.init_array = called(init, image.is_64());
  start.fini_array = called(fini, image.is_64());
  return start;
}

Expected<RelocatedCode> relocated_code(const LoadedImage& image) {
  AddressSet addresses, resolvers;
  TRY(for_each_relocated_word(image, [&](const RelocatedWord& word) {
    add_code(image, word.value, word.is_resolver ? resolvers : addresses);
  }));
  return RelocatedCode{addresses.take(), resolvers.take()};
}

std::vector<std::uint64_t> possible_code_pointers(const LoadedImage& image) {
  AddressSet found;
  for (const LoadedBytes& loaded : image.loaded()) {
    Source source{ByteReader(loaded.bytes, image.endian()), image.is_64()};
    std::uint64_t word = image.word_size();
    for (std::uint64_t at = (word - loaded.address % word) % word;
         at <= loaded.bytes.size() && loaded.bytes.size() - at >= word; at += word)
      add_code(image, *source.word(at), found);
  }
  return found.take();
}

}  // namespace ashore::elf
