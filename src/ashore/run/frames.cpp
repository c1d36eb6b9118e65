// SPDX-License-Identifier: Apache-2.0
#include "ashore/run/frames.h"

#include <algorithm>
#include <utility>

#include "ashore/base/text.h"

namespace ashore::run {

namespace {

// The longest frame quotes what a shell says about a dead child: a line of bash with our own text.
constexpr std::size_t longest_frame = 65536;

// How many bytes at the end of `text` are the beginning of `mark`.
std::size_t begun_mark(std::string_view text, std::string_view mark) {
  std::size_t longest = std::min(text.size(), mark.size() - 1);
  for (std::size_t length = longest; length > 0; --length) {
    if (text.ends_with(mark.substr(0, length))) return length;
  }
  return 0;
}

}  // namespace

std::vector<FrameReader::Piece> FrameReader::read(std::string_view bytes) {
  kept_ += bytes;
  std::vector<Piece> pieces;
  auto pass = [&](std::size_t count) {
    if (count > 0) pieces.push_back({kept_.substr(0, count), false});
    kept_.erase(0, count);
  };
  while (true) {
    std::size_t start = kept_.find(mark_);
    if (start == std::string::npos) {
      pass(kept_.size() - begun_mark(kept_, mark_));
      return pieces;
    }
    pass(start);
    std::size_t end = kept_.find('\n');
    if (end == std::string::npos) {
      if (kept_.size() > longest_frame) pass(kept_.size());
      return pieces;
    }
    std::string_view frame = std::string_view(kept_).substr(mark_.size(), end - mark_.size());
    // A terminal on the device makes CR LF of our LF.
    pieces.push_back({std::string(trimmed(frame)), true});
    kept_.erase(0, end + 1);
  }
}

std::string FrameReader::rest() { return std::exchange(kept_, {}); }

}  // namespace ashore::run
