// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/execution_ground.h"

#include <algorithm>
#include <utility>

#include "ashore/elf/format.h"
#include "ashore/elf/relocations.h"
#include "ashore/elf/symbols.h"

namespace ashore::verify {

namespace {

constexpr std::uint64_t bit_of_thumb = 1;

reach::Place place_of(CodeKey key) {
  bool is_thumb = (key & bit_of_thumb) != 0;
  return {key & ~bit_of_thumb, is_thumb ? reach::CodeKind::thumb : reach::CodeKind::a32};
}

CodeKey key_of(std::uint64_t address, reach::CodeKind kind) {
  return kind == reach::CodeKind::thumb ? address | bit_of_thumb : address;
}

}  // namespace

std::optional<ExecutionGround> ExecutionGround::of(const elf::LoadedImage& image,
                                                   const ElfFacts& facts) {
  if (facts.machine != elf::em_arm || image.endian() != Endian::little) return std::nullopt;
  Expected<reach::CodeView> view = reach::CodeView::of(image);
  Expected<reach::Descent> descent = reach::descend(image);
  if (!view || !descent || !descent->is_complete) return std::nullopt;
  ExecutionGround ground(image, facts, std::move(*view));
  for (const elf::CodeRange& range : image.code()) {
    ground.ranges_.push_back({range.address, range.address + range.size,
                              std::vector<std::uint16_t>(range.size / 2 + 1)});
    ground.code_size_ += range.size;
  }
  ground.read_code(*descent);
  ground.read_ways(*descent);
  ground.read_memory(facts);
  return ground;
}

std::uint8_t ExecutionGround::marks_of(CodeKey key) const {
  for (const Range& range : ranges_) {
    if (key < range.begin || key >= range.end) continue;
    std::uint16_t both = range.marks[(key - range.begin) / 2];
    return static_cast<std::uint8_t>((key & bit_of_thumb) != 0 ? both >> 8 : both & 0xff);
  }
  return 0;
}

void ExecutionGround::mark(CodeKey key, std::uint8_t marks) {
  for (Range& range : ranges_) {
    if (key < range.begin || key >= range.end) continue;
    unsigned shift = (key & bit_of_thumb) != 0 ? 8 : 0;
    range.marks[(key - range.begin) / 2] |= static_cast<std::uint16_t>(marks << shift);
  }
}

std::vector<CodeKey> ExecutionGround::keys_at(std::uint64_t address) const {
  std::vector<CodeKey> keys;
  for (CodeKey key : {address, address | bit_of_thumb})
    if (is_instruction(key)) keys.push_back(key);
  return keys;
}

flow::Step ExecutionGround::step(CodeKey key, bool conditional) const {
  return view_.step(place_of(key), conditional);
}

std::uint32_t ExecutionGround::word(CodeKey key, unsigned length) const {
  std::uint64_t address = key & ~bit_of_thumb;
  if ((key & bit_of_thumb) == 0) return code_.word(address).value_or(0);
  std::uint32_t first = code_.half(address).value_or(0);
  return length == 2 ? first : first << 16 | code_.half(address + 2).value_or(0);
}

flow::ArmOperation ExecutionGround::operation(CodeKey key, bool conditional) const {
  std::uint64_t address = key & ~bit_of_thumb;
  if ((key & bit_of_thumb) == 0)
    return flow::a32_operation(code_.word(address).value_or(0), address);
  return flow::thumb_operation(code_.half(address).value_or(0), code_.half(address + 2).value_or(0),
                               address, conditional);
}

// A number that is loaded and added to the place of an instruction is no address itself.
void ExecutionGround::note_distance(const flow::Step& step, LiteralsHeld& held) {
  bool adds_place = step.uses_pc && (step.first < held.size() || step.second < held.size());
  for (flow::Register reg : {step.first, step.second})
    if (adds_place && reg < held.size() && held[reg] != 0) distances_.insert(held[reg]);
  for (std::size_t reg = 0; reg < held.size(); ++reg)
    if ((step.writes >> reg & 1) != 0) held[reg] = 0;
  bool is_literal = step.effect == flow::Effect::load && step.data_size == 4;
  if (is_literal && step.to < held.size()) held[step.to] = step.data;
}

void ExecutionGround::read_code(const reach::Descent& descent) {
  std::vector<std::pair<CodeKey, std::uint8_t>> led_to;
  for (const reach::Reached& piece : descent.code) {
    unsigned it_left = 0;
    LiteralsHeld held{};
    for (std::uint64_t at = piece.begin; at < piece.end;) {
      CodeKey key = key_of(at, piece.kind);
      flow::Step now = step(key, it_left > 0);
      mark(key, instruction);
      note_distance(now, held);
      it_left = now.it_block != 0 ? now.it_block : it_left - (it_left > 0 ? 1 : 0);
      bool is_call = now.flow == flow::Flow::call;
      if (is_call || now.flow == flow::Flow::jump)
        led_to.emplace_back(key_of(now.target, now.target_kind),
                            is_call ? meeting | function : meeting);
      at += now.length == 0 ? 2 : now.length;
    }
  }
  for (const auto& [key, marks] : led_to)
    if (is_instruction(key)) mark(key, marks);
}

// Whether the instruction before it goes on to it.
bool ExecutionGround::is_run_into(CodeKey key) const {
  for (unsigned length : {2U, 4U}) {
    CodeKey before = key - length;
    if (((key & bit_of_thumb) == 0 && length == 2) || !is_instruction(before)) continue;
    flow::Step last = step(before, false);
    if (last.length == length && !last.ends_run()) return true;
  }
  return false;
}

// A number that is by chance a place within a function: labels whose addresses a program keeps come
// in tables, and what the unwinder reads holds distances.
bool ExecutionGround::is_alone(const reach::Made& made) const {
  constexpr std::uint64_t near = 1024;
  if (made.by != 0 || made.word == 0 || is_writable(made.word)) return false;
  // Tables between code are read by the jumps beside them.
  if (image_->is_code(made.word)) return true;
  auto is_label = [&](std::uint64_t word) {
    std::optional<std::uint64_t> value = image_->word_at(word);
    if (!value) return false;
    std::uint64_t to = *value & ~bit_of_thumb;
    return to + near > made.to && to < made.to + near;
  };
  return !is_label(made.word - 4) && !is_label(made.word + 4);
}

// What it leads to: the word tells whether it is Thumb code.
std::vector<CodeKey> ExecutionGround::keys_of(const reach::Made& made) const {
  std::vector<CodeKey> keys = keys_at(made.to);
  std::optional<std::uint64_t> word;
  if (made.word != 0) word = image_->word_at(made.word);
  if (word && (*word & ~bit_of_thumb) == made.to)
    std::erase_if(keys, [&](CodeKey key) { return key != *word; });
  return keys;
}

void ExecutionGround::read_ways(const reach::Descent& descent) {
  for (const reach::Made& made : descent.made) {
    for (CodeKey to : keys_of(made)) {
      bool may_be_chance = made.is_sum || is_alone(made);
      bool is_within = is_run_into(to) || is_meeting(to);
      if (may_be_chance && is_within && !is_function(to)) continue;
      if (distances_.contains(made.word)) continue;
      mark(to, meeting | function);
      if (made.by == 0) entries_.insert(to);
      for (CodeKey by : keys_at(made.by)) {
        made_[by].push_back(to);
        mark(by, gate);
      }
      if (made.by != 0 && keys_at(made.by).empty()) entries_.insert(to);
    }
  }
  for (const reach::Leap& leap : descent.leaps) {
    for (CodeKey to : keys_at(leap.to)) {
      mark(to, meeting);
      for (CodeKey from : keys_at(leap.from)) {
        (leap.is_unwinding ? pads_ : leaps_)[from].push_back(to);
        mark(from, gate);
      }
    }
  }
}

void ExecutionGround::read_memory(const ElfFacts& facts) {
  constexpr std::uint32_t pt_gnu_relro = 0x6474e552;
  for (const ElfSegment& segment : facts.segments) {
    Memory memory{segment.address, segment.address + segment.memory_size};
    if (segment.is_load() && segment.is_writable()) writable_.push_back(memory);
    if (segment.type == pt_gnu_relro) settled_.push_back(memory);
  }
  // A table that cannot be read leaves no word known.
  Expected<void> read = elf::for_each_relocation(*image_, [&](const elf::Relocation& relocation) {
    bool is_moved = relocation.kind == elf::RelocationKind::relative && !relocation.addend;
    (is_moved ? moved_ : loaders_).insert(relocation.place & ~std::uint64_t{3});
  });
  if (!read) settled_.clear(), writable_.clear();
  // Other files may write to what this one shows them.
  Expected<elf::SymbolTable> symbols = elf::dynamic_symbols(*image_);
  for (std::size_t i = 1; symbols && i < symbols->size(); ++i) {
    constexpr std::uint64_t most = 4096;
    elf::Symbol symbol = symbols->unnamed(i);
    if (!symbol.is_defined() || is_instruction(symbol.value)) continue;
    std::uint64_t size = std::clamp<std::uint64_t>(symbol.size, 1, most);
    for (std::uint64_t at = symbol.value & ~std::uint64_t{3}; at < symbol.value + size; at += 4)
      if (is_writable(at)) loaders_.insert(at);
  }
}

CodeSet ExecutionGround::instructions() const {
  CodeSet all(*image_);
  for (const Range& range : ranges_)
    for (std::uint64_t at = range.begin; at < range.end; ++at)
      if (is_instruction(at)) all.insert(at);
  return all;
}

bool ExecutionGround::is_writable(std::uint64_t address) const {
  return std::ranges::any_of(writable_, [&](const Memory& memory) {
    return address >= memory.begin && address < memory.end;
  });
}

std::optional<std::uint32_t> ExecutionGround::initial(std::uint64_t address) const {
  if (!is_writable(address) || loaders_.contains(address & ~std::uint64_t{3})) return std::nullopt;
  std::optional<std::span<const std::byte>> bytes = image_->bytes_at(address, 4);
  if (bytes) return ByteReader(*bytes, image_->endian()).u32(0);
  return 0;
}

std::optional<std::uint32_t> ExecutionGround::constant(std::uint64_t address, unsigned size) const {
  if (std::optional<std::uint64_t> fixed = view_.constant(address, size))
    return static_cast<std::uint32_t>(*fixed);
  bool is_settled = std::ranges::any_of(settled_, [&](const Memory& memory) {
    return address >= memory.begin && address + size <= memory.end;
  });
  if (!is_settled || size != 4 || address % 4 != 0) return std::nullopt;
  return initial(address);
}

std::vector<std::uint64_t> ExecutionGround::words_with(std::uint32_t number) const {
  std::vector<std::uint64_t> places;
  for (const elf::LoadedBytes& loaded : image_->loaded()) {
    ByteReader reader(loaded.bytes, image_->endian());
    for (std::uint64_t at = (4 - loaded.address % 4) % 4; at + 4 <= loaded.bytes.size(); at += 4)
      if (reader.u32(at) == number && !view_.is_header(loaded.address + at))
        places.push_back(loaded.address + at);
  }
  return places;
}

}  // namespace ashore::verify
