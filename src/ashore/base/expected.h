// SPDX-License-Identifier: Apache-2.0
// What a function returns that can fail: the value, or one Error that says what, where, why and
// what to try.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ashore {

// Decides the exit status (DESIGN: exit codes); nobody matches on message text.
enum class ErrorKind {
  usage,      // the command line makes no sense
  config,     // a file of settings makes no sense
  host,       // this computer: files, permissions, a missing program
  network,    // the device or a server cannot be reached
  device,     // the device was reached and cannot do what was asked
  toolchain,  // a compiler, a linker or a library for the target cannot be provided
  build,      // the user's project does not build
  bad_input,  // bytes from outside break their own format
  cancelled,  // the user interrupted
  bug,        // ours
};

// The stable word of a kind, as `--json` prints it.
std::string_view name(ErrorKind kind);

class [[nodiscard]] Error {
 public:
  Error(ErrorKind kind, std::string message) : kind_(kind), message_(std::move(message)) {}

  // One thing to try; shown last.
  Error hint(std::string text) && {
    hints_.push_back(std::move(text));
    return std::move(*this);
  }
  // What was going on, added by callers that know more than the callee: "reading the loader of
  // 'router'".
  Error while_doing(std::string step) && {
    steps_.push_back(std::move(step));
    return std::move(*this);
  }

  ErrorKind kind() const { return kind_; }
  const std::string& message() const { return message_; }
  // Innermost first.
  const std::vector<std::string>& steps() const { return steps_; }
  const std::vector<std::string>& hints() const { return hints_; }

 private:
  ErrorKind kind_;
  std::string message_;
  std::vector<std::string> steps_;
  std::vector<std::string> hints_;
};

// std::expected of GCC 12 lets a dropped result compile without a word; this one does not.
template <class T> class [[nodiscard]] Expected : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

using Failure = std::unexpected<Error>;

inline Failure failure(ErrorKind kind, std::string message) {
  return Failure(Error(kind, std::move(message)));
}

}  // namespace ashore

#define ASHORE_CAT2(a, b) a##b
#define ASHORE_CAT(a, b) ASHORE_CAT2(a, b)

// Returns the error of `expression` to our caller, if it has one.
#define TRY(expression)                                                                            \
  do {                                                                                             \
    if (auto try_result = (expression); !try_result)                                               \
      return ::ashore::Failure(std::move(try_result).error());                                     \
  } while (false)

#define ASHORE_TRY_ASSIGN(result, declaration, expression)                                         \
  auto result = (expression);                                                                      \
  if (!result) return ::ashore::Failure(std::move(result).error());                                \
  declaration = *std::move(result)

// `TRY_ASSIGN(Digest digest, digest_of(file));` declares `digest`, or returns the error to our
// caller.
#define TRY_ASSIGN(declaration, expression)                                                        \
  ASHORE_TRY_ASSIGN(ASHORE_CAT(try_result_, __COUNTER__), declaration, expression)
