// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/entered_data.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "ashore/elf/code_roots.h"
#include "ashore/reach/code_view.h"
#include "ashore/verify/code_words.h"

namespace ashore::verify {

namespace {

using reach::CodeKind;
using reach::Place;
using reach::Step;

CodeKind kind_of(isa::Mode mode) {
  return mode == isa::Mode::thumb ? CodeKind::thumb : CodeKind::a32;
}

bool is_call(const Step& step) {
  return step.flow == reach::Flow::call || step.flow == reach::Flow::call_through;
}

bool has_target(const Step& step) {
  return step.flow == reach::Flow::jump || step.flow == reach::Flow::call;
}

struct PlaceHash {
  std::size_t operator()(const Place& place) const {
    return std::hash<std::uint64_t>()(place.address * 4 + static_cast<unsigned>(place.kind));
  }
};

class Search {
 public:
  Search(const reach::CodeView& view, const std::vector<Stretch>& pieces, Endian code_endian)
      : view_(view), pieces_(pieces), code_endian_(code_endian) {}

  void walk_code() {
    for (std::size_t i = 0; i < pieces_.size(); ++i)
      if (pieces_[i].knowledge == Knowledge::code) walk(i);
    std::ranges::sort(constants_);
    std::ranges::sort(targets_);
    targets_.erase(std::unique(targets_.begin(), targets_.end()), targets_.end());
    enter_by_falls();
    for (std::uint64_t target : targets_) enter_at(target);
    targets_.clear();
    for (std::size_t i = 0; i < pieces_.size(); ++i)
      if (is_thumb(pieces_[i])) check_boundaries(pieces_[i]);
  }

  // Of a pointer: with Thumb's bit.
  void enter_by_pointer(std::uint64_t pointer, bool may_be_a_table) {
    std::optional<Place> place = view_.place_of(pointer);
    if (!place) return;
    const Stretch* stretch = at(place->address);
    if (stretch == nullptr || stretch->knowledge == Knowledge::data) return;
    // A pointer to code in the wrong mode may be one to something else; to literals it is an entry.
    if (may_be_a_table && stretch->knowledge == Knowledge::code) return;
    // Any number may look like an odd address; in a program without Thumb none is one.
    if (may_be_a_table && !has_kind(place->kind)) return;
    enter(*place, may_be_a_table ? Way::pointer : Way::branch);
  }

  std::vector<Stretch> take() {
    for (std::size_t i = 0; i < to_do_.size(); ++i) {
      Start start = to_do_[i];
      run_on(start);
    }
    std::ranges::sort(found_, {}, &Stretch::begin);
    return std::move(found_);
  }

 private:
  enum class Way {
    branch,      // or what is as good as one
    after_call,  // which may not come back
    pointer,     // which may be none
  };
  struct Start {
    Place place;
    Way way = Way::branch;
  };

  bool has_kind(CodeKind kind) const {
    return std::ranges::any_of(pieces_, [kind](const Stretch& stretch) {
      return stretch.knowledge == Knowledge::code && kind_of(stretch.mode) == kind;
    });
  }

  static bool is_thumb(const Stretch& stretch) {
    return stretch.knowledge == Knowledge::code && stretch.mode == isa::Mode::thumb;
  }

  const Stretch* at(std::uint64_t address) const {
    auto after = std::ranges::upper_bound(pieces_, address, {}, &Stretch::begin);
    if (after == pieces_.begin()) return nullptr;
    const Stretch& stretch = *std::prev(after);
    return address < stretch.end ? &stretch : nullptr;
  }

  bool is_known_code(const Place& place) const {
    const Stretch* stretch = at(place.address);
    return stretch != nullptr && stretch->knowledge == Knowledge::code &&
           kind_of(stretch->mode) == place.kind;
  }

  bool is_any_code(const Place& place) const {
    const Stretch* stretch = at(place.address);
    return stretch != nullptr && stretch->knowledge == Knowledge::code;
  }

  // Bytes of which nothing is known are read in every way already.
  bool is_unknown(const Place& place) const {
    const Stretch* stretch = at(place.address);
    return stretch == nullptr || stretch->knowledge == Knowledge::unknown;
  }

  void enter(const Place& place, Way way) {
    if (!view_.is_code(place.address) || is_known_code(place) || is_unknown(place)) return;
    if (entered_.insert(place).second) to_do_.push_back({place, way});
  }

  static std::uint64_t packed(const Place& place) {
    return place.address * 4 + static_cast<unsigned>(place.kind);
  }

  void enter_at(std::uint64_t target) {
    Place place{target / 4, static_cast<CodeKind>(target % 4)};
    if (is_known_code(place)) {
      if (place.kind == CodeKind::thumb) thumb_targets_.push_back(place.address);
      return;
    }
    enter(place, Way::branch);
  }

  // Where a piece of code ends and what it may run into.
  struct Fall {
    Place place;
    Step last;                  // before what only fills the space up
    std::uint64_t filling = 0;  // where that begins
  };

  bool is_nop(const Place& place, const Step& step) const {
    std::optional<std::span<const std::byte>> bytes =
        view_.image().bytes_at(place.address, step.length);
    if (!bytes) return false;
    ByteReader reader(*bytes, code_endian_);
    if (step.length == 2) return reader.u16(0) == 0xbf00 || reader.u16(0) == 0x46c0;
    return place.kind == CodeKind::a32 &&
           (reader.u32(0) == 0xe320f000 || reader.u32(0) == 0xe1a00000);
  }

