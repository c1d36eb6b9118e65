// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/device_libraries.h"

#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/elf/elf.h"
#include "ashore/host/files.h"
#include "ashore/verify/libraries_wanted.h"
#include "ashore/verify/script.h"
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

// How a file looked from outside: its inode, its size and when it was changed.
using Stamps = std::map<std::string, std::string, std::less<>>;
constexpr std::size_t most_of_a_stamp = 5000;  // a path has up to 4096

struct Answered {
  LibraryFiles files;
  Stamps stamps;
  bool knows_stamps = false;  // the device has an `ls` that tells them
};

// Takes the answer apart. The mark is new each time, so no file holds it.
class AnswerReader {
 public:
  AnswerReader(std::string_view text, std::string mark, const remote::Session& session)
      : rest_(text), mark_(std::move(mark)), session_(session) {}

  Expected<Answered> files(const std::set<std::string, std::less<>>& asked) {
    Answered found;
    for (;;) {
      std::size_t end = rest_.find('\n');
      if (end == rest_.npos || !rest_.starts_with(mark_ + " "))
        return Failure(garbled(session_, "a line of ours is not there"));
      std::string_view line = rest_.substr(mark_.size() + 1, end - mark_.size() - 1);
      rest_.remove_prefix(end + 1);
      if (line == "end") return found;
      if (line.starts_with("stamp ")) {
        TRY(add_stamp(line.substr(6), asked, found));
        continue;
      }
      bool is_absent = line.starts_with("absent ");
      std::string_view path = is_absent ? line.substr(7) : after_size(line);
      if (!asked.contains(path)) return Failure(garbled(session_, "a file nobody asked for"));
      if (is_absent) {
        found.files[std::string(path)] = nullptr;
        continue;
      }
      TRY_ASSIGN(std::string_view bytes, content(line));
      found.files[std::string(path)] = std::make_shared<const std::string>(bytes);
    }
  }

