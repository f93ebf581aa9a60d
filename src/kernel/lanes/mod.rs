//! Eight numbers at a time: the SIMD instruction sets of this machine behind one interface.
//!
//! Kernels elsewhere are written once, over [`Lanes`], and run by [`dispatch`] on the widest set that the machine has.
//! All sets do the same IEEE 754 operations, never a fused multiplication and addition, so every one gives the same
//! bits. All `unsafe` code of the workspace is in one file of this module, `machine.rs`.

#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

mod machine;
mod portable;

use std::sync::atomic::{AtomicU8, Ordering};

pub use machine::{Program, ProgramStep};
pub use portable::Portable;

/// The count of numbers in a [`Block`].
pub const LANES: usize = 8;

/// Eight numbers in one cache line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C, align(64))]
pub struct Block(pub [f64; LANES]);

impl Block {
    /// Returns one number repeated eight times.
    pub const fn splat(number: f64) -> Self {
        Self([number; LANES])
    }
}

/// The count of numbers in a [`GatherTable`].
pub const GATHER_TABLE_LEN: usize = 1 << 13;

/// A table that [`Lanes::gather`] reads from.
pub type GatherTable = [f64; GATHER_TABLE_LEN];

/// An instruction set, the level of SIMD in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InstructionSet {
    /// The instructions that every machine has; on x86-64 that is SSE2.
    Portable,
    /// AVX2: four numbers an instruction.
    Avx2,
    /// AVX-512: eight numbers an instruction.
    Avx512,
}

impl InstructionSet {
    /// All levels, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Portable, Self::Avx2, Self::Avx512];

    /// Returns the name by which the level is chosen.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }

    /// Returns the level of a name.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == word)
    }

    /// Returns whether this machine has the level.
    pub fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            Self::Avx2 => machine::has_avx2(),
            Self::Avx512 => machine::has_avx512(),
        }
    }

    /// Returns the widest level that this machine has.
    pub fn best() -> Self {
        Self::ALL.into_iter().rfind(|level| level.is_available()).unwrap_or(Self::Portable)
    }
}

/// The level in use, counted from 1; 0 until one is chosen.
static CHOSEN: AtomicU8 = AtomicU8::new(0);

/// Returns the level that [`dispatch`] uses: the one chosen by [`choose`], or the best.
pub fn level() -> InstructionSet {
    match CHOSEN.load(Ordering::Relaxed) {
        0 => {
            let best = InstructionSet::best();
            choose(best);
            best
        }
        chosen => InstructionSet::ALL[usize::from(chosen) - 1],
    }
}

/// Chooses the level for the whole process; returns whether this machine has it, and changes nothing if it does not.
///
/// The level changes how long kernels take and nothing else.
pub fn choose(level: InstructionSet) -> bool {
    let available = level.is_available();
    if available {
        CHOSEN.store(level as u8 + 1, Ordering::Relaxed);
    }
    available
}

mod sealed {
    /// A supertrait that no other crate can implement, so that no type outside can claim to be an instruction set.
    pub trait Sealed {}
}

/// An instruction set that works on eight numbers; only [`dispatch`] can create one, on a machine that has it.
///
/// Kernels over it must be `#[inline(always)]` functions, not closures: closures are compiled without the set.
pub trait Lanes: Copy + sealed::Sealed {
    /// Eight numbers in registers.
    type Eight: Copy;
    /// Eight words of 64 bits in registers.
    type Words: Copy;

