// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "ashore/base/assert.h"
#include "ashore/base/byte_reader.h"
#include "ashore/base/digest.h"
#include "ashore/base/evidence.h"
#include "ashore/base/exit_status.h"
#include "ashore/base/expected.h"
#include "ashore/base/reporter.h"
#include "ashore/base/version.h"

namespace ashore {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

TEST(ByteReader, reads_numbers_in_the_byte_order_of_the_file) {
  std::string_view text = "\x01\x02\x03\x04\x05\x06\x07\x08";
  ByteReader little(bytes_of(text), Endian::little);
  ByteReader big(bytes_of(text), Endian::big);
  EXPECT_EQ(little.u8(7), 0x08);
  EXPECT_EQ(little.u16(0), 0x0201);
  EXPECT_EQ(big.u16(0), 0x0102);
  EXPECT_EQ(little.u32(2), 0x06050403U);
  EXPECT_EQ(big.u32(2), 0x03040506U);
  EXPECT_EQ(little.u64(0), 0x0807060504030201U);
  EXPECT_EQ(big.u64(0), 0x0102030405060708U);
}

TEST(ByteReader, reads_nothing_that_is_not_wholly_there) {
  ByteReader reader(bytes_of("abc"), Endian::little);
  EXPECT_FALSE(reader.u32(0));
  EXPECT_FALSE(reader.u16(2));
  EXPECT_FALSE(reader.u8(3));
  EXPECT_FALSE(reader.u8(~std::uint64_t{0}));
  EXPECT_TRUE(reader.slice(3, 0));
  EXPECT_FALSE(reader.slice(4, 0));
  EXPECT_FALSE(reader.slice(1, ~std::uint64_t{0}));  // 1 + length wraps around to 0
}

TEST(ByteReader, wants_the_end_of_a_string_within_the_bytes) {
  ByteReader reader(bytes_of(std::string_view("ab\0cd", 5)), Endian::little);
  EXPECT_EQ(reader.c_string(0), "ab");
  EXPECT_EQ(reader.c_string(2), "");
  EXPECT_FALSE(reader.c_string(3));
  EXPECT_FALSE(reader.c_string(5));
}

TEST(Sha256, agrees_with_the_examples_of_fips_180) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, is_the_same_whole_and_in_pieces) {
  Sha256 sum;
  sum.add("a");
  sum.add("");
  sum.add("bc");
  EXPECT_EQ(sum.finish(), sha256("abc"));
}

TEST(Digest, comes_back_from_its_hexadecimal_form_only) {
  std::string text = hex(sha256("abc"));
  EXPECT_EQ(parse_digest(text), sha256("abc"));
  EXPECT_FALSE(parse_digest(text.substr(1)));
  EXPECT_FALSE(parse_digest(text + "0"));
  EXPECT_FALSE(parse_digest("g" + text.substr(1)));
}

TEST(Md5, agrees_with_the_example_of_rfc_1321) {
  EXPECT_EQ(md5_hex(bytes_of("abc")), "900150983cd24fb0d6963f7d28e17f72");
}

TEST(Md5, is_missing_where_libcrypto_may_not_compute_it) {
  ASSERT_EQ(EVP_default_properties_enable_fips(nullptr, 1), 1);
  EXPECT_EQ(md5_hex(bytes_of("abc")), std::nullopt);
  ASSERT_EQ(EVP_default_properties_enable_fips(nullptr, 0), 1);
  EXPECT_TRUE(md5_hex(bytes_of("abc")));
}

TEST(ExitStatus, says_what_a_shell_would_say) {
  EXPECT_EQ(shell_status(Exited{42}), 42);
  EXPECT_EQ(shell_status(Signaled{4}), 132);
  EXPECT_TRUE(succeeded(Exited{0}));
  EXPECT_FALSE(succeeded(Exited{132}));
  EXPECT_FALSE(succeeded(Signaled{0}));
}

