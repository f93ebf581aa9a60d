//! Random numbers that are counted, not chained: any number can be had without those before it.
//!
//! A number belongs to a seed, a stream and the number of a draw, and to nothing else: not to the thread, the block,
//! the instruction set or what else is drawn. One counter gives 128 bits, which serve two draws, four apart within
//! eight, so that eight draws are four counters, and those of two streams fill eight lanes:
//!
//! ```text
//! draw       8 q + r,  r = 0 .. 7
//! counter    4 q + (r mod 4) as 64 bits, then the stream as 64 bits, low words first
//! key        the seed as 64 bits, low word first
//! bits       words 0 and 1 for r < 4, words 2 and 3 for r >= 4
//! ```
//!
//! # Source
//! Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011), Philox4x32-10.

#![allow(clippy::inline_always)] // What is not inlined into `lanes::dispatch` is compiled without the instruction set.

use corridor_kernel::lanes::{LANES, Lanes};
use sha2::{Digest, Sha256};

/// The multipliers of a round.
const FACTORS: [u64; 2] = [0xD251_1F53, 0xCD9E_8D57];
/// What the key grows by after a round: the golden ratio and the square root of 3 less 1.
const GROWTH: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
/// The rounds.
const ROUNDS: usize = 10;
/// The lower half of a word.
const LOW: u64 = 0xFFFF_FFFF;
/// The counters that eight draws of a stream take.
const COUNTERS: usize = LANES / 2;
/// The streams that [`uniforms`] works on at once.
pub(super) const STREAMS: usize = 4;

/// Returns the stream of a figure: the first eight bytes of the SHA-256 of a zero and its path, lowest first.
///
/// It depends on nothing but the path, so rows that come and go change no other figure's numbers.
pub(crate) fn stream(path: &str) -> u64 {
    let hash = Sha256::new().chain_update([0]).chain_update(path).finalize();
    u64::from_le_bytes(hash[..8].try_into().expect("a hash of 32 bytes"))
}

/// Encrypts a counter with a key.
pub fn philox(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let mut words = counter;
    let [mut left, mut right] = key;
    for _ in 0..ROUNDS {
        let (first, second) = (u64::from(words[0]) * FACTORS[0], u64::from(words[2]) * FACTORS[1]);
        words = [
            (second >> 32) as u32 ^ words[1] ^ left,
            second as u32,
            (first >> 32) as u32 ^ words[3] ^ right,
            first as u32,
        ];
        (left, right) = (left.wrapping_add(GROWTH[0]), right.wrapping_add(GROWTH[1]));
    }
    words
}

/// Returns the key of a seed.
pub(crate) const fn key(seed: u64) -> [u32; 2] {
    [seed as u32, (seed >> 32) as u32]
}

/// Returns the uniform number of a draw.
pub(crate) fn uniform(key: [u32; 2], stream: u64, draw: u64) -> f64 {
    let counter = counter(draw / LANES as u64, draw % COUNTERS as u64);
    let words = philox([counter as u32, (counter >> 32) as u32, stream as u32, (stream >> 32) as u32], key);
    let first = if draw % (LANES as u64) < COUNTERS as u64 { 0 } else { 2 };
    open_unit(u64::from(words[first]) | u64::from(words[first + 1]) << 32)
}

/// Returns the counter of a place within eight draws.
#[inline(always)]
const fn counter(eight: u64, place: u64) -> u64 {
    eight * COUNTERS as u64 + place
}

/// The part of Philox that the numbers of eight draws share, whatever the stream: their counters after the first round,
/// for two streams, and the keys of the later rounds.
#[derive(Clone, Copy)]
pub(super) struct Counters<L: Lanes> {
    high: L::Words,
    product: L::Words,
    mixed: L::Words,
    keys: [[L::Words; 2]; ROUNDS - 1],
}

