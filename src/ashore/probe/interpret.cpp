// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/interpret.h"

#include <fmt/format.h>

#include <limits>
#include <optional>

#include "ashore/base/text.h"
#include "ashore/device/signature.h"
#include "ashore/probe/identity.h"
#include "ashore/probe/libraries.h"
#include "ashore/probe/places.h"
#include "ashore/probe/processor.h"
#include "ashore/probe/program.h"
#include "ashore/probe/transcript.h"
#include "ashore/probe/uname.h"

namespace ashore::probe {

namespace {

constexpr std::size_t most_tools = 1000;

ProcessorAnswers processor_answers(const Transcript& transcript) {
  ProcessorAnswers answers;
  if (const Section* program = transcript.find("program")) {
    answers.program = read_program(program->bytes);
    if (answers.program)
      answers.program_evidence = {printable(program->source, 200), described(*answers.program)};
  }
  if (const Section* auxv = transcript.find("auxv"))
    answers.auxv = read_auxiliary_vector(auxv->bytes);
  answers.cpuinfo = CpuInfo(transcript.text("cpuinfo"));
  answers.uname_machine = uname_machine(transcript.text("uname"));
  answers.loader_names = transcript.text("libraries");
  return answers;
}

// "Linux r7000 2.6.36.4brcmarm #1 ..." and "Linux version 2.6.36.4brcmarm (...) ...".
MaybeFact<Version> kernel_of(std::string_view text, const char* source) {
  std::vector<std::string_view> fields = words(text);
  if (fields.size() < 3) return std::nullopt;
  std::optional<Version> kernel = parse_version(fields[2]);
  if (!kernel) return std::nullopt;
  return Fact<Version>{*kernel, {source, printable(fields[2], 80)}};
}

MaybeFact<std::uint64_t> meminfo_bytes(const Transcript& transcript, std::string_view key) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max() / 4096;
  for (std::string_view line : lines(transcript.text("meminfo"))) {
    std::vector<std::string_view> fields = words(line);
    if (fields.size() != 3 || fields[2] != "kB" || !fields[0].ends_with(':')) continue;
    if (fields[0].substr(0, fields[0].size() - 1) != key) continue;
    std::optional<std::uint64_t> kilobytes = parse_unsigned(fields[1]);
    if (!kilobytes || *kilobytes > most) return std::nullopt;
    return Fact<std::uint64_t>{*kilobytes * 1024, {"/proc/meminfo", printable(line, 80)}};
  }
  return std::nullopt;
}

// MemAvailable came with Linux 3.14; before, what is free or can be dropped at once.
MaybeFact<std::uint64_t> memory_available(const Transcript& transcript) {
  if (MaybeFact<std::uint64_t> told = meminfo_bytes(transcript, "MemAvailable")) return told;
  MaybeFact<std::uint64_t> free = meminfo_bytes(transcript, "MemFree");
  if (!free) return std::nullopt;
  for (std::string_view key : {"Buffers", "Cached"}) {
    MaybeFact<std::uint64_t> more = meminfo_bytes(transcript, key);
    if (!more) continue;
    free->value += more->value;
    free->evidence.text += " + " + more->evidence.text;
  }
  return free;
}

MaybeFact<std::int64_t> clock_offset(const Transcript& transcript,
                                     std::chrono::system_clock::time_point desk_time) {
  constexpr std::uint64_t year_9999 = 253402300799;
  std::string_view said = trimmed(transcript.text("date"));
  std::optional<std::uint64_t> seconds = parse_unsigned(said);
  if (!seconds || *seconds > year_9999) return std::nullopt;
  auto desk = std::chrono::duration_cast<std::chrono::seconds>(desk_time.time_since_epoch());
  return Fact<std::int64_t>{static_cast<std::int64_t>(*seconds) - desk.count(),
                            {"date +%s", std::string(said)}};
}

std::optional<std::set<std::string>> tools_of(const Transcript& transcript) {
  if (transcript.find("tools") == nullptr || trimmed(transcript.text("tools")).empty())
    return std::nullopt;
  std::set<std::string> tools;
  for (std::string_view line : lines(transcript.text("tools"))) {
    if (!line.empty() && line.size() <= 40 && printable(line) == line && tools.size() < most_tools)
      tools.emplace(line);
  }
  return tools;
}

// Of all names, those that /proc/cpuinfo and `uname -a` tell.
void add_names(const Transcript& transcript, const CpuInfo& cpuinfo, std::string_view uname,
               DeviceFacts& facts) {
  Names names = names_of(transcript, cpuinfo);
  facts.model = std::move(names.model);
  facts.board = std::move(names.board);
  facts.system = std::move(names.system);
  std::string line = printable(trimmed(uname));
  if (words(uname).size() > 1) facts.uname = Fact<std::string>{line, {"uname -a", line}};
  facts.kernel = kernel_of(uname, "uname -a");
}

void add_system(const Transcript& transcript, DeviceFacts& facts) {
  if (!facts.kernel) facts.kernel = kernel_of(transcript.text("version"), "/proc/version");
  facts.memory_bytes = meminfo_bytes(transcript, "MemTotal");
  facts.memory_available_bytes = memory_available(transcript);
}

// Keys that some kernel or other prints in /proc/cpuinfo, and nobody else anywhere.
bool is_cpuinfo(const CpuInfo& cpuinfo) {
  for (std::string_view key : {"processor",
                               "Processor",
                               "Processor name",
                               "BogoMIPS",
                               "bogomips",
                               "Features",
                               "flags",
                               "CPU implementer",
                               "CPU architecture",
                               "CPU part",
                               "cpu model",
                               "system type",
                               "vendor_id",
                               "isa",
                               "hart",
                               "timebase",
                               "cpu",
                               "cpu type",
                               "model name",
                               "cpu family",
                               "ISA"}) {
    if (cpuinfo.has(key)) return true;
  }
  return false;
}

Error not_cpuinfo(std::string_view text) {
  std::string_view line = trimmed(text);
  std::string begins = printable(line.substr(0, line.find('\n')), 60);
  Error error(ErrorKind::bad_input,
              begins.empty() ? "no text where a /proc/cpuinfo was expected"
                             : fmt::format("this is no /proc/cpuinfo: it begins with `{}`, and no "
                                           "line is one that a kernel prints there",
                                           begins));
  return std::move(error).hint("`cat /proc/cpuinfo` on the device prints it");
}

std::string hint_for_cpuinfo(const ProcessorAnswers& answers) {
  std::optional<Arch> arch = arch_of(answers);
  if (arch == Arch::mips || arch == Arch::mips64)
    return "`hexdump -n 6 -C /bin/busybox` on the device: if the sixth byte is 01, say `--uname "
           "mipsel`, if 02, `--uname mipseb`; or let ashore look with `--on DEVICE`, or name the "
           "model with `--for MODEL`";
  return "add what `uname -a` prints there, with `--uname`";
}

}  // namespace

