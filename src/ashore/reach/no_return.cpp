// SPDX-License-Identifier: Apache-2.0
// Sources: ISO C 7.22 and 7.26, POSIX.1-2017, the headers of glibc and musl (noreturn), Itanium C++
// ABI and EHABI (IHI 0038), libstdc++'s functexcept.h, OpenSSL's crypto.h.
#include "ashore/reach/no_return.h"

#include <algorithm>
#include <array>

namespace ashore::reach {

namespace {

constexpr auto names = std::to_array<std::string_view>({
    "_Exit",
    "_Unwind_Resume",
    "_ZSt10unexpectedv",
    "_ZSt9terminatev",
    "__assert",
    "__assert_fail",
    "__assert_perror_fail",
    "__chk_fail",
    "__cxa_bad_cast",
    "__cxa_bad_typeid",
    "__cxa_call_unexpected",
    "__cxa_deleted_virtual",
    "__cxa_end_cleanup",
    "__cxa_pure_virtual",
    "__cxa_rethrow",
    "__cxa_throw",
    "__cxa_throw_bad_array_new_length",
    "__fortify_fail",
    "__libc_fatal",
    "__libc_start_main",
    "__longjmp_chk",
    "__stack_chk_fail",
    "__uClibc_main",
    "_exit",
    "_longjmp",
    "abort",
    "err",
    "errx",
    "exit",
    "longjmp",
    "pthread_exit",
    "quick_exit",
    "siglongjmp",
    "thrd_exit",
    "verr",
    "verrx",
    "OPENSSL_die",
});

}  // namespace

bool never_returns(std::string_view name) {
  bool throws = name.starts_with("_ZSt") && name.find("__throw_") != name.npos;
  return throws || std::ranges::find(names, name) != names.end();
}

}  // namespace ashore::reach
