// SPDX-License-Identifier: Apache-2.0
#include "ashore/verify/program_code.h"

namespace ashore::verify {

Expected<const elf::LoadedImage*> ProgramCode::image() {
  if (!image_) image_ = elf::LoadedImage::of(subject_.bytes, subject_.file);
  if (!*image_) return Failure(image_->error());
  return &**image_;
}

const Witness& ProgramCode::witness() {
  if (!witness_) witness_ = witness_of(subject_);
  return *witness_;
}

const Functions& ProgramCode::functions() {
  if (!functions_) functions_ = Functions::of(witness().bytes, witness().facts, **image_);
  return *functions_;
}

const CodePieces& ProgramCode::pieces() {
  if (!pieces_) pieces_ = code_pieces(subject_, **image_, functions());
  return *pieces_;
}

const CodePieces& ProgramCode::refined() {
  if (!refined_) {
    refined_ = pieces();
    could_refine_ = refine_by_descent(subject_, **image_, *refined_);
  }
  return *refined_;
}

}  // namespace ashore::verify
