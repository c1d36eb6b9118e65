// SPDX-License-Identifier: Apache-2.0
// Code that a program for ARM never comes to where the kernel leaves bits of AT_HWCAP or AT_HWCAP2
// unset: all that it may execute is gone through once with whatever getauxval may answer, and once
// with what it answers on the device.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ashore/target/machine.h"
#include "ashore/verify/guards.h"
#include "ashore/verify/references.h"

namespace ashore::verify {

// The bits that a kernel surely leaves unset on a device which has nothing beyond the floor.
struct UnsetBits {
  std::uint32_t hwcap = 0, hwcap2 = 0;
};
UnsetBits unset_bits(const Floor& floor);

class SparedCode {
 public:
  // What is given must outlive this.
  SparedCode(const elf::LoadedImage& image, const ElfFacts& facts, const Functions& functions,
             const References& references, const Floor& floor);
  ~SparedCode();
  SparedCode(const SparedCode&) = delete;
  SparedCode& operator=(const SparedCode&) = delete;

  // Whether the program would execute it on other devices, and does not on this one.
  bool has(const Offender& offender) const;
  // Whether nothing in the program leads there, as in a function of an archive that nobody calls.
  bool is_never_led_to(const Offender& offender) const;
  // "getauxval(AT_HWCAP), kept in OPENSSL_armcap_P".
  const std::string& question() const { return question_; }

 private:
  struct Found;
  std::string question_;
  std::unique_ptr<const Found> found_;
};

}  // namespace ashore::verify
