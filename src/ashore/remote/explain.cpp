// SPDX-License-Identifier: Apache-2.0
#include "ashore/remote/explain.h"

#include <array>
#include <optional>
#include <vector>

#include "ashore/base/text.h"

namespace ashore::remote {

namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// How ~/.ssh/known_hosts and ssh-keygen -R name a host.
std::string known_as(const Endpoint& endpoint) {
  std::string host = endpoint.host.empty() ? endpoint.destination : endpoint.host;
  if (endpoint.port.empty() || endpoint.port == "22") return host;
  return "[" + host + "]:" + endpoint.port;
}

// The Host that a configuration entry is for: without "user@".
std::string host_word(const Endpoint& endpoint) {
  std::size_t at = endpoint.destination.rfind('@');
  return at == std::string::npos ? endpoint.destination : endpoint.destination.substr(at + 1);
}

std::string configuration_hint(const Endpoint& endpoint, std::string_view setting) {
  return "if this is your device, allow its old algorithm for this host alone, in ~/.ssh/config:\n"
         "  Host " +
         host_word(endpoint) + "\n    " + std::string(setting);
}

// "Their offer: ssh-rsa,ssh-dss" names what the device would take.
std::string offered(std::string_view text) {
  constexpr std::string_view start = "Their offer: ";
  std::size_t at = text.find(start);
  if (at == std::string_view::npos) return {};
  std::string_view rest = text.substr(at + start.size());
  return printable(trimmed(rest.substr(0, rest.find('\n'))), 200);
}

struct Negotiation {
  std::string_view sign;     // what ssh says
  std::string_view what;     // in our words
  std::string_view setting;  // of ssh_config(5)
};

constexpr std::array<Negotiation, 4> negotiations = {{
    {"no matching host key type found", "host key type", "HostKeyAlgorithms"},
    {"no matching key exchange method found", "key exchange method", "KexAlgorithms"},
    {"no matching cipher found", "cipher", "Ciphers"},
    {"no matching MAC found", "message authentication code", "MACs"},
}};

std::optional<Error> explain_negotiation(const Endpoint& endpoint, std::string_view text) {
  for (const Negotiation& negotiation : negotiations) {
    if (!contains(text, negotiation.sign)) continue;
    std::string offer = offered(text);
    std::string first = offer.substr(0, offer.find(','));
    std::string setting = std::string(negotiation.setting) + " +" + first;
    // The key that answers is signed with the same old algorithm.
    if (negotiation.setting == "HostKeyAlgorithms" && first == "ssh-rsa") {
      setting += "\n    PubkeyAcceptedAlgorithms +ssh-rsa";
    }
    return Error(ErrorKind::network, "`" + endpoint.name + "` and this computer's ssh share no " +
                                         std::string(negotiation.what) + "; the device offers " +
                                         (offer.empty() ? "nothing that ssh names" : offer))
        .hint(configuration_hint(endpoint, setting));
  }
  return std::nullopt;
}

struct Cause {
  std::string_view sign, message, hint;
  ErrorKind kind = ErrorKind::network;
};

constexpr std::string_view reach_hint =
    "is it switched on, on this network, and is its ssh server running on that port?";

// In this order: the earlier ones are the reason for the later ones. {} is the device's name.
constexpr std::array<Cause, 17> causes = {{
    {"Bad configuration option", "this computer's ssh configuration is broken", "",
     ErrorKind::config},
    {"Bad owner or permissions on", "ssh refuses its own configuration file",
     "chmod 600 the file that ssh names", ErrorKind::config},
    {"Could not resolve hostname", "the name of `{}` is not known to this network",
     "try its address, or add a Host with a HostName to ~/.ssh/config"},
    {"Connection timed out", "`{}` does not answer", reach_hint},
    {"Operation timed out", "`{}` does not answer", reach_hint},
    {"timed out", "`{}` does not answer", reach_hint},
    {"No route to host", "there is no way to `{}` from here", reach_hint},
    {"Network is unreachable", "there is no way to `{}` from here", reach_hint},
    {"Connection refused", "`{}` refuses connections: nothing listens on that port", reach_hint},
    {"no mutual signature",
     "`{}` knows only the old ssh-rsa signature, which this computer's ssh no longer makes", ""},
    {"Too many authentication failures", "`{}` gave up after too many keys of the agent",
     "name the right key: IdentityFile and IdentitiesOnly yes for this host in ~/.ssh/config"},
    {"Permission denied", "`{}` refuses to let this user in",
     "try `ssh` by hand; the device needs your public key in its authorized_keys (dropbear: "
     "/etc/dropbear/authorized_keys or ~/.ssh/authorized_keys), or the user name is another"},
    {"UNPROTECTED PRIVATE KEY FILE", "ssh refuses a private key that others can read",
     "chmod 600 the key file that ssh names", ErrorKind::config},
    {"not responding", "the connection to `{}` broke: it stopped answering", reach_hint},
    {"Connection reset", "`{}` ended the connection", reach_hint},
    {"Connection closed", "`{}` ended the connection",
     "its log may say why (`logread`, dmesg); some devices allow few connections at a time"},
    {"Broken pipe", "the connection to `{}` broke", reach_hint},
}};

std::string filled(std::string_view text, const std::string& name) {
  std::string result(text);
  std::size_t at = result.find("{}");
  if (at != std::string::npos) result.replace(at, 2, name);
  return result;
}

// What ssh itself would have shown: the last lines that are no debug output.
std::string last_words(std::string_view text) {
  std::vector<std::string_view> said;
  for (std::string_view line : lines(text)) {
    std::string_view words = trimmed(line);
    if (!words.empty() && !words.starts_with("debug") && !words.starts_with("Authenticated to")) {
      said.push_back(words);
    }
  }
  std::string result;
  for (std::size_t i = said.size() > 3 ? said.size() - 3 : 0; i < said.size(); ++i) {
    if (!result.empty()) result += "; ";
    result += printable(said[i]);
  }
  return result;
}

Error changed_host_key(const Endpoint& endpoint, std::string_view text) {
  std::string fingerprint = host_key_fingerprint(text);
  std::string message = "the host key of `" + endpoint.name +
                        "` has changed: this is another device, it was set up "
                        "anew, or somebody is in between";
  if (!fingerprint.empty()) message += " (it shows " + printable(fingerprint) + ")";
  return Error(ErrorKind::network, std::move(message))
      .hint("only if you know why it changed: ssh-keygen -R '" + known_as(endpoint) + "'");
}

}  // namespace

