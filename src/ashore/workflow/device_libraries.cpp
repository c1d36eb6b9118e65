// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/device_libraries.h"

#include <filesystem>
#include <set>
#include <span>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/elf/elf.h"
#include "ashore/host/files.h"
#include "ashore/verify/libraries_wanted.h"
#include "embedded/device_libraries.h"

namespace ashore::workflow {

namespace {

// Settings, the program's own libraries, theirs, and so on: nobody stacks them higher.
constexpr int most_rounds = 16;
// What one device may put on this computer.
constexpr std::size_t most_files = 2048;
constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20;

Error garbled(const remote::Session& session, std::string_view what) {
  return Error(ErrorKind::device,
               "`" + session.name() +
                   "` answered with something else than its libraries: " + std::string(what));
}

// Takes the answer apart. The mark is new each time, so no file holds it.
class AnswerReader {
 public:
  AnswerReader(std::string_view text, std::string mark, const remote::Session& session)
      : rest_(text), mark_(std::move(mark)), session_(session) {}

  Expected<LibraryFiles> files(const std::set<std::string, std::less<>>& asked) {
    LibraryFiles found;
    for (;;) {
      std::size_t end = rest_.find('\n');
      if (end == rest_.npos || !rest_.starts_with(mark_ + " "))
        return Failure(garbled(session_, "a line of ours is not there"));
      std::string_view line = rest_.substr(mark_.size() + 1, end - mark_.size() - 1);
      rest_.remove_prefix(end + 1);
      if (line == "end") return found;
      bool is_absent = line.starts_with("absent ");
      std::string_view path = is_absent ? line.substr(7) : after_size(line);
      if (!asked.contains(path)) return Failure(garbled(session_, "a file nobody asked for"));
      if (is_absent) {
        found[std::string(path)] = nullptr;
        continue;
      }
      TRY_ASSIGN(std::string_view bytes, content(line));
      found[std::string(path)] = std::make_shared<const std::string>(bytes);
    }
  }

 private:
  // "file SIZE PATH"
  static std::string_view after_size(std::string_view line) {
    std::size_t blank = line.find(' ');
    blank = blank == line.npos ? blank : line.find(' ', blank + 1);
    return blank == line.npos ? std::string_view() : line.substr(blank + 1);
  }

  Expected<std::string_view> content(std::string_view line) {
    std::string_view size = words(line)[1];
    std::size_t end = rest_.find("\n" + mark_ + " ");
    if (end == rest_.npos) return Failure(garbled(session_, "a file has no end"));
    std::string_view bytes = rest_.substr(0, end);
    rest_.remove_prefix(end + 1 + mark_.size() + 1);
    bool whole = rest_.starts_with("whole\n");
    std::size_t next = rest_.find('\n');
    if (next == rest_.npos) return Failure(garbled(session_, "a line of ours has no end"));
    rest_.remove_prefix(next + 1);
    if (!whole || (size != "?" && parse_unsigned(size) != bytes.size()))
      return Failure(garbled(session_, "a file came in part"));
    return bytes;
  }

