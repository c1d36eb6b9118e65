// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/number_flow.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "ashore/verify/code_graph.h"

namespace ashore::verify {

namespace {

// Of one system call: wrappers that everybody calls have some hundred callers.
constexpr std::size_t most_steps = 20'000;
// Of all system calls of a program together: in bytes of which nothing is known many look like one.
constexpr std::size_t steps_besides = 1'000'000, steps_per_byte = 3;

constexpr unsigned always = 14;

// Where the number is before the instruction at `place`, and what is added to it on its way.
struct Waypoint {
  Place place;
  bool on_stack = false;
  std::int64_t where = 0;  // the register, or the place relative to the stack pointer
  std::uint64_t added = 0;
  unsigned refuted = always;  // a condition that the flags do not meet on this way
  auto operator<=>(const Waypoint&) const = default;
};

class Walk {
 public:
  Walk(const CodeGraph& graph, std::span<const std::uint64_t> pointers, Place site, bool is_64)
      : graph_(graph), pointers_(pointers), is_64_(is_64) {
    site_.address = site.address;
    site_.mode = graph.mode(site);
    go_to({site, false, convention_of(site_.mode).number, 0});
  }

  // Takes the steps that it needs from those that are left.
  SystemCallSite done(std::size_t& steps_left) && {
    std::size_t most = std::min(most_steps, steps_left);
    while (!waiting_.empty()) {
      if (seen_.size() > most) {
        site_.is_open = true;
        break;
      }
      Waypoint next = waiting_.back();
      waiting_.pop_back();
      come_from_everywhere(next);
    }
    steps_left -= std::min(steps_left, seen_.size());
    return std::move(site_);
  }

 private:
  void go_to(const Waypoint& waypoint) {
    if (seen_.insert(waypoint).second) waiting_.push_back(waypoint);
  }

  void arrived(std::uint64_t value, std::uint64_t origin) {
    if (!is_64_) value &= 0xffffffff;
    Arrival arrival{value, origin};
    if (std::ranges::find(site_.arrivals, arrival) == site_.arrivals.end())
      site_.arrivals.push_back(arrival);
  }

  bool is_pointed_to(const Place& place) const {
    std::uint64_t address = place.address | (graph_.mode(place) == isa::Mode::thumb ? 1 : 0);
    return std::ranges::binary_search(pointers_, address);
  }

  void come_from_everywhere(const Waypoint& here) {
    bool somehow = come_from_before(here);
    for (const Way& way : graph_.ways_to(here.place)) {
      somehow = true;
      std::optional<Effect> jump = graph_.effect(way.source);
      Waypoint there = here;
      there.place = way.source;
      if (jump && jump->is_delayed) {
        there.place.address += 4;
        pass_back(there);
      } else {
        go_to(there);
      }
    }
    if (!somehow || is_pointed_to(here.place)) site_.is_open = true;
  }

  // A call at the end of one function that stands before the beginning of another does not come
  // back.
  bool is_called(const Place& place) const {
    return std::ranges::any_of(graph_.ways_to(place), [&](const Way& way) {
      std::optional<Effect> effect = graph_.effect(way.source);
      return effect && effect->is_call;
    });
  }

  // False: nothing falls through to here.
  bool come_from_before(const Waypoint& here) {
    std::optional<Place> before = graph_.before(here.place);
    if (!before) return false;
    std::optional<Effect> effect = graph_.effect(*before);
    if (!effect) return false;
    Waypoint there = here;
    there.place = *before;
    if (graph_.mode(*before) == isa::Mode::mips) {
      if (effect->ends && !effect->is_delayed) return false;
      // What stands before a delay slot decides.
      std::optional<Place> jump = graph_.before(*before);
      std::optional<Effect> jumps = jump ? graph_.effect(*jump) : std::nullopt;
      if (jumps && jumps->is_delayed) {
        if (jumps->ends) return false;
        if (jumps->is_call && is_called(here.place)) return false;
        if (jumps->is_call && is_lost_in_call(here)) {
          site_.is_open = true;
          return true;
        }
      }
    } else if (effect->ends || (effect->is_call && is_called(here.place))) {
      return false;
    }
    pass_back(there);
    return true;
  }

