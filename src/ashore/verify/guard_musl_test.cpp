// SPDX-License-Identifier: Apache-2.0
// musl's atomics without names: what must hold for them to count as chosen by musl.
#include <gtest/gtest.h>

#include <string>

#include "ashore/verify/assembled.h"
#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

DeviceFacts arm926() {
  DeviceFacts device = r7000();
  device.baseline->value = "armv5te";
  device.features->value.names = {};
  return device;
}

// musl's src/thread/arm/atomics.s, but for its names.
const std::string atomics = R"(
barrier_dummy: bx lr
barrier_oldkuser: push {r0,r1,r2,r3,ip,lr}
 mov r1, r0
 mov r2, sp
 ldr ip, 1f
 bl 2f
 pop {r0,r1,r2,r3,ip,lr}
 bx lr
2: bx ip
barrier_v6: mcr p15, 0, r0, c7, c10, 5
 bx lr
barrier_v7: .word 0xf57ff05b
 bx lr
cas_dummy: mov r3, r0
 ldr r0, [r2]
 subs r0, r3, r0
 streq r1, [r2]
 bx lr
cas_v6: mov r3, r0
 mcr p15, 0, r0, c7, c10, 5
3: ldrex r0, [r2]
 subs r0, r3, r0
 strexeq r0, r1, [r2]
 teqeq r0, #1
 beq 3b
 mcr p15, 0, r0, c7, c10, 5
 bx lr
cas_v7: mov r3, r0
 .word 0xf57ff05b
4: ldrex r0, [r2]
 subs r0, r3, r0
 strexeq r0, r1, [r2]
 teqeq r0, #1
 beq 4b
 .word 0xf57ff05b
 bx lr
gettp: mrc p15, 0, r0, c13, c0, 3
 bx lr
1: .word 0xffff0fc0
)";

struct Setting {
  std::string bit = "0x8000";
  std::string before = "";   // the test
  std::string without = "";  // the bit
  std::string elsewhere = "";
  std::string variables = "";
  std::string call = "ldr r7, =0xf0005";
  std::string kuser = "ldr r3, =gettp_ptr\n ldr r2, =0xffff0fe0\n str r2, [r3]\n";
};

std::string program(const Setting& now) {
  return "_start: bl set\n bl use\n" + now.elsewhere + " mov r7, #1\n svc 0\n" +
         "use: ldr r3, =cas_ptr\n ldr pc, [r3]\n"
         "set: push {r7, lr}\n" +
         now.before + " ldr r3, =hwcap\n ldr r3, [r3]\n tst r3, #" + now.bit + "\n beq 5f\n" +
         " ldr r1, =cas_ptr\n ldr r2, =cas_v6\n str r2, [r1]\n ldr r1, =barrier_ptr\n"
         " ldr r2, =barrier_v7\n str r2, [r1]\n"
         "6: " +
         now.call + "\n svc 0\n pop {r7, pc}\n5: " + now.kuser + now.without + " b 6b\n .ltorg\n" +
         atomics + ".data\ncas_ptr: .word cas_dummy\nbarrier_ptr: .word barrier_dummy\n" +
         "gettp_ptr: .word gettp\n" + now.variables + ".bss\nhwcap: .space 4\n";
}

class MuslChoice : public Assembled {
 protected:
  Answer of(const Setting& setting) const {
    return finding_of(
               verify(arm(program(setting), "-static -Wl,-s"), arm926(), {"/tmp", false}, {}),
               "instructions")
        .answer;
  }
};

TEST_F(MuslChoice, atomics_whose_addresses_are_set_behind_the_test_alone_are_guarded) {
  EXPECT_EQ(of({}), Answer::runs);
  EXPECT_EQ(of({.call = "mov r7, #5\n orr r7, r7, #0xf0000"}), Answer::runs);
}

TEST_F(MuslChoice, an_address_that_is_made_elsewhere_too_leaves_it_open) {
  EXPECT_NE(of({.elsewhere = " ldr r1, =cas_ptr\n ldr r2, =cas_v6\n str r2, [r1]\n"}),
            Answer::runs);
  EXPECT_NE(of({.elsewhere = " adr r2, cas_v7\n str r2, [sp]\n"}), Answer::runs);
  EXPECT_NE(of({.before = " ldr r2, =cas_v6\n str r2, [sp]\n"}), Answer::runs);
  EXPECT_NE(of({.without = " ldr r2, =cas_v7\n str r2, [r3]\n"}), Answer::runs);
  EXPECT_NE(of({.variables = "more: .word barrier_v6\n"}), Answer::runs);
  EXPECT_NE(of({.variables = "more: .word gettp\n"}), Answer::runs);
}

TEST_F(MuslChoice, a_call_of_one_is_no_choice) {
  EXPECT_NE(of({.elsewhere = " bl cas_v6\n"}), Answer::runs);
  EXPECT_NE(of({.elsewhere = " tst r0, #1\n bne barrier_v7\n"}), Answer::runs);
  EXPECT_NE(of({.without = " bl gettp\n"}), Answer::runs);
}

TEST_F(MuslChoice, another_bit_or_another_function_is_no_choice) {
  EXPECT_NE(of({.bit = "0x4000"}), Answer::runs);
  EXPECT_NE(of({.call = "ldr r7, =0xf0002"}), Answer::runs);
}

TEST_F(MuslChoice, a_pointer_that_is_not_written_over_leads_there) {
  EXPECT_NE(of({.kuser = ""}), Answer::runs);
  EXPECT_NE(of({.kuser = "ldr r3, =cas_ptr\n ldr r2, =0xffff0fe0\n str r2, [r3]\n"}), Answer::runs);
}

}  // namespace
}  // namespace ashore::verify
