// SPDX-License-Identifier: Apache-2.0
#include "ashore/workflow/recall.h"

#include <nlohmann/json.hpp>

#include "ashore/base/text.h"
#include "ashore/delivery/verdict_json.h"
#include "ashore/device/json.h"
#include "ashore/host/file_mark.h"
#include "ashore/host/files.h"

namespace ashore::workflow {

namespace {

constexpr std::uint64_t longest_answer = std::uint64_t{1} << 20;

}  // namespace

std::optional<std::filesystem::path> Recall::place_of(std::string_view kind,
                                                      std::string_view question) const {
  Expected<std::filesystem::path> directory = around_.store.state(kind);
  if (!directory) return std::nullopt;
  return *directory / hex(sha256(question)).substr(0, 32);
}

std::optional<Digest> Recall::digest_of(const std::filesystem::path& path) const {
  Expected<host::FileMark> mark = host::mark_of(path);
  std::optional<std::filesystem::path> place = place_of("digests", path.string());
  if (!mark || !place) return std::nullopt;
  Expected<std::string> known = host::read_file(*place, longest_answer);
  if (!known) return std::nullopt;
  std::string_view digest = trimmed(*known);
  if (!digest.ends_with(mark->text) || digest.size() <= mark->text.size()) return std::nullopt;
  digest.remove_suffix(mark->text.size() + 1);
  return parse_digest(digest);
}

void Recall::keep(const std::filesystem::path& path, const Digest& digest) const {
  Expected<host::FileMark> mark = host::mark_of(path);
  std::optional<std::filesystem::path> place = place_of("digests", path.string());
  // Where this cannot be kept, the next run is slower.
  if (mark && mark->is_at_rest && place)
    static_cast<void>(host::write_file(*place, hex(digest) + "\n" + mark->text + "\n", 0600));
}

std::optional<std::string> Recall::in_full(const Digest& digest, const Question& question) const {
  // Another ashore may know better.
  Expected<host::FileMark> self = host::mark_of(around_.host.own_program);
  if (!self) return std::nullopt;
  return self->text + "\n" + hex(digest) +
         (question.holds_it_already ? "\nthere " : "\nnot there ") + question.to + "\n" +
         to_json(question.facts);
}

std::optional<Verdict> Recall::verdict_on(const Digest& digest, const Question& question) const {
  std::optional<std::string> text = in_full(digest, question);
  std::optional<std::filesystem::path> place = text ? place_of("verdicts", *text) : std::nullopt;
  if (!place) return std::nullopt;
  Expected<std::string> known = host::read_file(*place, longest_answer);
  Expected<Verdict> verdict =
      known ? parse_verdict(*known) : Expected<Verdict>(Failure(known.error()));
  if (!verdict || verdict->artifact != digest) return std::nullopt;
  return *std::move(verdict);
}

void Recall::keep(const Verdict& verdict, const Question& question) const {
  std::optional<std::string> text = in_full(verdict.artifact, question);
  std::optional<std::filesystem::path> place = text ? place_of("verdicts", *text) : std::nullopt;
  if (!place) return;
  std::string json =
      to_json(verdict).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  static_cast<void>(host::write_file(*place, json, 0600));
}

}  // namespace ashore::workflow
