// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/deliver.h"

#include <algorithm>
#include <span>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/choose/choose.h"
#include "ashore/host/files.h"
#include "ashore/verify/verify.h"
#include "ashore/workflow/device_libraries.h"
#include "ashore/workflow/devices.h"
#include "ashore/workflow/recall.h"

namespace ashore::workflow {

namespace {

// The device was another one than we thought so often that something else is wrong.
constexpr int most_probes = 2;

Expected<Artifact> one_of(std::vector<Artifact> artifacts, const build::Request& request) {
  if (artifacts.size() == 1) return std::move(artifacts.front());
  std::string names;
  for (const Artifact& artifact : artifacts) names += (names.empty() ? "" : ", ") + artifact.name;
  return Failure(Error(ErrorKind::usage, "the project makes several programs: " + names)
                     .hint(std::string("name one: `") +
                           (request.command.empty() ? "--bin " : "--artifact ") +
                           artifacts.front().name + "`"));
}

void report(const TargetChoice& choice, Reporter& reporter) {
  std::string text = rust_name(choice.triple);
  if (!choice.reasons.empty()) text += " (" + choice.reasons.front() + ")";
  reporter.decided(Stage::choose, text);
}

// A file that has not changed since it was read last is not read again.
Expected<Program> known_program_at(const std::filesystem::path& path, const Surroundings& around) {
  Recall recall(around);
  std::error_code ignored;
  std::uintmax_t size = std::filesystem::file_size(path, ignored);
  if (std::optional<Digest> digest = recall.digest_of(path); digest && !ignored) {
    return Program{{path, path.filename().string(), *digest, size, "", std::nullopt}, {}};
  }
  TRY_ASSIGN(Program program, program_at(path));
  recall.keep(path, program.artifact.digest);
  return program;
}

Expected<Program> make_program(const Order& order, const DeviceFacts& facts,
                               std::optional<TargetChoice>& target, const Surroundings& around) {
  if (const Binary* binary = std::get_if<Binary>(&order.source))
    return known_program_at(binary->path, around);
  TRY_ASSIGN(target, order.target ? named_target(*order.target, &facts, around)
                                  : target_for(facts, around));
  const build::Request& request = std::get<build::Request>(order.source);
  TRY_ASSIGN(std::vector<Artifact> artifacts, build_for(request, *target, around));
  TRY_ASSIGN(Artifact artifact, one_of(std::move(artifacts), request));
  return Program{std::move(artifact), {}};
}

// Whether the libraries of the device had no part in it, or had all that was asked of them.
bool holds_next_time(const Verdict& verdict) {
  return verdict.answer() == Answer::runs ||
         std::ranges::none_of(verdict.findings, [](const Finding& finding) {
           return finding.check == "interpreter" || finding.check == "libraries";
         });
}

// Of the bytes that will be sent; what was told before about the same bytes is not asked again.
Expected<Verdict> verdict_of(Program& program, const Question& question, remote::Session& session,
                             const Surroundings& around) {
  Recall recall(around);
  const Artifact& artifact = program.artifact;
  if (std::optional<Verdict> known = recall.verdict_on(artifact.digest, question)) return *known;
  if (!program.bytes) {
    TRY_ASSIGN(Program read, program_at(artifact.path));
    if (read.artifact.digest != artifact.digest) {
      return failure(ErrorKind::host,
                     "`" + artifact.path.string() + "` changed since it was built");
    }
    program.bytes = std::move(read.bytes);
  }
  Verdict verdict = verdict_with_libraries(program, question.facts, question.to,
                                           question.holds_it_already, &session, around);
  if (holds_next_time(verdict)) recall.keep(verdict, question);
  return verdict;
}

// Where this very content was put on this very device before; empty: never.
class Shipments {
 public:
  Shipments(const DeviceFacts& facts, const std::string& remote_path, const Surroundings& around)
      : name_(hex(sha256(facts.identity + "\n" + remote_path)).substr(0, 32)), around_(around) {}