Expected<DeviceFacts> interpret(std::string_view text,
                                std::chrono::system_clock::time_point desk_time) {
  Transcript transcript(text);
  ProcessorAnswers answers = processor_answers(transcript);
  Expected<DeviceFacts> facts = facts_of_processor(answers);
  if (!facts) {
    if (!facts.error().hints().empty()) return facts;
    return Failure(std::move(facts).error().hint(
        "run `ashore probe --print-script` by hand on the device, and look at what it answers"));
  }
  facts->signature = signature_of(transcript.text("signature"));
  add_names(transcript, answers.cpuinfo, transcript.text("uname"), *facts);
  add_system(transcript, *facts);
  facts->clock_offset_seconds = clock_offset(transcript, desk_time);
  facts->loaders = loaders_of(transcript, answers.program);
  facts->libraries_listed = libraries_listed(transcript);
  facts->libraries = libraries_of(transcript);
  std::optional<std::uint64_t> available;
  if (facts->memory_available_bytes) available = facts->memory_available_bytes->value;
  facts->places = places_of(transcript, available);
  facts->tools = tools_of(transcript);
  return facts;
}

Expected<DeviceFacts> interpret_cpuinfo(std::string_view cpuinfo, std::string_view uname) {
  ProcessorAnswers answers;
  answers.cpuinfo = CpuInfo(cpuinfo);
  answers.uname_machine = uname_machine(uname);
  if (!is_cpuinfo(answers.cpuinfo)) return Failure(not_cpuinfo(cpuinfo));
  Expected<DeviceFacts> facts = facts_of_processor(answers);
  if (!facts) {
    if (!facts.error().hints().empty()) return facts;
    std::string hint = hint_for_cpuinfo(answers);
    return Failure(std::move(facts).error().hint(std::move(hint)));
  }
  add_names(Transcript(""), answers.cpuinfo, uname, *facts);
  return facts;
}

}  // namespace ashore::probe