TEST(ExitStatus, tells_an_exit_from_a_signal_in_words) {
  EXPECT_EQ(to_string(Exited{132}), "exit status 132");
  EXPECT_EQ(to_string(Signaled{4}), "signal SIGILL (4)");
  EXPECT_EQ(to_string(Signaled{62}), "signal 62");
}

TEST(ExitStatus, names_signals_as_the_machine_counts_them) {
  EXPECT_EQ(signal_name(Signaled{7}), "SIGBUS");
  EXPECT_EQ(signal_name(Signaled{10}), "SIGUSR1");
  EXPECT_EQ(signal_name(Signaled{10, SignalNumbers::mips}), "SIGBUS");
  EXPECT_EQ(signal_name(Signaled{16, SignalNumbers::mips}), "SIGUSR1");
  EXPECT_EQ(signal_name(Signaled{18, SignalNumbers::mips}), "SIGCHLD");
  EXPECT_EQ(to_string(Signaled{31, SignalNumbers::mips}), "signal SIGXFSZ (31)");
  EXPECT_EQ(signal_name(Signaled{32, SignalNumbers::mips}), "signal 32");
  for (int same : {1, 2, 3, 4, 5, 6, 8, 9, 11, 13, 14, 15}) {
    EXPECT_EQ(signal_name(Signaled{same, SignalNumbers::mips}), signal_name(same)) << same;
  }
}

Expected<int> half(int number) {
  if (number % 2 != 0) return failure(ErrorKind::bad_input, "an odd number");
  return number / 2;
}

Expected<int> quarter(int number) {
  TRY_ASSIGN(int once, half(number));
  TRY_ASSIGN(int twice, half(once));
  return twice;
}

TEST(Expected, hands_the_value_or_the_error_on) {
  EXPECT_EQ(quarter(8), 2);
  Expected<int> failed = quarter(6);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind(), ErrorKind::bad_input);
  EXPECT_EQ(failed.error().message(), "an odd number");
}

TEST(Error, keeps_steps_and_hints_in_order) {
  Error error =
      Error(ErrorKind::host, "no room").while_doing("inner").while_doing("outer").hint("x");
  EXPECT_EQ(error.steps(), (std::vector<std::string>{"inner", "outer"}));
  EXPECT_EQ(error.hints(), std::vector<std::string>{"x"});
  EXPECT_EQ(name(error.kind()), "host");
}

TEST(Version, reads_leading_numbers_and_compares_part_by_part) {
  EXPECT_EQ(parse_version("2.6.36.4brcmarm"), (Version{{2, 6, 36, 4}}));
  EXPECT_EQ(parse_version("6.1.0-27-armmp"), (Version{{6, 1, 0}}));
  EXPECT_EQ(parse_version("unknown"), std::nullopt);
  EXPECT_LT(*parse_version("2.6.36"), *parse_version("3.2"));
  EXPECT_LT(*parse_version("3.2"), *parse_version("3.10"));
  EXPECT_EQ(to_string(*parse_version("3.2.0")), "3.2.0");
}

TEST(Version, takes_a_part_that_is_not_written_as_0) {
  EXPECT_EQ(*parse_version("3.2"), *parse_version("3.2.0"));
  EXPECT_EQ(*parse_version("3.2.0.0"), *parse_version("3.2"));
  EXPECT_NE(*parse_version("3.2"), *parse_version("3.2.0.1"));
  EXPECT_LT(*parse_version("3.2"), *parse_version("3.2.0.1"));
  EXPECT_LT(*parse_version("3.1.9"), *parse_version("3.2"));
  EXPECT_GE(*parse_version("3.2"), *parse_version("3.2.0"));
}

TEST(Stage, has_a_word_for_every_stage) {
  EXPECT_EQ(name(Stage::choose), "target");
  EXPECT_EQ(name(Stage::run), "run");
}

TEST(AssertDeathTest, ends_the_program_with_the_reason) {
  EXPECT_DEATH(ASHORE_ASSERT(1 + 1 == 3, "sums are right"), "sums are right");
}

}  // namespace
}  // namespace ashore
