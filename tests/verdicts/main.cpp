// SPDX-License-Identifier: Apache-2.0
// ashore_verdicts SOURCE ASHORE STORE quick|whole [NAME]: makes the programs, runs each on each
// model of its architecture, asks `verify`, and prints what came out; STORE keeps what was made.
// With a NAME only those programs that have it in theirs. ASHORE_VERDICTS_OUT names a file for all
// pairs. Ends with 77 where this computer lacks what it takes.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "ashore/host/files.h"
#include "ashore/verify/verify.h"
#include "libraries.h"
#include "matrix.h"
#include "workshop.h"

namespace ashore::verdicts {
namespace {

constexpr int skipped = 77;

struct Made {
  Program program;
  std::filesystem::path file, root;
  std::shared_ptr<const std::string> bytes;
  LibraryFiles libraries;
};

struct KnownMachine {
  Machine machine;
  DeviceFacts facts;
};

// Each architecture's program that says what a machine is.
Program speaker(Arch arch) {
  Program program;
  program.arch = arch;
  program.how = "bare";
  program.source = "model.c";
  program.name = fmt::format("model-{}", name(arch));
  switch (arch) {
  case Arch::aarch64: program.target = "aarch64-linux-gnu"; break;
  case Arch::mips:
    program.target = "mipsel-linux-gnu";
    program.flags = {"-mips32", "-fno-pic", "-mno-abicalls"};
    break;
  case Arch::riscv64:
    program.target = "riscv64-linux-gnu";
    program.flags = {"-march=rv64imac", "-mabi=lp64"};
    break;
  case Arch::x86_64: program.target = "x86_64-linux-gnu"; break;
  case Arch::x86:
    program.target = "i386-linux-gnu";
    program.flags = {"-march=i386"};
    break;
  default: program.target = "armv5te-linux-gnueabi";
  }
  return program;
}

bool chosen(const Program& program, bool whole, const std::string& part) {
  return (whole || program.quick || !part.empty()) && program.name.find(part) != std::string::npos;
}

class Run {
 public:
  Run(std::filesystem::path folder, host::Host& host, const store::Store& store, Reporter& reporter)
      : folder_(std::move(folder)), host_(host), workshop_(folder_, host, store, reporter) {}

  Expected<void> prepare(bool whole, const std::string& part);
  void compare();
  const Matrix& matrix() const { return matrix_; }

 private:
  Expected<void> make(const Program& program);
  Expected<KnownMachine> machine(const Model& model);
  Pair pair_of(const Made& made, const KnownMachine& known);
  void look_for_names(const Made& made, const Pair& pair);

