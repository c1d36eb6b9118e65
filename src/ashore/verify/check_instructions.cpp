// SPDX-License-Identifier: Apache-2.0
// Whether every instruction is one that the device's CPU has. instructions.h does the work; here it
// becomes a finding.
#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "ashore/base/text.h"
#include "ashore/verify/advice.h"
#include "ashore/verify/check.h"
#include "ashore/verify/instructions.h"

namespace ashore::verify {

namespace {

constexpr std::size_t places_told = 100;

std::size_t count_of(const InstructionList& list, std::string_view standing) {
  std::size_t count = 0;
  for (const ListedInstructions& listed : list.instructions)
    count += listed.standing == standing ? listed.count : 0;
  return count;
}

std::string plural(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

// "vfp2 (80), neon (16)", the most first.
std::string needs_of(const InstructionList& list, std::string_view standing) {
  std::map<std::string, std::size_t> counts;
  for (const ListedInstructions& listed : list.instructions)
    if (listed.standing == standing) counts[listed.needs] += listed.count;
  std::vector<std::pair<std::size_t, std::string>> ordered;
  for (const auto& [needs, count] : counts) ordered.emplace_back(count, needs);
  std::ranges::stable_sort(ordered, std::greater<>(), &decltype(ordered)::value_type::first);
  std::vector<std::string> words;
  for (const auto& [count, needs] : ordered) words.push_back(fmt::format("{} ({})", needs, count));
  if (words.size() > 6) {
    words.resize(6);
    words.emplace_back("...");
  }
  return joined(words, ", ");
}

// Distinct, in their order.
std::vector<std::string> reasons_of(const InstructionList& list, std::string_view standing) {
  std::vector<std::string> reasons;
  for (const ListedInstructions& listed : list.instructions) {
    bool is_new = listed.standing == standing && !listed.why.empty() &&
                  std::ranges::find(reasons, listed.why) == reasons.end();
    if (is_new && reasons.size() < 4) reasons.push_back(listed.why);
  }
  return reasons;
}

std::vector<Where> places_of(const InstructionList& list, std::string_view standing) {
  std::vector<const ListedInstructions*> chosen;
  for (const ListedInstructions& listed : list.instructions)
    if (listed.standing == standing) chosen.push_back(&listed);
  std::ranges::stable_sort(chosen, std::greater<>(), &ListedInstructions::count);
  std::vector<Where> places;
  for (const ListedInstructions* listed : chosen) {
    if (places.size() == places_told) break;
    places.push_back({listed->first, listed->place, listed->instruction, listed->needs});
  }
  return places;
}

std::size_t functions_in(const InstructionList& list, std::string_view standing) {
  std::set<std::string> functions;
  for (const ListedInstructions& listed : list.instructions)
    if (listed.standing == standing && !listed.function.empty()) functions.insert(listed.function);
  return functions.size();
}

// How kernels call what an instruction needs, where they have a word of their own for it; empty for
// what is no feature that a device would list.
std::string feature_as_said(std::string_view need) {
  constexpr std::string_view not_listed[] = {"armv", "mips", "rv", "all", "coprocessor", "sysreg"};
  for (std::string_view word : not_listed)
    if (need.starts_with(word)) return "";
  if (need == "vfp2" || need == "fpregs") return "vfp";
  if (need.starts_with("vfp3")) return "vfpv3";
  if (need.starts_with("vfp4")) return "vfpv4";
  if (need == "d32") return "vfpd32";
  if (need.starts_with("hwdiv")) return need == "hwdiv" ? "idivt" : "idiva";
  return std::string(need);
}

constexpr std::string_view fpu_needs[] = {"vfp", "neon", "d32", "fp16", "fp-armv8", "fpu"};

bool needs_fpu(const InstructionList& list, std::string_view standing) {
  return std::ranges::any_of(list.instructions, [&](const ListedInstructions& listed) {
    return listed.standing == standing && std::ranges::any_of(fpu_needs, [&](std::string_view fpu) {
             return listed.needs.starts_with(fpu);
           });
  });
}

std::string hint_for(const Subject& subject, const InstructionList& list) {
  std::string build = build_that_suits(subject.device);
  if (!needs_fpu(list, "outside")) return build + "; it limits compilers to what this CPU has";
  if (subject.file.float_abi == FloatAbi::soft && subject.file.arch == Arch::arm)
    return "the file is marked as soft float, yet parts of it were compiled for an FPU: compile "
           "them with -mfloat-abi=soft (C), `+soft-float` (LLVM), or by `ashore build`";
  return build;
}

// "no vfp, neon: Features: half thumb": what the device said, and what is not in it.
OnDevice evidence_against(const Subject& subject, const InstructionList& list,
                          std::string_view standing) {
  OnDevice evidence = evidence_of(subject.device.features);
  if (!evidence) return evidence;
  std::vector<std::string> missing;
  for (const ListedInstructions& listed : list.instructions) {
    if (listed.standing != standing) continue;
    for (std::string_view need : words(listed.needs)) {
      std::string said = feature_as_said(need);
      bool is_new = !said.empty() && std::ranges::find(missing, said) == missing.end();
      if (is_new && missing.size() < 6) missing.push_back(said);
    }
  }
  if (!missing.empty())
    evidence->text = fmt::format("no {} in {}", joined(missing, ", "), evidence->text);
  return evidence;
}

std::string clean_text(const Examined& examined) {
  return fmt::format("no instruction outside {} in {} of code", examined.list.floor,
                     human_bytes(examined.list.bytes));
}

Checked refused(const Subject& subject, const Examined& examined) {
  const InstructionList& list = examined.list;
  std::size_t functions = functions_in(list, "outside");
  std::string text = fmt::format("{} outside {}: {}",
                                 plural(count_of(list, "outside"), "instruction", "instructions"),
                                 list.floor, needs_of(list, "outside"));
  if (functions > 0) text += fmt::format("; in {}", plural(functions, "function", "functions"));
  Checked checked = will_not_run(std::move(text), evidence_against(subject, list, "outside"),
                                 hint_for(subject, list));
  checked.finding->where = places_of(list, "outside");
  return checked;
}

Checked open(const Subject& subject, const Examined& examined) {
  const InstructionList& list = examined.list;
  std::vector<std::string> reasons = reasons_of(list, "open");
  std::string text = fmt::format("{} may need what {} has not: {}",
                                 plural(count_of(list, "open"), "place", "places"), list.floor,
                                 needs_of(list, "open"));
  reasons.insert(reasons.end(), examined.doubts.begin(), examined.doubts.end());
  if (reasons.empty()) reasons.emplace_back("nothing tells whether they are code or data");
  text += "; " + joined(reasons, "; ");
  std::string hint = "verify the program before it is stripped: its symbols tell code from data";
  if (!examined.witness.empty()) hint = build_that_suits(subject.device);
  Checked checked =
      cannot_tell(std::move(text), evidence_against(subject, list, "open"), std::move(hint));
  checked.finding->where = places_of(list, "open");
  return checked;
}

Finding of_objects(Answer answer, std::string text, const DeviceFacts& device) {
  return {"instructions", answer, std::move(text), evidence_of(device.features), {}, {}};
}

}  // namespace

Finding finding_of_objects(std::span<const std::byte> file, const DeviceFacts& device,
                           InstructionList* listed) {
  Expected<InstructionList> list = list_instructions(file, device);
  if (list && listed != nullptr) *listed = *list;
  if (!list)
    return of_objects(Answer::cannot_tell, "instructions not checked: " + list.error().message(),
                      device);
  std::string what = plural(list->objects, "object", "objects");
  std::size_t count = count_of(*list, "outside");
  if (count == 0)
    return of_objects(Answer::runs,
                      fmt::format("no instruction outside {} in {} of code of {}", list->floor,
                                  human_bytes(list->bytes), what),
                      device);
  Finding finding = of_objects(Answer::will_not_run,
                               fmt::format("{} outside {} in {}: {}",
                                           plural(count, "instruction", "instructions"),
                                           list->floor, what, needs_of(*list, "outside")),
                               device);
  finding.where = places_of(*list, "outside");
  return finding;
}

Checked check_instructions(const Subject& subject) {
  Expected<Examined> examined = examine(subject.code);
  if (!examined) return cannot_tell("instructions not checked: " + examined.error().message());
  const InstructionList& list = examined->list;
  if (subject.known.listed != nullptr) *subject.known.listed = list;
  if (count_of(list, "outside") > 0) return refused(subject, *examined);
  if (count_of(list, "open") > 0) return open(subject, *examined);
  std::string text = clean_text(*examined);
  if (!examined->witness.empty()) text += "; data told apart by " + examined->witness;
  Checked checked = runs(text, evidence_of(subject.device.features));
  if (std::size_t guarded = count_of(list, "guarded"); guarded > 0) {
    checked.finding->text +=
        fmt::format("; {} kept from running by {}",
                    plural(guarded, "instruction outside it is", "instructions outside it are"),
                    joined(reasons_of(list, "guarded"), "; "));
    checked.finding->where = places_of(list, "guarded");
  }
  return checked;
}

}  // namespace ashore::verify