std::string host_key_fingerprint(std::string_view log) {
  constexpr std::string_view start = "Server host key: ";
  std::string found;
  for (std::string_view line : lines(log)) {
    std::size_t at = line.find(start);
    if (at == std::string_view::npos) continue;
    std::vector<std::string_view> fields = words(line.substr(at + start.size()));
    if (fields.size() >= 2 && fields[1].starts_with("SHA256:")) found = std::string(fields[1]);
  }
  return found;
}

Error explain_ssh(const Endpoint& endpoint, std::string_view text) {
  std::string said = last_words(text);
  if (contains(text, "REMOTE HOST IDENTIFICATION HAS CHANGED")) {
    return changed_host_key(endpoint, text);
  }
  if (contains(text, "Host key verification failed")) {
    return Error(ErrorKind::network, "the host key of `" + endpoint.name +
                                         "` is not known to this computer, and nobody confirmed it")
        .hint("connect once by hand and compare the fingerprint: ssh " + endpoint.destination);
  }
  if (std::optional<Error> error = explain_negotiation(endpoint, text)) return *std::move(error);
  for (const Cause& cause : causes) {
    if (!contains(text, cause.sign)) continue;
    Error error(cause.kind, filled(cause.message, endpoint.name) +
                                (said.empty() ? "" : " (ssh: " + said + ")"));
    if (cause.sign == "no mutual signature") {
      return std::move(error).hint(
          configuration_hint(endpoint, "PubkeyAcceptedAlgorithms +ssh-rsa"));
    }
    if (!cause.hint.empty()) return std::move(error).hint(std::string(cause.hint));
    return error;
  }
  return Error(ErrorKind::network,
               "no connection to `" + endpoint.name + "`" +
                   (said.empty() ? ": ssh ended without a word" : " (ssh: " + said + ")"))
      .hint("try it by hand: ssh " + endpoint.destination);
}

}  // namespace ashore::remote