 private:
  // A line of `ls`, at whose end the path stands.
  Expected<void> add_stamp(std::string_view line, const std::set<std::string, std::less<>>& asked,
                           Answered& found) const {
    std::size_t begin = line.find(" /");
    if (begin == line.npos || line.size() > most_of_a_stamp) return {};
    std::string_view path = line.substr(begin + 1);
    if (path == "/") {
      found.knows_stamps = true;
      return {};
    }
    if (!asked.contains(path)) return Failure(garbled(session_, "a file nobody asked for"));
    // Columns are as wide as the other lines of the answer want them.
    std::vector<std::string_view> columns = words(line.substr(0, begin));
    std::vector<std::string> told(columns.begin(), columns.end());
    found.stamps[std::string(path)] = printable(joined(told, " "));
    return {};
  }

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

// What is kept of a device.
struct Kept {
  LibraryFiles files;
  Stamps stamps;  // of files that are there, as far as the device told
};

// A list of paths with digests and stamps, and the files by their digests beside it.
constexpr const char* list_name = "list.tsv";
constexpr std::string_view list_head = "ashore-libraries\t2";

Expected<void> keep(const Kept& kept, const std::filesystem::path& directory) {
  TRY(host::make_directories(directory));
  std::string list = std::string(list_head) + "\n";
  for (const auto& [path, bytes] : kept.files) {
    if (!bytes) {
      list += "-\t\t" + path + "\n";
      continue;
    }
    std::string name = hex(sha256(*bytes));
    const auto stamp = kept.stamps.find(path);
    list += name + "\t" + (stamp == kept.stamps.end() ? "" : stamp->second) + "\t" + path + "\n";
    std::error_code none;
    if (!std::filesystem::exists(directory / name, none))
      TRY(host::write_file(directory / name, *bytes, 0600));
  }
  return host::write_file(directory / list_name, list, 0600);
}

Kept read_kept(const std::filesystem::path& directory) {
  Kept kept;
  Expected<std::string> list = host::read_file(directory / list_name, std::uint64_t{4} << 20);
  if (!list) return kept;
  std::vector<std::string_view> rows = lines(*list);
  if (rows.empty() || rows.front() != list_head) return kept;
  for (std::string_view row : std::span(rows).subspan(1)) {
    std::size_t tab = row.find('\t');
    std::size_t second = tab == row.npos ? tab : row.find('\t', tab + 1);
    if (second == row.npos || kept.files.size() >= most_files) continue;
    std::string name(row.substr(0, tab)), path(row.substr(second + 1));
    if (name == "-") {
      kept.files[path] = nullptr;
      continue;
    }
    if (name.size() != 64 || name.find_first_not_of("0123456789abcdef") != name.npos) continue;
    Expected<std::string> bytes = host::read_file(directory / name, most_bytes);
    // Somebody else's hand, or a disk that lost it: as if it had never been asked for.
    if (!bytes || hex(sha256(*bytes)) != name) continue;
    kept.files[path] = std::make_shared<const std::string>(*std::move(bytes));
    if (second > tab + 1) kept.stamps[path] = row.substr(tab + 1, second - tab - 1);
  }
  return kept;
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

Expected<Answered> ask(remote::Session& session, const std::string& input,
                       const std::set<std::string, std::less<>>& asked) {
  std::string mark = remote::fresh_mark();
  remote::Script script{remote::without_comments(embedded::device_libraries), {mark}};
  TRY_ASSIGN(remote::Answer answer, remote::ask(session, script, input));
  return AnswerReader(answer.out, mark, session).files(asked);
}

// Of each group the first file that is there.
Expected<Answered> ask_for(remote::Session& session,
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
  return ask(session, input, asked);
}

// Only how these files look from outside.
Expected<Answered> look_at(remote::Session& session,
                           const std::set<std::string, std::less<>>& paths) {
  std::string input;
  for (const std::string& path : paths) input += "=" + path + "\n";
  return ask(session, input, paths);
}

// Somebody may have put other libraries there under the same names, without another kernel. What is
// not as it was is forgotten, and so is that something was not there if it is now.
Expected<bool> forget_what_changed(remote::Session& session, Kept& kept, Reporter& reporter) {
  std::set<std::string, std::less<>> paths;
  for (const auto& [path, bytes] : kept.files) paths.insert(path);
  TRY_ASSIGN(Answered now, look_at(session, paths));
  if (!now.knows_stamps) return false;
  std::size_t before = kept.files.size();
  std::erase_if(kept.files, [&](const auto& file) {
    const auto stamp = now.stamps.find(file.first);
    bool is_there = stamp != now.stamps.end();
    if (!file.second || !is_there) return is_there != (file.second != nullptr);
    const auto then = kept.stamps.find(file.first);
    return then == kept.stamps.end() || then->second != stamp->second;
  });
  if (kept.files.size() == before) return false;
  reporter.detail("libraries of the device that changed: " +
                  std::to_string(before - kept.files.size()));
  return true;
}

// Asks until nothing is wanted any more. What was learnt before a failure stays.
Expected<bool> learn(std::string_view program, const ElfFacts& program_facts,
                     const std::string& directory, remote::Session& session, Kept& kept,
                     Reporter& reporter) {
  LibraryFiles& files = kept.files;
  bool learnt = false;
  for (int round = 0; round < most_rounds; ++round) {
    std::vector<std::vector<std::string>> wanted = verify::libraries_wanted(
        std::as_bytes(std::span(program)), program_facts, directory, files);
    if (wanted.empty()) return learnt;
    TRY_ASSIGN(Answered more, ask_for(session, wanted));
    if (more.files.empty()) return learnt;
    learnt = true;
    files.merge(more.files);
    for (auto& [path, stamp] : more.stamps) kept.stamps[path] = std::move(stamp);
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
  TRY_ASSIGN(Answered answered, ask_for(session, groups));
  return std::move(answered.files);
}

std::string place_of_libraries(const DeviceFacts& facts) { return place_name(facts); }

LibraryFiles kept_libraries(const DeviceFacts& facts, const Surroundings& around) {
  if (facts.identity.empty()) return {};
  Expected<std::filesystem::path> directory = place_of(facts, around);
  return directory ? read_kept(*directory).files : LibraryFiles{};
}

namespace {

// Whether the program that a script is for is there: a file without bytes, or none.
LibraryFiles interpreter_for(std::string_view script, remote::Session* session,
                             Reporter& reporter) {
  std::optional<std::string> path = verify::interpreter_wanted(std::as_bytes(std::span(script)));
  if (!path || session == nullptr) return {};
  Expected<Answered> seen = look_at(*session, {*path});
  if (!seen) reporter.detail("the device was not asked for " + *path);
  if (!seen || !seen->knows_stamps) return {};
  if (!seen->stamps.contains(*path)) return {{*path, nullptr}};
  return {{*path, std::make_shared<const std::string>()}};
}

}  // namespace

LibraryFiles libraries_for(std::string_view program, const std::string& directory,
                           const DeviceFacts& facts, remote::Session* session,
                           const Surroundings& around) {
  Expected<ElfFacts> program_facts = elf::read(std::as_bytes(std::span(program)));
  if (!program_facts) return interpreter_for(program, session, around.reporter);
  if (!program_facts->interpreter) return {};
  Expected<std::filesystem::path> place = place_of(facts, around);
  Kept kept;
  if (place && !facts.identity.empty()) kept = read_kept(*place);
  if (session == nullptr) return std::move(kept.files);
  if (!kept.files.empty()) {
    Expected<bool> forgotten = forget_what_changed(*session, kept, around.reporter);
    if (!forgotten)
      around.reporter.detail("the device's libraries were not looked at: " +
                             forgotten.error().message());
  }
  Expected<bool> learnt =
      learn(program, *program_facts, directory, *session, kept, around.reporter);
  if (!learnt)
    around.reporter.detail("the device's libraries were not read: " + learnt.error().message());
  if (!learnt || !*learnt || facts.identity.empty()) return std::move(kept.files);
  Expected<void> done = place ? keep(kept, *place) : Expected<void>(Failure(place.error()));
  if (!done)
    around.reporter.detail("the device's libraries were not kept: " + done.error().message());
  return std::move(kept.files);
}

}  // namespace ashore::workflow
