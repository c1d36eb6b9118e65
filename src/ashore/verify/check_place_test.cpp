// SPDX-License-Identifier: Apache-2.0
// check_noexec and check_room: where the program would be put.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ashore/verify/place.h"
#include "ashore/verify/sample_device.h"

namespace ashore::verify {
namespace {

using elf::SampleImage;
using ::testing::HasSubstr;

Finding in(const std::string& directory, std::string_view check,
           const DeviceFacts& device = r7000()) {
  return finding_of(verdict_on(SampleImage(), device, directory), check);
}

TEST(PlaceOf, finds_the_deepest_place_by_whole_path_components) {
  DeviceFacts device = r7000();
  device.places.push_back(place("/tmp/ram", 1, true));
  EXPECT_EQ(place_of(device, "/tmp/ram/x")->value.path, "/tmp/ram");
  EXPECT_EQ(place_of(device, "/tmp/rambo")->value.path, "/tmp");
  EXPECT_EQ(place_of(device, "/tmp")->value.path, "/tmp");
  EXPECT_EQ(place_of(device, "/tmpfiles"), nullptr);
  EXPECT_EQ(place_of(device, "/tmp/../mnt/usb"), nullptr);
  device.places = {place("/", 1, true)};
  EXPECT_EQ(place_of(device, "/opt")->value.path, "/");
  EXPECT_EQ(place_of(device, "opt"), nullptr);
}

TEST(NoexecCheck, refuses_a_noexec_mount_and_names_a_better_place) {
  Finding finding = in("/mnt/usb/bin", "noexec");
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_EQ(finding.text, "`/mnt/usb` is mounted noexec: no program runs there");
  EXPECT_EQ(finding.on_device, (Evidence{"mount", "noexec"}));
  EXPECT_EQ(finding.hint, "put it in `/tmp`, where programs may run");
  EXPECT_EQ(in("/tmp", "noexec").answer, Answer::runs);
}

TEST(NoexecCheck, any_executable_place_will_do_when_none_is_decided) {
  EXPECT_EQ(in("", "noexec").answer, Answer::runs);
  DeviceFacts device = r7000();
  device.places.erase(device.places.begin());
  EXPECT_EQ(in("", "noexec", device).answer, Answer::will_not_run);
  device.places.clear();
  EXPECT_EQ(in("", "noexec", device).answer, Answer::cannot_tell);
}

TEST(NoexecCheck, cannot_tell_about_a_directory_that_nobody_looked_at) {
  EXPECT_EQ(in("/opt", "noexec").answer, Answer::cannot_tell);
  EXPECT_EQ(in("/opt", "room"), Finding{});
}

TEST(RoomCheck, compares_the_file_with_what_is_free_there) {
  DeviceFacts device = r7000();
  EXPECT_EQ(in("/tmp", "room", device).answer, Answer::runs);
  device.places[0].value.free_bytes = 10;
  Finding finding = in("/tmp", "room", device);
  EXPECT_EQ(finding.answer, Answer::will_not_run);
  EXPECT_THAT(finding.text, HasSubstr("`/tmp` has 10 B free"));
}

TEST(RoomCheck, wants_no_room_for_what_is_there_already) {
  DeviceFacts device = r7000();
  device.places[0].value.free_bytes = 10;
  Verdict verdict = verify(SampleImage().bytes(), device, Destination{"/tmp", true});
  EXPECT_EQ(finding_of(verdict, "room").answer, Answer::runs);
}

TEST(RoomCheck, takes_any_executable_place_when_none_is_decided) {
  DeviceFacts device = r7000();
  device.places[0].value.free_bytes = 10;
  EXPECT_EQ(in("", "room", device).answer, Answer::will_not_run);  // not the noexec stick
  device.places.push_back(place("/jffs", 1'000'000, true));
  EXPECT_EQ(in("", "room", device).answer, Answer::runs);
}

TEST(RoomCheck, cannot_tell_when_the_device_could_not_measure_it) {
  DeviceFacts device = r7000();
  device.places[0].value.free_measured = false;
  EXPECT_EQ(in("/tmp", "room", device).answer, Answer::cannot_tell);
  EXPECT_EQ(in("", "room", device).answer, Answer::cannot_tell);
}

}  // namespace
}  // namespace ashore::verify