impl<L: Lanes> Counters<L> {
    /// Counts the draws `8 eight ..= 8 eight + 7` under a key.
    #[inline(always)]
    pub(super) fn of(lanes: L, key: [u32; 2], eight: u64) -> Self {
        let counters: [u64; LANES] = std::array::from_fn(|at| counter(eight, (at % COUNTERS) as u64));
        let [mut left, mut right] = key;
        let counters = lanes.load_words(&counters);
        let product = lanes.mul_lower(counters, lanes.splat_words(FACTORS[0]));
        let high = lanes.xor(lanes.down::<32>(counters), lanes.splat_words(u64::from(left)));
        let mixed = lanes.xor(lanes.upper_to_lower(product), lanes.splat_words(u64::from(right)));
        let mut keys = [[lanes.splat_words(0); 2]; ROUNDS - 1];
        for key in &mut keys {
            (left, right) = (left.wrapping_add(GROWTH[0]), right.wrapping_add(GROWTH[1]));
            *key = [lanes.splat_words(u64::from(left)), lanes.splat_words(u64::from(right))];
        }
        Self { high, product, mixed, keys }
    }
}

/// Repeats one word for the four counters of a stream and another for those of a second one.
#[inline(always)]
fn halves<L: Lanes>(lanes: L, one: u64, other: u64) -> L::Words {
    let (one, other) = (lanes.of_bits(lanes.splat_words(one)), lanes.of_bits(lanes.splat_words(other)));
    lanes.bits(lanes.lower_halves(one, other))
}

/// Returns the uniform numbers of eight draws of two streams: those of [`uniform`].
#[inline(always)]
fn two<L: Lanes>(lanes: L, counters: &Counters<L>, streams: [u64; 2]) -> [L::Eight; 2] {
    let factors = [lanes.splat_words(FACTORS[0]), lanes.splat_words(FACTORS[1])];
    // Of the first round only the product of the stream is left to do.
    let product = halves(lanes, (streams[0] & LOW) * FACTORS[1], (streams[1] & LOW) * FACTORS[1]);
    let names = halves(lanes, streams[0] >> 32, streams[1] >> 32);
    // The upper halves of words hold remains that no one looks at: a multiplication of two lower halves is one
    // instruction in lanes.
    let mut words = [
        lanes.xor(lanes.upper_to_lower(product), counters.high),
        product,
        lanes.xor(names, counters.mixed),
        counters.product,
    ];
    for &[left, right] in &counters.keys {
        let (first, second) = (lanes.mul_lower(words[0], factors[0]), lanes.mul_lower(words[2], factors[1]));
        words = [mixed(lanes, second, words[1], left), second, mixed(lanes, first, words[3], right), first];
    }
    let (first, last) = (open_units(lanes, words[0], words[1]), open_units(lanes, words[2], words[3]));
    [lanes.lower_halves(first, last), lanes.upper_halves(first, last)]
}

/// Mixes the upper half of a product with a word and a key.
#[inline(always)]
fn mixed<L: Lanes>(lanes: L, product: L::Words, word: L::Words, key: L::Words) -> L::Words {
    lanes.xor(lanes.xor(lanes.upper_to_lower(product), word), key)
}

/// Does what [`open_unit`] does, with the lower half of one word and that of another above it.
#[inline(always)]
fn open_units<L: Lanes>(lanes: L, low: L::Words, high: L::Words) -> L::Eight {
    let (low, high) = (lanes.down::<44>(lanes.up::<32>(low)), lanes.down::<12>(lanes.up::<32>(high)));
    let bits = lanes.xor(lanes.xor(low, high), lanes.splat_words(1.0_f64.to_bits()));
    lanes.sub(lanes.of_bits(bits), lanes.splat(1.0 - f64::EPSILON / 2.0))
}

/// Returns the uniform numbers of eight draws of some streams: those of [`uniform`].
#[inline(always)]
pub(super) fn uniforms<L: Lanes>(lanes: L, counters: &Counters<L>, streams: [u64; STREAMS]) -> [L::Eight; STREAMS] {
    let [first, second] = two(lanes, counters, [streams[0], streams[1]]);
    let [third, fourth] = two(lanes, counters, [streams[2], streams[3]]);
    [first, second, third, fourth]
}

