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
#include "ashore/probe/transcript.h"

namespace ashore::probe {

namespace {

constexpr std::size_t most_tools = 1000;

// "Linux NODE RELEASE ... MACHINE OS": the machine is the last word but one, or the last where
// busybox leaves the operating system out.
std::string_view uname_machine(std::string_view uname) {
  std::vector<std::string_view> fields = words(uname);
  if (fields.size() < 4) return {};
  bool with_system = fields.back() == "GNU/Linux" || fields.back() == "Linux" ||
                     fields.back() == "unknown" ||
                     fields.back().find('/') != std::string_view::npos;
  std::string_view machine = with_system ? fields[fields.size() - 2] : fields.back();
  // coreutils adds processor and platform, "x86_64 x86_64 x86_64 GNU/Linux" or "unknown unknown".
  if (machine == "unknown" && fields.size() >= 6) machine = fields[fields.size() - 4];
  return machine;
}

ProcessorAnswers processor_answers(const Transcript& transcript) {
  ProcessorAnswers answers;
  if (const Section* program = transcript.find("program")) {
    answers.program = read_elf_head(program->bytes);
    if (answers.program)
      answers.program_evidence = {printable(program->source, 200), to_string(*answers.program)};
  }
  if (const Section* auxv = transcript.find("auxv"))
    answers.auxv = read_auxiliary_vector(auxv->bytes);
  answers.cpuinfo = CpuInfo(transcript.text("cpuinfo"));
  answers.uname_machine = uname_machine(transcript.text("uname"));
  answers.loader_names = transcript.text("libraries");
  return answers;
}

MaybeFact<Version> kernel_of(const Transcript& transcript) {
  // "Linux r7000 2.6.36.4brcmarm #1 ..." and "Linux version 2.6.36.4brcmarm (...) ...".
  std::vector<std::string_view> uname = words(transcript.text("uname"));
  std::vector<std::string_view> version = words(transcript.text("version"));
  for (const auto& [fields, source] :
       {std::pair(uname, "uname -a"), std::pair(version, "/proc/version")}) {
    if (fields.size() < 3) continue;
    if (std::optional<Version> kernel = parse_version(fields[2]))
      return Fact<Version>{*kernel, {source, printable(fields[2], 80)}};
  }
  return std::nullopt;
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

MaybeFact<Features> features_of(Arch arch, const ProcessorAnswers& answers) {
  std::optional<KernelWords> said = kernel_words(arch, answers.auxv, answers.cpuinfo);
  if (!said) return std::nullopt;
  return Fact<Features>{llvm_features(arch, said->words), said->evidence};
}

Error machine_unknown(const Transcript& transcript) {
  std::string uname = printable(trimmed(transcript.text("uname")), 200);
  Error error(ErrorKind::device,
              uname.empty() ? "the device did not say what machine it is"
                            : fmt::format("the device did not say what machine it is: `{}` names "
                                          "no architecture and byte order that we know",
                                          uname));
  return std::move(error).hint(
      "run `ashore probe --print-script` by hand on the device, and look at what it answers");
}

void add_processor(const ProcessorAnswers& answers, DeviceFacts& facts) {
  const Machine& machine = facts.machine.value;
  facts.baseline = baseline_of(machine, answers);
  facts.features = features_of(machine.arch, answers);
  facts.core = core_of(machine, answers.cpuinfo);
  if (answers.auxv && answers.auxv->page_size) {
    facts.page_size = Fact<std::uint64_t>{*answers.auxv->page_size,
                                          {"AT_PAGESZ", std::to_string(*answers.auxv->page_size)}};
  }
}

void add_system(const Transcript& transcript, const CpuInfo& cpuinfo, DeviceFacts& facts) {
  facts.model = model_of(transcript, cpuinfo);
  facts.board = board_of(transcript, cpuinfo);
  facts.system = system_of(transcript);
  if (std::string uname = printable(trimmed(transcript.text("uname"))); !uname.empty())
    facts.uname = Fact<std::string>{uname, {"uname -a", uname}};
  facts.kernel = kernel_of(transcript);
  facts.memory_bytes = meminfo_bytes(transcript, "MemTotal");
  facts.memory_available_bytes = memory_available(transcript);
}

}  // namespace

Expected<DeviceFacts> interpret(std::string_view text,
                                std::chrono::system_clock::time_point desk_time) {
  Transcript transcript(text);
  ProcessorAnswers answers = processor_answers(transcript);
  MaybeFact<Machine> machine = machine_of(answers);
  if (!machine) return Failure(machine_unknown(transcript));
  DeviceFacts facts{};
  facts.machine = *machine;
  facts.signature = signature_of(transcript.text("signature"));
  add_processor(answers, facts);
  add_system(transcript, answers.cpuinfo, facts);
  facts.clock_offset_seconds = clock_offset(transcript, desk_time);
  facts.loaders = loaders_of(transcript, answers.program);
  facts.libraries_listed = libraries_listed(transcript);
  facts.libraries = libraries_of(transcript);
  std::optional<std::uint64_t> available;
  if (facts.memory_available_bytes) available = facts.memory_available_bytes->value;
  facts.places = places_of(transcript, available);
  facts.tools = tools_of(transcript);
  return facts;
}

}  // namespace ashore::probe