  bool remembers(const Digest& digest) const {
    Expected<std::filesystem::path> directory = around_.store.state("shipments");
    if (!directory) return false;
    Expected<std::string> known = host::read_file(*directory / name_, 128);
    return known && trimmed(*known) == hex(digest);
  }
  Expected<void> remember(const Digest& digest) const {
    TRY_ASSIGN(std::filesystem::path directory, around_.store.state("shipments"));
    return host::write_file(directory / name_, hex(digest) + "\n", 0600);
  }

 private:
  std::string name_;
  const Surroundings& around_;
};

// Decides where the file goes on the device and asks verify about it.
Expected<Cleared> clear(const Order& order, Program& program, remote::Session& session,
                        Delivery& delivery, const Surroundings& around) {
  const Artifact& artifact = program.artifact;
  TRY_ASSIGN(delivery.shipment.remote_path,
             ship::remote_path(artifact.name, artifact.size, delivery.facts, order.ship));
  const std::string& path = delivery.shipment.remote_path;
  bool there = Shipments(delivery.facts, path, around).remembers(artifact.digest);
  TRY_ASSIGN(Verdict verdict,
             verdict_of(program, Question{delivery.facts, path, there}, session, around));
  return Cleared::clear(artifact, std::move(verdict), order.clearance);
}

void report(const Verdict& verdict, Reporter& reporter) {
  for (const std::string& warning : verdict.warnings) reporter.warning(warning);
  std::string text(name(verdict.answer()));
  if (!verdict.findings.empty() && verdict.answer() != Answer::runs) {
    text += ": " + verdict.findings.front().text;
  }
  reporter.decided(Stage::verify, text);
}

enum class Ended { well, device_differs };

// Ships what is not there and runs it. What was sent before is run at once: the device itself
// asserts, in the same round trip, that it is the same device and the same bytes.
Expected<Ended> ship_and_run(const Cleared& cleared, const Order& order, remote::Session& session,
                             Delivery& delivery, const Surroundings& around) {
  const std::string& path = delivery.shipment.remote_path;
  const Digest& digest = cleared.artifact().digest;
  Shipments shipments(delivery.facts, path, around);
  bool there = order.run && shipments.remembers(digest);
  if (there)
    around.reporter.detail("ship: " + path +
                           " was sent before; the device checks that it still is that file");
  for (int turn = 0; turn < most_probes; ++turn) {
    if (!there) {
      bool device_changed = false;
      TRY_ASSIGN(delivery.shipment, ship::ship(cleared, delivery.facts, session, order.ship,
                                               device_changed, around.reporter));
      if (device_changed) return Ended::device_differs;
      TRY(shipments.remember(digest));
    }
    if (!order.run) return Ended::well;
    TRY_ASSIGN(run::Result result,
               run::run(*order.run,
                        {path, digest, delivery.facts.signature,
                         run::signal_numbers(delivery.facts.machine.value.arch)},
                        session));
    if (!result.not_run) {
      delivery.outcome = result.outcome;
      return Ended::well;
    }
    if (*result.not_run == run::NotRun::device_differs) return Ended::device_differs;
    there = false;
  }
  return failure(ErrorKind::device, "`" + path + "` changes on the device as soon as it was sent");
}

}  // namespace

Expected<Source> source_at(const std::filesystem::path& path, build::Request request) {
  std::error_code ignored;
  std::filesystem::file_status status = std::filesystem::status(path, ignored);
  bool is_manifest = path.filename() == "Cargo.toml" || path.filename() == "CMakeLists.txt";
  if (std::filesystem::is_directory(status) || is_manifest) {
    request.project = path;
    return Source(std::move(request));
  }
  if (std::filesystem::is_regular_file(status)) return Source(Binary{path});
  return Failure(
      Error(ErrorKind::usage, "`" + path.string() + "` is neither a project nor a program")
          .hint("give a directory with a Cargo.toml or CMakeLists.txt, or a program that is built "
                "already"));
}

Expected<TargetChoice> target_for(const DeviceFacts& facts, const Surroundings& around) {
  TRY_ASSIGN(TargetChoice choice, choose::choose(facts));
  report(choice, around.reporter);
  return choice;
}

Expected<TargetChoice> named_target(const std::string& rust_triple, const DeviceFacts* facts,
                                    const Surroundings& around) {
  TRY_ASSIGN(TargetChoice choice, facts != nullptr ? choose::for_triple(rust_triple, *facts)
                                                   : choose::for_triple(rust_triple));
  report(choice, around.reporter);
  return choice;
}

Expected<Program> program_at(const std::filesystem::path& path) {
  TRY_ASSIGN(std::string bytes, host::read_file(path));
  Artifact artifact{path, path.filename().string(), sha256(bytes), bytes.size(), "", std::nullopt};
  return Program{std::move(artifact), std::make_shared<const std::string>(std::move(bytes))};
}

Verdict verdict_on(const Program& program, const DeviceFacts& facts, const std::string& to,
                   bool holds_it_already, const verify::Known& known) {
  verify::Destination destination;
  destination.directory = std::filesystem::path(to).parent_path().string();
  destination.holds_it_already = holds_it_already;
  return verify::verify(std::as_bytes(std::span(*program.bytes)), facts, destination, known);
}

Verdict verdict_with_libraries(const Program& program, const DeviceFacts& facts,
                               const std::string& to, bool holds_it_already,
                               remote::Session* session, const Surroundings& around,
                               verify::InstructionList* listed) {
  std::string directory = std::filesystem::path(to).parent_path().string();
  LibraryFiles libraries = libraries_for(*program.bytes, directory, facts, session, around);
  verify::Known known;
  known.libraries = &libraries;
  known.digest = program.artifact.digest;
  known.listed = listed;
  // Its symbols say which bytes are code. Without them more stays open, that is all.
  std::string twin;
  if (program.artifact.with_debug)
    twin = host::read_file(*program.artifact.with_debug).value_or(std::string());
  known.twin = std::as_bytes(std::span(twin));
  return verdict_on(program, facts, to, holds_it_already, known);
}

Expected<Delivery> deliver(const Order& order, const Surroundings& around) {
  TRY_ASSIGN(Reached reached, reach(order.device, around));
  for (int turn = 0; turn < most_probes; ++turn) {
    Delivery delivery;
    delivery.facts = reached.facts;
    TRY_ASSIGN(Program program, make_program(order, delivery.facts, delivery.target, around));
    delivery.artifact = program.artifact;
    Expected<Cleared> cleared = clear(order, program, *reached.session, delivery, around);
    // The device was asked long ago; it may have more room by now, or another firmware.
    if (!cleared && reached.remembered) {
      around.reporter.detail("refused by remembered facts: " + cleared.error().message());
      TRY_ASSIGN(delivery.facts, probe_anew(*reached.session, around));
      reached.facts = delivery.facts;
      reached.remembered = false;
      cleared = clear(order, program, *reached.session, delivery, around);
    }
    if (!cleared) return Failure(std::move(cleared).error());
    report(cleared->verdict(), around.reporter);
    delivery.verdict = cleared->verdict();
    delivery.shipment.digest = delivery.artifact.digest;
    TRY_ASSIGN(Ended ended, ship_and_run(*cleared, order, *reached.session, delivery, around));
    if (ended == Ended::well) return delivery;

    around.reporter.warning(
        order.device +
        " is not the device that it was (kernel, CPU or board differ); probing anew");
    TRY_ASSIGN(reached.facts, probe_anew(*reached.session, around));
    reached.remembered = false;
  }
  return failure(ErrorKind::device,
                 "`" + order.device + "` answers differently each time it is asked what it is");
}

}  // namespace ashore::workflow
