// SPDX-License-Identifier: Apache-2.0
#include "ashore/probe/processor.h"

#include <fmt/format.h>

#include <utility>

#include "ashore/base/text.h"

namespace ashore::probe {

namespace {

Error byte_order_unknown(Arch arch, const ProcessorAnswers& answers) {
  bool powerpc = arch == Arch::powerpc64;
  std::string core = printable(answers.cpuinfo.value(powerpc ? "cpu" : "cpu model"), 80);
  std::string message = fmt::format("the byte order of this {} is not known", in_words(arch));
  if (!core.empty()) message += fmt::format(": `{}` runs with either", core);
  if (powerpc) return {ErrorKind::device, message + ", and only `uname -m` tells"};
  return {ErrorKind::device,
          message + ", /proc/cpuinfo does not tell, and `uname -m` says mips for both"};
}

Error machine_unknown(const ProcessorAnswers& answers) {
  if (std::optional<Arch> arch = arch_of(answers)) return byte_order_unknown(*arch, answers);
  std::string machine = printable(answers.uname_machine, 40);
  if (!machine.empty())
    return {ErrorKind::device,
            fmt::format("the device did not say what machine it is: `{}` is no architecture that "
                        "ashore knows",
                        machine)};
  return {ErrorKind::device, "the device did not say what machine it is"};
}

}  // namespace

Expected<DeviceFacts> facts_of_processor(const ProcessorAnswers& answers) {
  if (std::optional<Error> error = contradiction(answers)) return Failure(*std::move(error));
  MaybeFact<Machine> machine = machine_of(answers);
  if (!machine) return Failure(machine_unknown(answers));
  Arch arch = machine->value.arch;
  std::optional<KernelWords> said = kernel_words(machine->value, answers);
  DeviceFacts facts{};
  facts.machine = *std::move(machine);
  facts.machine.value.float_abi = float_abi_of(arch, answers, said);
  facts.baseline = baseline_of(facts.machine.value, answers, said);
  if (said) facts.features = Fact<Features>{llvm_features(arch, said->words), said->evidence};
  facts.core = core_of(arch, answers.cpuinfo);
  if (answers.auxv && answers.auxv->page_size) {
    facts.page_size = Fact<std::uint64_t>{*answers.auxv->page_size,
                                          {"AT_PAGESZ", std::to_string(*answers.auxv->page_size)}};
  }
  return facts;
}

}  // namespace ashore::probe