  std::filesystem::path folder_;
  host::Host& host_;
  Workshop workshop_;
  std::vector<Made> programs_;
  std::vector<KnownMachine> machines_;
  Matrix matrix_;
  std::mutex mutex_;
};

Expected<void> Run::make(const Program& program) {
  Made made{program, {}, {}, nullptr, {}};
  TRY_ASSIGN(made.file, workshop_.made(program));
  TRY_ASSIGN(made.root, workshop_.root_of(program));
  TRY_ASSIGN(std::string bytes, host::read_file(made.file));
  made.libraries = libraries_of(bytes, made.root);
  made.bytes = std::make_shared<const std::string>(std::move(bytes));
  programs_.push_back(std::move(made));
  return {};
}

Expected<KnownMachine> Run::machine(const Model& model) {
  Program program = speaker(model.arch);
  if (model.arch == Arch::mips)
    program.flags.emplace_back(model.float_abi == FloatAbi::soft ? "-msoft-float" : "-mhard-float");
  TRY_ASSIGN(std::filesystem::path file, workshop_.made(program));
  Machine machine(model, host_.processes);
  TRY_ASSIGN(DeviceFacts facts, machine.facts(file));
  return KnownMachine{std::move(machine), std::move(facts)};
}

Expected<void> Run::prepare(bool whole, const std::string& part) {
  TRY_ASSIGN(std::vector<Program> programs, read_programs(folder_ / "programs.tsv"));
  TRY_ASSIGN(std::vector<Model> models, read_models(folder_ / "models.tsv"));
  TRY_ASSIGN(matrix_.explanations, read_explanations(folder_ / "refusals.tsv"));
  for (const Model& model : models) {
    if (!whole && !model.quick) continue;
    if (host::find_programs(model.qemu, host_.environment.at("PATH")).empty())
      return failure(ErrorKind::toolchain, "no " + model.qemu);
    TRY_ASSIGN(KnownMachine known, machine(model));
    machines_.push_back(std::move(known));
  }
  for (const Program& program : programs) {
    if (!chosen(program, whole, part)) continue;
    if (Expected<void> made = make(program); !made)
      matrix_.not_made.push_back(program.name + ": " + made.error().message());
  }
  matrix_.programs = programs_.size();
  matrix_.machines = machines_.size();
  return {};
}

Pair Run::pair_of(const Made& made, const KnownMachine& known) {
  Machine machine = known.machine;
  Pair pair{
      made.program.name, machine.model().name, runs(made.program, machine.model()), {}, {}, {}};
  Expected<Trial> trial = machine.run(made.program, made.file, made.root);
  pair.trial = trial ? *trial : Trial{false, false, trial.error().message()};
  DeviceFacts facts = known.facts;
  add_libraries(facts, made.libraries);
  verify::Known beside;
  beside.libraries = &made.libraries;
  auto begin = std::chrono::steady_clock::now();
  pair.verdict =
      verify::verify(std::as_bytes(std::span(*made.bytes)), facts, {"/tmp", false}, beside);
  // A library starts nowhere; the question is whether its code runs.
  if (made.program.is_library())
    std::erase_if(pair.verdict.findings,
                  [](const Finding& finding) { return finding.check != "instructions"; });
  pair.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - begin);
  return pair;
}

// All that a report says, and the functions that it names.
std::string said_in(const Verdict& verdict) {
  std::string said;
  for (const Finding& finding : verdict.findings) {
    said += finding.text + "\n";
    for (const Where& where : finding.where) said += where.function + "\n";
  }
  for (const std::string& warning : verdict.warnings) said += warning + "\n";
  return said;
}

// "WORD" must be told wherever the program does not run, "WORD@MODEL" on that machine.
void Run::look_for_names(const Made& made, const Pair& pair) {
  std::string said = said_in(pair.verdict);
  for (const std::string& entry : made.program.named) {
    std::size_t at = entry.find('@');
    std::string word = entry.substr(0, at);
    bool wanted = at == std::string::npos ? !pair.declared : entry.substr(at + 1) == pair.machine;
    if (wanted && said.find(word) == std::string::npos)
      matrix_.not_named.push_back(
          fmt::format("`{}` of {} on {}", word, pair.program, pair.machine));
  }
}

void Run::compare() {
  std::vector<std::pair<const Made*, const KnownMachine*>> work;
  for (const Made& made : programs_) {
    for (const KnownMachine& known : machines_) {
      if (known.machine.model().arch == made.program.arch) work.emplace_back(&made, &known);
    }
  }
  matrix_.pairs.resize(work.size());
  std::atomic<std::size_t> next = 0;
  auto worker = [&] {
    for (std::size_t i = next++; i < work.size(); i = next++) {
      matrix_.pairs[i] = pair_of(*work[i].first, *work[i].second);
      std::lock_guard lock(mutex_);
      look_for_names(*work[i].first, matrix_.pairs[i]);
    }
  };
  std::thread second(worker);
  worker();
  second.join();
}

// Says on stderr what takes long.
class Progress : public SilentReporter {
 public:
  void detail(std::string_view text) override { fmt::print(stderr, "{}\n", text); }
};

int main_of(std::span<char*> arguments) {
  if (arguments.size() < 5) return 2;
  std::unique_ptr<host::ProcessRunner> processes = host::system_process_runner();
  host::Host host{*processes, {}, arguments[2]};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    std::string_view text = *variable;
    host.environment.emplace(text.substr(0, text.find('=')), text.substr(text.find('=') + 1));
  }
  Expected<store::Store> store = store::Store::open(arguments[3]);
  if (!store) return fmt::print(stderr, "{}\n", store.error().message()), 2;
  Progress progress;
  Run run(std::filesystem::path(arguments[1]) / "tests/verdicts", host, *store, progress);
  bool whole = std::string_view(arguments[4]) == "whole";
  Expected<void> prepared = run.prepare(whole, arguments.size() > 5 ? arguments[5] : "");
  if (!prepared) {
    bool lacks_a_tool = prepared.error().kind() == ErrorKind::toolchain;
    fmt::print("{}{}\n", lacks_a_tool ? "skipped: " : "", prepared.error().message());
    return lacks_a_tool ? skipped : 2;
  }
  run.compare();
  if (const char* out = std::getenv("ASHORE_VERDICTS_OUT"); out != nullptr) {
    if (Expected<void> done = host::write_file(out, written(run.matrix())); !done)
      fmt::print(stderr, "{}\n", done.error().message());
  }
  return tell(run.matrix(), whole ? Measure::as_promised : Measure::sound) ? 0 : 1;
}

}  // namespace
}  // namespace ashore::verdicts

int main(int count, char** arguments) {
  return ashore::verdicts::main_of({arguments, static_cast<std::size_t>(count)});
}