/// Returns an odd multiple of 2^-53 between 0 and 1: neither is ever reached, and the middle is exact.
fn open_unit(bits: u64) -> f64 {
    // The upper 52 bits as those of a number from 1 to 2; what is taken off is exact, and so is the difference.
    f64::from_bits(1.0_f64.to_bits() | bits >> 12) - (1.0 - f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::{Counters, STREAMS, key, open_unit, philox, uniform, uniforms};
    use corridor_kernel::lanes::{Block, Lanes, Work, dispatch};

    /// The numbers of some streams in eight draws.
    struct Many(u64, u64, [u64; STREAMS]);

    impl Work for Many {
        type Output = [Block; STREAMS];

        #[inline(always)]
        fn run<L: Lanes>(self, lanes: L) -> Self::Output {
            let mut out = [Block::default(); STREAMS];
            let numbers = uniforms(lanes, &Counters::of(lanes, key(self.0), self.1), self.2);
            for (numbers, out) in numbers.into_iter().zip(&mut out) {
                lanes.store(numbers, out);
            }
            out
        }
    }

    #[test]
    fn published_answers_are_met() {
        // Random123, `kat_vectors`, the lines `philox4x32 10`.
        let zeros = philox([0; 4], [0; 2]);
        assert_eq!(zeros, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        let ones = philox([u32::MAX; 4], [u32::MAX; 2]);
        assert_eq!(ones, [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        let digits_of_pi = philox([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]);
        assert_eq!(digits_of_pi, [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]);
    }

    #[test]
    fn many_at_once_are_those_one_at_a_time() {
        let streams: [u64; STREAMS] = [0, u64::MAX, 0x0123_4567_89ab_cdef, 1];
        for eight in [0, 1, 77, u64::from(u32::MAX), (1 << 61) - 1] {
            for seed in [0, 42, u64::MAX] {
                let all = dispatch(Many(seed, eight, streams));
                for (stream, all) in streams.iter().zip(all) {
                    for (place, found) in all.0.into_iter().enumerate() {
                        let wanted = uniform(key(seed), *stream, eight * 8 + place as u64);
                        assert_eq!(found.to_bits(), wanted.to_bits());
                    }
                }
            }
        }
    }

    #[test]
    fn no_number_is_0_or_1() {
        let least = f64::EPSILON / 2.0;
        for (bits, wanted) in [(0, least), (u64::MAX, 1.0 - least), (1 << 63, 0.5 + least)] {
            assert_eq!(open_unit(bits).to_bits(), wanted.to_bits());
        }
    }

    #[test]
    fn numbers_are_uniform_and_do_not_go_together() {
        // 65,536 numbers of two streams in 64 boxes a side: chi square with n degrees of freedom lies within five
        // standard deviations, sqrt(2 n), of n; the sample correlation within five times 1/sqrt(65,536).
        let numbers = |stream| (0..65_536).map(move |draw| uniform(key(7), stream, draw));
        let mut boxes = vec![0_i32; 64];
        let mut pairs = vec![0_i32; 4096];
        let mut product = 0.0;
        for (one, other) in numbers(1).zip(numbers(2)) {
            let (left, right) = ((one * 64.0) as usize, (other * 64.0) as usize);
            boxes[left] += 1;
            pairs[left * 64 + right] += 1;
            product += (one - 0.5) * (other - 0.5) * 12.0;
        }
        for counts in [boxes, pairs] {
            let expected = 65_536.0 / counts.len() as f64;
            let chi: f64 = counts
                .iter()
                .map(|&count| {
                    let off = f64::from(count) - expected;
                    off * off / expected
                })
                .sum();
            let freedom = counts.len() as f64 - 1.0;
            assert!((chi - freedom).abs() < 5.0 * (2.0 * freedom).sqrt(), "{chi} of {freedom}");
        }
        assert!((product / 65_536.0).abs() < 5.0 / 256.0);
    }
}
