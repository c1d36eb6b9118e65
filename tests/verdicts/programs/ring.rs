// SPDX-License-Identifier: Apache-2.0
//! Hashes, signatures and ciphers of the crate `ring`, each in the way that it takes on this CPU.
use ring::{aead, digest, hmac};

fn sealed_and_opened(algorithm: &'static aead::Algorithm) -> bool {
    let bytes = vec![7u8; algorithm.key_len()];
    let key = aead::LessSafeKey::new(aead::UnboundKey::new(algorithm, &bytes).unwrap());
    let nonce = || aead::Nonce::assume_unique_for_key([3; 12]);
    let mut text = vec![1u8; 1000];
    key.seal_in_place_append_tag(nonce(), aead::Aad::empty(), &mut text).unwrap();
    key.open_in_place(nonce(), aead::Aad::empty(), &mut text).unwrap()[..] == [1u8; 1000]
}

fn main() {
    for algorithm in [&digest::SHA256, &digest::SHA512] {
        assert_ne!(digest::digest(algorithm, b"abc").as_ref()[0], 0);
    }
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA512, b"key"), b"data");
    for algorithm in [&aead::AES_128_GCM, &aead::AES_256_GCM, &aead::CHACHA20_POLY1305] {
        assert!(sealed_and_opened(algorithm));
    }
    println!("ok");
}
