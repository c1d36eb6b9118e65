// SPDX-License-Identifier: Apache-2.0
#include "ashore/delivery/verdict_json.h"

#include <nlohmann/json.hpp>
#include <string>

#include "ashore/base/text.h"

namespace ashore {

namespace {

using Json = nlohmann::json;

constexpr int version = 1;

std::string address_text(std::uint64_t address) {
  std::string digits;
  do {
    digits.insert(digits.begin(), "0123456789abcdef"[address % 16]);
    address /= 16;
  } while (address != 0);
  return "0x" + digits;
}

Json to_json(const Where& where) {
  return {{"address", address_text(where.address)},
          {"function", where.function},
          {"instruction", where.instruction},
          {"needs", where.needs}};
}

Json to_json(const Finding& finding) {
  Json places = Json::array();
  for (const Where& where : finding.where) places.push_back(to_json(where));
  Json json = {{"check", finding.check},
               {"answer", name(finding.answer)},
               {"text", finding.text},
               {"where", std::move(places)}};
  if (finding.on_device)
    json["on_device"] = {{"source", finding.on_device->source}, {"text", finding.on_device->text}};
  if (finding.hint) json["hint"] = *finding.hint;
  return json;
}

// The member if it is a string; an empty one otherwise.
std::string text_of(const Json& json, const char* member) {
  auto found = json.find(member);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& list_of(const Json& json, const char* member) {
  static const Json nothing = Json::array();
  auto found = json.find(member);
  return found != json.end() && found->is_array() ? *found : nothing;
}

Where where_of(const Json& json) {
  std::string address = text_of(json, "address");
  Where where;
  where.address =
      parse_unsigned(std::string_view(address).substr(address.starts_with("0x") ? 2 : 0), 16)
          .value_or(0);
  where.function = text_of(json, "function");
  where.instruction = text_of(json, "instruction");
  where.needs = text_of(json, "needs");
  return where;
}

std::optional<Finding> finding_of(const Json& json) {
  std::optional<Answer> answer =
      json.is_object() ? parse_answer(text_of(json, "answer")) : std::nullopt;
  if (!answer) return std::nullopt;
  Finding finding;
  finding.check = text_of(json, "check");
  finding.answer = *answer;
  finding.text = text_of(json, "text");
  if (auto on_device = json.find("on_device"); on_device != json.end() && on_device->is_object())
    finding.on_device = Evidence{text_of(*on_device, "source"), text_of(*on_device, "text")};
  if (json.contains("hint")) finding.hint = text_of(json, "hint");
  for (const Json& where : list_of(json, "where")) {
    if (where.is_object()) finding.where.push_back(where_of(where));
  }
  return finding;
}

}  // namespace

Json to_json(const Verdict& verdict) {
  Json findings = Json::array();
  for (const Finding& finding : verdict.findings) findings.push_back(to_json(finding));
  return {{"version", version},
          {"digest", hex(verdict.artifact)},
          {"answer", name(verdict.answer())},
          {"findings", std::move(findings)},
          {"warnings", verdict.warnings}};
}

Expected<Verdict> parse_verdict(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  Failure not_one = failure(ErrorKind::bad_input, "this is no verdict of version 1");
  if (!json.is_object() || json.value("version", Json()) != version) return not_one;
  std::optional<Digest> digest = parse_digest(text_of(json, "digest"));
  if (!digest) return not_one;
  Verdict verdict;
  verdict.artifact = *digest;
  for (const Json& entry : list_of(json, "findings")) {
    std::optional<Finding> finding = finding_of(entry);
    // An answer that got lost would make the verdict better than it was.
    if (!finding) return not_one;
    verdict.findings.push_back(*std::move(finding));
  }
  for (const Json& warning : list_of(json, "warnings")) {
    if (warning.is_string()) verdict.warnings.push_back(warning.get<std::string>());
  }
  if (text_of(json, "answer") != name(verdict.answer())) return not_one;
  return verdict;
}

}  // namespace ashore