  // Everything that one piece of code says about others.
  void walk(std::size_t index) {
    const Stretch& piece = pieces_[index];
    Place place{piece.begin, kind_of(piece.mode)};
    unsigned conditional = 0;
    Fall fall{place, {}, piece.begin};
    while (place.address < piece.end) {
      Step step = view_.step(place, conditional > 0);
      if (step.length == 0) {
        place.address += place.kind == CodeKind::thumb ? 2 : 4;
        fall.last = step;
        fall.filling = place.address;
        continue;
      }
      conditional = step.it_block > 0 ? step.it_block : conditional - (conditional > 0 ? 1 : 0);
      if (has_target(step)) targets_.push_back(packed({step.target, step.target_kind}));
      for (unsigned i = 0; i < step.data_size; i += 4) constants_.push_back(step.data + i);
      bool fills = is_nop(place, step);
      place.address += step.length;
      if (fills) continue;
      fall.last = step;
      fall.filling = place.address;
    }
    fall.place = place;
    if (fall.last.length != 0) falls_.push_back(fall);
  }

  // Instructions that fill up space behind the last one count if something leads there.
  void enter_by_falls() {
    for (const Fall& fall : falls_) {
      auto target = std::ranges::lower_bound(targets_, fall.filling * 4);
      bool is_led_to = target != targets_.end() && *target / 4 < fall.place.address;
      if (is_led_to)
        enter(fall.place, Way::branch);
      else if (!fall.last.ends_run())
        enter(fall.place, is_call(fall.last) ? Way::after_call : Way::branch);
    }
  }

  // A branch into the middle of an instruction begins another one there.
  void check_boundaries(const Stretch& piece) {
    auto target = std::ranges::lower_bound(thumb_targets_, piece.begin);
    Place place{piece.begin, CodeKind::thumb};
    while (target != thumb_targets_.end() && *target < piece.end) {
      while (place.address < *target) {
        Step step = view_.step(place, false);
        place.address += step.length == 0 ? 2 : step.length;
      }
      Place wanted{*target++, CodeKind::thumb};
      if (place.address != wanted.address && entered_.insert(wanted).second)
        to_do_.push_back({wanted, Way::branch});
    }
  }

  bool is_constant(std::uint64_t address) const {
    return std::ranges::binary_search(constants_, address);
  }

  // Runs from an entry through what is not known to be code of that mode.
  void run_on(const Start& start) {
    Place place = start.place;
    std::uint64_t begin = place.address;
    unsigned conditional = 0;
    auto close = [&] { add(begin, place); };
    while (view_.is_code(place.address)) {
      bool is_first = place == start.place;
      if (is_unknown(place)) break;
      if (!is_first && (is_known_code(place) || !entered_.insert(place).second)) break;
      if (start.way != Way::branch && (is_constant(place.address) || is_any_code(place))) break;
      Step step = view_.step(place, conditional > 0);
      // Not an instruction: LLVM may know better than the tables that branches are followed by.
      unsigned length = step.length == 0 ? 4U : step.length;
      place.address += length;
      if (step.length == 0) break;
      conditional = step.it_block > 0 ? step.it_block : conditional - (conditional > 0 ? 1 : 0);
      if (has_target(step)) enter({step.target, step.target_kind}, start.way);
      if (step.ends_run()) break;
    }
    close();
  }

  void add(std::uint64_t begin, const Place& end) {
    if (begin >= end.address) return;
    isa::Mode mode = end.kind == CodeKind::thumb ? isa::Mode::thumb : isa::Mode::a32;
    found_.push_back({begin, end.address, Knowledge::unknown, mode});
  }

  const reach::CodeView& view_;
  const std::vector<Stretch>& pieces_;
  Endian code_endian_;
  std::vector<std::uint64_t> targets_, thumb_targets_, constants_;
  std::unordered_set<Place, PlaceHash> entered_;
  std::vector<Fall> falls_;
  std::vector<Start> to_do_;
  std::vector<Stretch> found_;
};

}  // namespace

std::vector<Stretch> entered_data(const elf::LoadedImage& image, const Functions& functions,
                                  const std::vector<Stretch>& pieces) {
  Expected<ElfFacts> facts = elf::read_head(image.file());
  if (!facts) return {};
  Expected<reach::CodeView> view = reach::CodeView::of(image);
  if (!view || !view->is_arm()) return {};
  Search search(*view, pieces, code_endian(*facts));
  search.walk_code();
  if (image.entry() != 0) search.enter_by_pointer(image.entry(), false);
  for (const Function& function : functions.all())
    if (function.is_typed) search.enter_by_pointer(function.pointer(), false);
  Expected<elf::RelocatedCode> relocated = elf::relocated_code(image);
  if (relocated)
    for (std::uint64_t pointer : relocated->addresses) search.enter_by_pointer(pointer, true);
  if (view->has_fixed_addresses())
    for (std::uint64_t pointer : elf::possible_code_pointers(image))
      search.enter_by_pointer(pointer, true);
  return search.take();
}

}  // namespace ashore::verify