  bool is_lost_in_call(const Waypoint& waypoint) const {
    std::uint32_t lost = convention_of(site_.mode).lost;
    return !waypoint.on_stack && (lost >> waypoint.where & 1) != 0;
  }

  // Over the instruction at the waypoint: from behind it to before it.
  void pass_back(Waypoint waypoint) {
    std::optional<Effect> effect = graph_.effect(waypoint.place);
    if (!effect) {
      site_.is_open = true;
      return;
    }
    if (effect->is_conditional) {
      // Of two opposite conditions one is met.
      bool is_done = waypoint.refuted != always && effect->condition == (waypoint.refuted ^ 1);
      if (!is_done) pass_undone(waypoint, *effect);
    }
    if (effect->sets_flags || effect->is_call) waypoint.refuted = always;
    if (effect->is_call && !effect->is_delayed && is_lost_in_call(waypoint)) {
      site_.is_open = true;
    } else if (waypoint.on_stack) {
      pass_stack(waypoint, *effect);
    } else {
      pass_register(waypoint, *effect);
    }
  }

  void pass_undone(Waypoint waypoint, const Effect& effect) {
    bool decides = !effect.target && effect.condition < always && waypoint.refuted == always;
    if (effect.sets_flags) {
      waypoint.refuted = always;
    } else if (decides && writes(effect, waypoint)) {
      waypoint.refuted = effect.condition;
    }
    go_to(waypoint);
  }

  static bool writes(const Effect& effect, const Waypoint& waypoint) {
    return !waypoint.on_stack && std::ranges::any_of(effect.writes, [&](const Write& write) {
      return write.reg == waypoint.where;
    });
  }

  void pass_stack(Waypoint waypoint, const Effect& effect) {
    if (effect.stack_is_lost) {
      site_.is_open = true;
      return;
    }
    waypoint.where += effect.stack_change;
    for (const Store& store : effect.stores) {
      if (store.place != waypoint.where) continue;
      waypoint.on_stack = false;
      waypoint.where = store.reg;
      break;
    }
    go_to(waypoint);
  }

  void pass_register(Waypoint waypoint, const Effect& effect) {
    bool is_written = false;
    // Of a choice between two, both.
    for (const Write& write : effect.writes) {
      if (write.reg != waypoint.where) continue;
      is_written = true;
      follow(waypoint, write.source);
    }
    if (is_written) return;
    if ((effect.spoiled >> waypoint.where & 1) != 0) {
      site_.is_open = true;
    } else {
      go_to(waypoint);
    }
  }

  void follow(Waypoint waypoint, const Source& source) {
    switch (source.kind) {
    case Source::Kind::constant:
      return arrived(static_cast<std::uint64_t>(source.value) + waypoint.added,
                     waypoint.place.address);
    case Source::Kind::reg:
      waypoint.where = source.reg;
      waypoint.added += static_cast<std::uint64_t>(source.value);
      return go_to(waypoint);
    case Source::Kind::stack:
      waypoint.on_stack = true;
      waypoint.where = source.value;
      return go_to(waypoint);
    }
  }

  const CodeGraph& graph_;
  std::span<const std::uint64_t> pointers_;
  bool is_64_;
  std::set<Waypoint> seen_;
  std::vector<Waypoint> waiting_;
  SystemCallSite site_;
};

}  // namespace

std::vector<SystemCallSite> system_call_sites(const elf::LoadedImage& image,
                                              std::span<const CodeSpan> spans,
                                              std::span<const std::uint64_t> pointers) {
  CodeGraph graph(image, spans);
  std::size_t steps_left = steps_besides;
  for (const CodeSpan& span : spans) steps_left += steps_per_byte * (span.end - span.begin);
  std::vector<SystemCallSite> sites;
  for (const Place& place : graph.system_calls())
    sites.push_back(Walk(graph, pointers, place, image.is_64()).done(steps_left));
  std::ranges::sort(sites, {}, &SystemCallSite::address);
  return sites;
}

}  // namespace ashore::verify
