//! The instruction set that every machine has: loops over arrays, which the compiler vectorizes as it can.

#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use super::{Block, GATHER_TABLE_LEN, GatherTable, LANES, Lanes, sealed};

/// The portable instruction set.
#[derive(Clone, Copy, Debug)]
pub struct Portable(pub(super) ());

impl sealed::Sealed for Portable {}

/// Applies an operation to each of eight numbers, or pairs of them.
macro_rules! each {
    ($left:ident, $right:ident, $operation:expr) => {{
        let mut out = $left;
        for (out, right) in out.iter_mut().zip($right) {
            *out = $operation(*out, right);
        }
        out
    }};
}

impl Lanes for Portable {
    type Eight = [f64; LANES];
    type Words = [u64; LANES];

    #[inline(always)]
    fn load(self, block: &Block) -> Self::Eight {
        block.0
    }
    #[inline(always)]
    fn store(self, eight: Self::Eight, block: &mut Block) {
        block.0 = eight;
    }
    #[inline(always)]
    fn splat(self, number: f64) -> Self::Eight {
        [number; LANES]
    }
    #[inline(always)]
    fn add(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
        each!(left, right, |a: f64, b: f64| a + b)
    }
    #[inline(always)]
    fn sub(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
        each!(left, right, |a: f64, b: f64| a - b)
    }
    #[inline(always)]
    fn mul(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
        each!(left, right, |a: f64, b: f64| a * b)
    }
    #[inline(always)]
    fn div(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
        each!(left, right, |a: f64, b: f64| a / b)
    }
    #[inline(always)]
    fn min(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
        each!(left, right, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    fn max(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
        each!(left, right, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn sqrt(self, eight: Self::Eight) -> Self::Eight {
        eight.map(f64::sqrt)
    }
    #[inline(always)]
    fn floor(self, eight: Self::Eight) -> Self::Eight {
        eight.map(f64::floor)
    }
    #[inline(always)]
    fn pick(self, left: Self::Eight, right: Self::Eight, yes: Self::Eight, no: Self::Eight) -> Self::Eight {
        let mut out = no;
        for lane in 0..LANES {
            out[lane] = if left[lane] < right[lane] { yes[lane] } else { no[lane] };
        }
        out
    }
    #[inline(always)]
    fn less(self, left: Self::Eight, right: Self::Eight) -> u8 {
        (0..LANES).fold(0, |bits, lane| bits | u8::from(left[lane] < right[lane]) << lane)
    }
    #[inline(always)]
    fn lower_halves(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
        std::array::from_fn(|lane| if lane < LANES / 2 { left[lane] } else { right[lane - LANES / 2] })
    }
    #[inline(always)]
    fn upper_halves(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
        std::array::from_fn(|lane| if lane < LANES / 2 { left[lane + LANES / 2] } else { right[lane] })
    }
    #[inline(always)]
    fn gather(self, table: &GatherTable, places: Self::Words) -> Self::Eight {
        places.map(|place| table[place as usize % GATHER_TABLE_LEN])
    }

    #[inline(always)]
    fn bits(self, eight: Self::Eight) -> Self::Words {
        eight.map(f64::to_bits)
    }
    #[inline(always)]
    fn of_bits(self, words: Self::Words) -> Self::Eight {
        words.map(f64::from_bits)
    }
    #[inline(always)]
    fn load_words(self, words: &[u64; LANES]) -> Self::Words {
        *words
    }
    #[inline(always)]
    fn splat_words(self, word: u64) -> Self::Words {
        [word; LANES]
    }
    #[inline(always)]
    fn add_words(self, left: Self::Words, right: Self::Words) -> Self::Words {
        each!(left, right, |a: u64, b: u64| a.wrapping_add(b))
    }
    #[inline(always)]
    fn mul_lower(self, left: Self::Words, right: Self::Words) -> Self::Words {
        each!(left, right, |a: u64, b: u64| u64::from(a as u32) * u64::from(b as u32))
    }
    #[inline(always)]
    fn xor(self, left: Self::Words, right: Self::Words) -> Self::Words {
        each!(left, right, |a: u64, b: u64| a ^ b)
    }
    #[inline(always)]
    fn upper_to_lower(self, words: Self::Words) -> Self::Words {
        words.map(|word| word >> 32)
    }
    #[inline(always)]
    fn up<const BITS: u32>(self, words: Self::Words) -> Self::Words {
        words.map(|word| word << BITS)
    }
    #[inline(always)]
    fn down<const BITS: u32>(self, words: Self::Words) -> Self::Words {
        words.map(|word| word >> BITS)
    }
}
