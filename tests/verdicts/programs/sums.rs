// SPDX-License-Identifier: Apache-2.0
//! Floats, parsed, calculated and printed; and 64-bit division and a caught panic.
trait Shape {
    fn area(&self) -> f64;
}

struct Square(f64);
struct Circle(f32);

impl Shape for Square {
    fn area(&self) -> f64 {
        self.0 * self.0
    }
}

impl Shape for Circle {
    fn area(&self) -> f64 {
        f64::from(self.0 * self.0) * std::f64::consts::PI
    }
}

fn main() {
    let words: Vec<f64> = "1.5 2.25 -0.125 1e3".split(' ').map(|word| word.parse().unwrap()).collect();
    let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Square(words[0])), Box::new(Circle(2.0))];
    let total: f64 = shapes.iter().map(|shape| shape.area()).sum::<f64>() + words.iter().sum::<f64>();
    let text = format!("{total:.3}");
    assert_eq!(text, "1018.441");
    let divided = (total * 1e6) as u64 / std::env::args().count() as u64;
    assert!(divided > 1_000_000);
    println!("ok");
}