  std::string_view rest_;
  std::string mark_;
  const remote::Session& session_;
};

// What a device's libraries are kept under: another firmware, or a probe that found others, is
// another place.
std::string place_name(const DeviceFacts& facts) {
  std::string text = facts.identity + "\n" + facts.signature + "\n";
  if (facts.system) text += facts.system->value;
  for (const Fact<Loader>& loader : facts.loaders) {
    text += "\n" + loader.value.path + " ";
    if (loader.value.version) text += to_string(*loader.value.version);
  }
  for (const std::string& library : facts.libraries) text += "\n" + library;
  return hex(sha256(text)).substr(0, 32);
}

// A list of paths with digests, and the files by their digests beside it.
constexpr const char* list_name = "list.tsv";
constexpr std::string_view list_head = "ashore-libraries\t1";

Expected<void> keep(const LibraryFiles& files, const std::filesystem::path& directory) {
  TRY(host::make_directories(directory));
  std::string list = std::string(list_head) + "\n";
  for (const auto& [path, bytes] : files) {
    if (!bytes) {
      list += "-\t" + path + "\n";
      continue;
    }
    std::string name = hex(sha256(*bytes));
    list += name + "\t" + path + "\n";
    std::error_code none;
    if (!std::filesystem::exists(directory / name, none))
      TRY(host::write_file(directory / name, *bytes, 0600));
  }
  return host::write_file(directory / list_name, list, 0600);
}

LibraryFiles read_kept(const std::filesystem::path& directory) {
  LibraryFiles files;
  Expected<std::string> list = host::read_file(directory / list_name, std::uint64_t{4} << 20);
  if (!list) return files;
  std::vector<std::string_view> rows = lines(*list);
  if (rows.empty() || rows.front() != list_head) return files;
  for (std::string_view row : std::span(rows).subspan(1)) {
    std::size_t tab = row.find('\t');
    if (tab == row.npos || files.size() >= most_files) continue;
    std::string name(row.substr(0, tab)), path(row.substr(tab + 1));
    if (name == "-") {
      files[path] = nullptr;
      continue;
    }
    if (name.size() != 64 || name.find_first_not_of("0123456789abcdef") != name.npos) continue;
    Expected<std::string> bytes = host::read_file(directory / name, most_bytes);
    // Somebody else's hand, or a disk that lost it: as if it had never been asked for.
    if (!bytes || hex(sha256(*bytes)) != name) continue;
    files[path] = std::make_shared<const std::string>(*std::move(bytes));
  }
  return files;
}

Expected<std::filesystem::path> place_of(const DeviceFacts& facts, const Surroundings& around) {
  TRY_ASSIGN(std::filesystem::path directory, around.store.state("libraries"));
  return directory / place_name(facts);
}

std::uint64_t size_of(const LibraryFiles& files) {
  std::uint64_t total = 0;
  for (const auto& [path, bytes] : files) total += bytes ? bytes->size() : 0;
  return total;
}

// Asks until nothing is wanted any more. What was learnt before a failure stays.
Expected<bool> learn(std::string_view program, const ElfFacts& program_facts,
                     const std::string& directory, remote::Session& session, LibraryFiles& files,
                     Reporter& reporter) {
  bool learnt = false;
  for (int round = 0; round < most_rounds; ++round) {
    std::vector<std::vector<std::string>> wanted = verify::libraries_wanted(
        std::as_bytes(std::span(program)), program_facts, directory, files);
    if (wanted.empty()) return learnt;
    TRY_ASSIGN(LibraryFiles more, read_files(session, wanted));
    if (more.empty()) return learnt;
    learnt = true;
    files.merge(more);
    reporter.detail("libraries of the device: " + std::to_string(files.size()) + " paths, " +
                    human_bytes(size_of(files)));
    if (files.size() > most_files || size_of(files) > most_bytes)
      return failure(ErrorKind::device, "the libraries of `" + session.name() +
                                            "` are more than we read from one device");
  }
  return learnt;
}

}  // namespace

Expected<LibraryFiles> read_files(remote::Session& session,
                                  const std::vector<std::vector<std::string>>& groups) {
  std::string input;
  std::set<std::string, std::less<>> asked;
  for (const std::vector<std::string>& group : groups) {
    for (const std::string& path : group) {
      input += path + "\n";
      asked.insert(path);
    }
    input += "\n";
  }
  std::string mark = remote::fresh_mark();
  remote::Script script{remote::without_comments(embedded::device_libraries), {mark}};
  TRY_ASSIGN(remote::Answer answer, remote::ask(session, script, input));
  return AnswerReader(answer.out, mark, session).files(asked);
}

LibraryFiles kept_libraries(const DeviceFacts& facts, const Surroundings& around) {
  if (facts.identity.empty()) return {};
  Expected<std::filesystem::path> directory = place_of(facts, around);
  return directory ? read_kept(*directory) : LibraryFiles{};
}

LibraryFiles libraries_for(std::string_view program, const std::string& directory,
                           const DeviceFacts& facts, remote::Session* session,
                           const Surroundings& around) {
  Expected<ElfFacts> program_facts = elf::read(std::as_bytes(std::span(program)));
  if (!program_facts || !program_facts->interpreter) return {};
  LibraryFiles files = kept_libraries(facts, around);
  if (session == nullptr) return files;
  Expected<bool> learnt =
      learn(program, *program_facts, directory, *session, files, around.reporter);
  if (!learnt)
    around.reporter.detail("the device's libraries were not read: " + learnt.error().message());
  if (!learnt || !*learnt || facts.identity.empty()) return files;
  Expected<std::filesystem::path> place = place_of(facts, around);
  Expected<void> kept = place ? keep(files, *place) : Expected<void>(Failure(place.error()));
  if (!kept)
    around.reporter.detail("the device's libraries were not kept: " + kept.error().message());
  return files;
}

}  // namespace ashore::workflow