    /// Reads a block.
    fn load(self, block: &Block) -> Self::Eight;
    /// Writes a block.
    fn store(self, eight: Self::Eight, block: &mut Block);
    /// Returns a number repeated eight times.
    fn splat(self, number: f64) -> Self::Eight;
    /// Adds pairwise.
    fn add(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Subtracts pairwise.
    fn sub(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Multiplies pairwise.
    fn mul(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Divides pairwise.
    fn div(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Returns the smaller of each pair, of which none is `NaN`.
    fn min(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Returns the greater of each pair, of which none is `NaN`.
    fn max(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Computes square roots.
    fn sqrt(self, eight: Self::Eight) -> Self::Eight;
    /// Rounds down.
    fn floor(self, eight: Self::Eight) -> Self::Eight;
    /// Returns the number of `yes` where the left number is smaller than the right one, and that of `no` elsewhere.
    fn pick(self, left: Self::Eight, right: Self::Eight, yes: Self::Eight, no: Self::Eight) -> Self::Eight;
    /// Returns a bit for each pair whose left number is smaller, the first pair in the lowest bit.
    fn less(self, left: Self::Eight, right: Self::Eight) -> u8;
    /// Returns the lower four of the left followed by the lower four of the right.
    fn lower_halves(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Returns the upper four of the left followed by the upper four of the right.
    fn upper_halves(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Returns the entries of a table at some positions, modulo the size of the table.
    fn gather(self, table: &GatherTable, places: Self::Words) -> Self::Eight;

    /// Returns the bits of eight numbers.
    fn bits(self, eight: Self::Eight) -> Self::Words;
    /// Returns the numbers whose bits are given.
    fn of_bits(self, words: Self::Words) -> Self::Eight;
    /// Reads eight words.
    fn load_words(self, words: &[u64; LANES]) -> Self::Words;
    /// Returns a word repeated eight times.
    fn splat_words(self, word: u64) -> Self::Words;
    /// Adds words modulo 2^64.
    fn add_words(self, left: Self::Words, right: Self::Words) -> Self::Words;
    /// Multiplies the lower halves of words.
    fn mul_lower(self, left: Self::Words, right: Self::Words) -> Self::Words;
    /// Returns the exclusive or of words.
    fn xor(self, left: Self::Words, right: Self::Words) -> Self::Words;
    /// Moves the upper half of each word to its lower half; its upper half is then unspecified.
    fn upper_to_lower(self, words: Self::Words) -> Self::Words;
    /// Shifts all bits up.
    fn up<const BITS: u32>(self, words: Self::Words) -> Self::Words;
    /// Shifts all bits down.
    fn down<const BITS: u32>(self, words: Self::Words) -> Self::Words;
}

/// Work that [`dispatch`] runs on an instruction set.
pub trait Work {
    /// The result of the work.
    type Output;
    /// Runs the work; must be `#[inline(always)]`.
    fn run<L: Lanes>(self, lanes: L) -> Self::Output;
}

/// Runs work on the instruction set in use.
pub fn dispatch<W: Work>(work: W) -> W::Output {
    match level() {
        InstructionSet::Portable => work.run(Portable(())),
        InstructionSet::Avx2 => machine::on_avx2(work),
        InstructionSet::Avx512 => machine::on_avx512(work),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp)] // The same operations give the same bits.

    use super::{
        Block, GATHER_TABLE_LEN, InstructionSet, LANES, Lanes, Program, ProgramStep, Work, choose, dispatch, level,
    };

    /// Does every operation on numbers once on two blocks.
    struct Numbers<'a>(&'a Block, &'a Block);

    impl Work for Numbers<'_> {
        type Output = (Vec<[u64; LANES]>, u8);

        #[inline(always)]
        fn run<L: Lanes>(self, lanes: L) -> Self::Output {
            let (left, right) = (lanes.load(self.0), lanes.load(self.1));
            let results = [
                lanes.add(left, right),
                lanes.sub(left, right),
                lanes.mul(left, right),
                lanes.div(left, right),
                lanes.min(left, right),
                lanes.max(left, right),
                lanes.floor(left),
                lanes.sqrt(lanes.max(left, right)),
                lanes.pick(left, right, right, lanes.splat(-1.0)),
                lanes.splat(0.1),
                lanes.lower_halves(left, right),
                lanes.upper_halves(left, right),
            ];
            let bits = |eight| {
                let mut block = Block::default();
                lanes.store(eight, &mut block);
                block.0.map(f64::to_bits)
            };
            (results.into_iter().map(bits).collect(), lanes.less(left, right))
        }
    }

    /// Does every operation on words once, and looks numbers up in a table.
    struct Words<'a>(&'a [u64; LANES], &'a [u64; LANES], &'a [f64; GATHER_TABLE_LEN]);

    impl Work for Words<'_> {
        type Output = Vec<[u64; LANES]>;

        #[inline(always)]
        fn run<L: Lanes>(self, lanes: L) -> Self::Output {
            let (left, right) = (lanes.load_words(self.0), lanes.load_words(self.1));
            let results = [
                lanes.add_words(left, right),
                lanes.mul_lower(left, right),
                lanes.xor(left, right),
                lanes.up::<13>(left),
                lanes.down::<52>(left),
                lanes.up::<32>(lanes.upper_to_lower(left)),
                lanes.splat_words(7),
                lanes.bits(lanes.gather(self.2, left)),
            ];
            let stored = |words| {
                let mut block = Block::default();
                lanes.store(lanes.of_bits(words), &mut block);
                block.0.map(f64::to_bits)
            };
            results.into_iter().map(stored).collect()
        }
    }

    /// Runs something on every instruction set that this machine has and returns what came out, which must be the same.
    fn on_every_set<T: PartialEq + std::fmt::Debug>(work: impl Fn() -> T) -> T {
        let before = level();
        let mut seen: Vec<T> = Vec::new();
        for set in InstructionSet::ALL.into_iter().filter(|set| set.is_available()) {
            assert!(choose(set) && InstructionSet::named(set.as_str()) == Some(set));
            seen.push(work());
        }
        choose(before);
        assert!(seen.windows(2).all(|two| two[0] == two[1]), "{seen:x?}");
        seen.swap_remove(0)
    }

    #[test]
    fn every_instruction_set_gives_the_same_numbers() {
        let left = Block([1.0, -2.5, 0.1, 1e300, f64::INFINITY, 7.0, -0.3, 9_007_199_254_740_991.0]);
        let right = Block([3.0, 2.5, 0.2, 1e300, 12.0, -7.5, -0.2, 1.0]);
        let (numbers, less) = on_every_set(|| dispatch(Numbers(&left, &right)));
        let numbers: Vec<[f64; LANES]> = numbers.into_iter().map(|bits| bits.map(f64::from_bits)).collect();
        assert_eq!(less, 0b0100_0111);
        assert_eq!(numbers[4][1].to_bits(), (-2.5_f64).to_bits());
        assert_eq!(numbers[8][2..6], [0.2, -1.0, -1.0, -1.0]);
        assert_eq!(numbers[10], [1.0, -2.5, 0.1, 1e300, 3.0, 2.5, 0.2, 1e300]);
        assert_eq!(numbers[11], [f64::INFINITY, 7.0, -0.3, 9_007_199_254_740_991.0, 12.0, -7.5, -0.2, 1.0]);
    }

    #[test]
    fn every_instruction_set_gives_the_same_words() {
        let left = [0, 1, u64::MAX, 1 << 63, 0x0123_4567_89ab_cdef, 8191, 8192, 77];
        let right = [u64::MAX, 1, 2, 1 << 63, 0xfedc_ba98_7654_3210, 0xffff_ffff, 3, 5];
        let table: Box<[f64; GATHER_TABLE_LEN]> =
            (0..GATHER_TABLE_LEN).map(|place| place as f64).collect::<Vec<_>>().try_into().expect("a table");
        let words = on_every_set(|| dispatch(Words(&left, &right, &table)));
        assert_eq!(words[0][..4], [u64::MAX, 2, 1, 0]);
        assert_eq!(words[1][2..5], [2 * 0xffff_ffff, 0, 0x89ab_cdef * 0x7654_3210]);
        assert_eq!(words[2][1], 0);
        assert_eq!(words[3][1], 1 << 13);
        assert_eq!(words[4][2..4], [0xfff, 0x800]);
        // Of a place only what lies within the table counts.
        assert_eq!(words[5][2..5], [0xffff_ffff << 32, 0x8000_0000 << 32, 0x0123_4567 << 32]);
        let found = words[7].map(f64::from_bits);
        assert_eq!([found[0], found[2], found[5], found[6]], [0.0, 8191.0, 8191.0, 0.0]);
    }

    #[test]
    fn a_program_takes_the_least_of_what_is_there_and_a_sum() {
        // Slot 3 holds infinity: the first step is a plain sum.
        let steps =
            vec![ProgramStep { to: 4, or: 3, first: 0, second: 1 }, ProgramStep { to: 4, or: 4, first: 2, second: 2 }];
        let mut slots = [1.0, 2.0, 1.4, f64::INFINITY, 0.0].map(Block::splat);
        slots[2].0[7] = 5.0;
        let program = Program::new(5, &steps);
        assert_eq!((program.len(), program.step(1)), (2, steps[1]));
        program.run(&mut slots);
        let wanted = [2.8, 2.8, 2.8, 2.8, 2.8, 2.8, 2.8, 3.0];
        assert_eq!(slots[4].0.map(f64::to_bits), wanted.map(f64::to_bits));
    }

    #[test]
    #[should_panic(expected = "fewer slots")]
    fn too_few_slots_are_refused() {
        Program::new(2, &[]).run(&mut [Block::splat(0.0)]);
    }

    #[test]
    #[should_panic(expected = "beyond the last")]
    fn a_step_beyond_the_slots_is_refused() {
        Program::new(2, &[ProgramStep { to: 0, or: 1, first: 1, second: 2 }]);
    }
}
