// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/verify.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "ashore/elf/recognise.h"
#include "ashore/verify/check.h"
#include "ashore/verify/instructions.h"
#include "ashore/verify/script.h"

namespace ashore::verify {

namespace {

// Whether the checks that follow still mean something once this one has said "will not run".
enum class After { go_on, stop };

struct Listed {
  std::string_view name;
  Checked (*check)(const Subject&);
  After after_refusal = After::go_on;
};

// In the order in which a person would ask; findings of one answer stay in this order.
constexpr std::array checks = {
    Listed{"type", check_type, After::stop},
    Listed{"machine", check_machine, After::stop},
    Listed{"e_flags", check_flags},
    Listed{"float_abi", check_float_abi},
    Listed{"interpreter", check_interpreter},
    Listed{"libraries", check_libraries},
    Listed{"symbol_versions", check_symbol_versions},
    Listed{"symbols", check_symbols},
    Listed{"kernel", check_kernel},
    Listed{"system_calls", check_system_calls},
    Listed{"segments", check_segments},
    Listed{"page_size", check_page_size},
    Listed{"noexec", check_noexec},
    Listed{"room", check_room},
    Listed{"memory", check_memory},
    Listed{"instructions", check_instructions},
    Listed{"later_code", check_later_code},
};

Finding named(std::string_view check, Finding finding) {
  finding.check = check;
  return finding;
}

// What would help with a file that is something else; empty: nothing that we could name.
std::optional<std::string> hint_for(const elf::Recognised& kind, std::string_view what) {
  if (kind.kind == elf::FileKind::empty) return "build or copy it again";
  if (kind.kind == elf::FileKind::unknown) return std::nullopt;
  if (what.find("archive of object files") != what.npos)
    return "a linker makes a program of it: `ashore cc`, `ashore build`";
  bool holds_files = what.find("archive") != what.npos || what.find("package") != what.npos ||
                     what.find("image") != what.npos;
  if (holds_files) return "name the program that is in it";
  return "build it for the device: `ashore build` chooses the target";
}

// What is not a program of this format at all. A script may well run, but not by our knowledge.
Finding not_elf(std::span<const std::byte> file, const DeviceFacts& device,
                const LibraryFiles* there) {
  if (std::optional<Script> script = script_of(file))
    return named("format", finding_of_script(*script, device, there));
  std::string what = elf::what_is_it(file);
  std::optional<std::string> hint = hint_for(elf::recognise(file), what);
  return named("format",
               *will_not_run("this is " + what + ", not a Linux program (ELF)", {}, std::move(hint))
                    .finding);
}

Finding damaged(const Error& error) {
  return named("format", *will_not_run("the program is damaged: " + error.message(), {},
                                       "build or copy it again")
                              .finding);
}

void run_checks(const Subject& subject, Verdict& verdict) {
  for (const Listed& listed : checks) {
    Checked checked = listed.check(subject);
    if (checked.warning) verdict.warnings.push_back(std::move(*checked.warning));
    if (!checked.finding) continue;
    bool refused = checked.finding->answer == Answer::will_not_run;
    verdict.findings.push_back(named(listed.name, std::move(*checked.finding)));
    if (refused && listed.after_refusal == After::stop) break;
  }
}

// A library is no program, and yet it is worth knowing what is in it.
void add_instructions_of_library(const Subject& subject, Verdict& verdict) {
  bool is_said = std::ranges::find(verdict.findings, "instructions", &Finding::check) !=
                 verdict.findings.end();
  if (is_said || subject.file.type != ElfType::shared || !subject.file.has_dynamic_section) return;
  Checked machine = check_machine(subject);
  if (machine.finding && machine.finding->answer == Answer::will_not_run) return;
  Checked checked = check_instructions(subject);
  if (checked.finding) verdict.findings.push_back(named("instructions", *checked.finding));
}

// The order of checks stays among findings of one answer.
std::vector<Finding> worst_first(const std::vector<Finding>& findings) {
  std::vector<Finding> ordered;
  for (Answer answer : {Answer::will_not_run, Answer::cannot_tell, Answer::runs})
    std::ranges::copy_if(findings, std::back_inserter(ordered),
                         [answer](const Finding& finding) { return finding.answer == answer; });
  return ordered;
}

}  // namespace

Verdict verify(std::span<const std::byte> file, const DeviceFacts& device,
               const Destination& destination, const Known& known) {
  Verdict verdict;
  verdict.artifact = known.digest ? *known.digest : sha256(file);
  elf::Recognised kind = elf::recognise(file);
  // No programs, and yet it is worth knowing what is in them.
  if (has_object_code(file))
    verdict.findings.push_back(finding_of_objects(file, device, known.listed));
  if (kind.kind != elf::FileKind::elf) {
    verdict.findings.insert(verdict.findings.begin(), not_elf(file, device, known.libraries));
    return verdict;
  }
  Expected<ElfFacts> facts = elf::read(file);
  if (!facts) {
    verdict.findings.push_back(damaged(facts.error()));
    return verdict;
  }
  Together together = put_together(file, *facts, destination.directory, known.libraries);
  ProgramCode code({file, *facts, device, known.twin, known.scanners});
  Subject subject{file, *facts, device, destination, known, together, code};
  run_checks(subject, verdict);
  add_instructions_of_library(subject, verdict);
  verdict.findings = worst_first(verdict.findings);
  return verdict;
}

}  // namespace ashore::verify
