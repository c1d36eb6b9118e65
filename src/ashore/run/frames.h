// SPDX-License-Identifier: Apache-2.0
// Finds what run.sh says between the bytes of the program that it runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ashore::run {

class FrameReader {
 public:
  // `mark` begins every frame and nothing else.
  explicit FrameReader(std::string mark) : mark_(std::move(mark)) {}

  struct Piece {
    std::string text;  // the program's own bytes, or a frame: "begun", "ended 3"
    bool is_frame = false;
    bool operator==(const Piece&) const = default;
  };

  // In the order of the stream. Only bytes that may yet become a frame are kept for the next call.
  std::vector<Piece> read(std::string_view bytes);
  // What was kept back, at the end of the stream: no frame after all.
  std::string rest();

 private:
  std::string mark_;
  std::string kept_;
};

}  // namespace ashore::run
