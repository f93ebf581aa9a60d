//! Eight numbers at a time: the instruction sets of this machine behind one interface.
//!
//! This is the only file that may say `unsafe`. Kernels elsewhere are written once, over [`Lanes`], and run by
//! [`dispatch`] on the widest set that the machine has. All sets do the same IEEE 754 operations, never a fused
//! multiplication and addition, so every one gives the same bits.

#![allow(unsafe_code)] // Instructions beyond the baseline and unchecked slots need it; each use says why it is sound.
#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use std::sync::atomic::{AtomicU8, Ordering};

/// The numbers in a [`Block`].
pub const LANES: usize = 8;

/// Holds eight numbers: one cache line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(C, align(64))]
pub struct Block(pub [f64; LANES]);

impl Block {
    /// Holds one number eight times.
    pub const fn splat(number: f64) -> Self {
        Self([number; LANES])
    }
}

/// Names an instruction set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What every machine has; on x86-64 that is SSE2.
    Portable,
    /// AVX2: four numbers an instruction.
    Avx2,
    /// AVX-512: eight numbers an instruction.
    Avx512,
}

impl Level {
    /// All of them, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Portable, Self::Avx2, Self::Avx512];

    /// Returns the word by which it is chosen.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }

    /// Returns the one that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == word)
    }

    /// Tells whether this machine has it.
    pub fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => is_x86_feature_detected!("avx2") && has_avx512(),
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }

    /// Returns the widest that this machine has.
    pub fn best() -> Self {
        Self::ALL.into_iter().rfind(|level| level.is_available()).unwrap_or(Self::Portable)
    }
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512bw")
}

/// The level in use, counted from 1; 0 until one is chosen.
static CHOSEN: AtomicU8 = AtomicU8::new(0);

/// Returns the level that [`dispatch`] uses: the one chosen by [`choose`], or the best.
pub fn level() -> Level {
    match CHOSEN.load(Ordering::Relaxed) {
        1 => Level::Portable,
        2 => Level::Avx2,
        3 => Level::Avx512,
        _ => {
            let best = Level::best();
            CHOSEN.store(best as u8 + 1, Ordering::Relaxed);
            best
        }
    }
}

/// Chooses the level for the whole process; returns whether this machine has it, and changes nothing where it has not.
///
/// The level changes how long kernels take and nothing else.
pub fn choose(level: Level) -> bool {
    let available = level.is_available();
    if available {
        CHOSEN.store(level as u8 + 1, Ordering::Relaxed);
    }
    available
}

mod sealed {
    /// Keeps other types from claiming to be an instruction set.
    pub trait Sealed {}
}

/// Is an instruction set that works on eight numbers; only [`dispatch`] can make one, on a machine that has it.
///
/// Kernels over it must be `#[inline(always)]` functions, not closures: closures are compiled without the set.
pub trait Lanes: Copy + sealed::Sealed {
    /// Holds eight numbers in registers.
    type Eight: Copy;

    /// Reads a block.
    fn load(self, block: &Block) -> Self::Eight;
    /// Writes a block.
    fn store(self, eight: Self::Eight, block: &mut Block);
    /// Repeats a number.
    fn splat(self, number: f64) -> Self::Eight;
    /// Adds.
    fn add(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Subtracts.
    fn sub(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Multiplies.
    fn mul(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Divides.
    fn div(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Takes the smaller of each pair; none is `NaN`.
    fn min(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Takes the greater of each pair; none is `NaN`.
    fn max(self, left: Self::Eight, right: Self::Eight) -> Self::Eight;
    /// Takes square roots.
    fn sqrt(self, eight: Self::Eight) -> Self::Eight;
    /// Rounds down.
    fn floor(self, eight: Self::Eight) -> Self::Eight;
    /// Takes the number of `yes` where the left number is smaller than the right one, and that of `no` elsewhere.
    fn pick(self, left: Self::Eight, right: Self::Eight, yes: Self::Eight, no: Self::Eight) -> Self::Eight;
    /// Returns a bit for each pair whose left number is smaller, the first pair in the lowest bit.
    fn less(self, left: Self::Eight, right: Self::Eight) -> u8;
}

/// Is work that [`dispatch`] runs on an instruction set.
pub trait Work {
    /// What it comes to.
    type Output;
    /// Does it; must be `#[inline(always)]`.
    fn run<L: Lanes>(self, lanes: L) -> Self::Output;
}

/// Runs work on the level in use.
pub fn dispatch<W: Work>(work: W) -> W::Output {
    match level() {
        Level::Portable => work.run(Portable(())),
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `level` is only ever one that `is_available` has found on this machine.
        Level::Avx2 => unsafe { x86::on_avx2(work) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Level::Avx512 => unsafe { x86::on_avx512(work) },
        #[cfg(not(target_arch = "x86_64"))]
        _ => work.run(Portable(())),
    }
}

/// Is what every machine has.
#[derive(Clone, Copy, Debug)]
pub struct Portable(());

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
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    //! The instruction sets of x86-64.

    use super::{Block, Lanes, Work, sealed};
    #[allow(clippy::wildcard_imports)] // Some thirty names, all of one kind.
    use std::arch::x86_64::*;

    /// Runs work with AVX2.
    #[target_feature(enable = "avx2")]
    pub(super) fn on_avx2<W: Work>(work: W) -> W::Output {
        work.run(Avx2(()))
    }

    /// Runs work with AVX-512.
    #[target_feature(enable = "avx2,avx512f,avx512dq,avx512vl,avx512bw")]
    pub(super) fn on_avx512<W: Work>(work: W) -> W::Output {
        work.run(Avx512(()))
    }

    /// Is AVX2; made only by [`on_avx2`].
    #[derive(Clone, Copy, Debug)]
    pub(super) struct Avx2(());

    impl sealed::Sealed for Avx2 {}

    /// Applies an instruction to both halves of eight numbers.
    macro_rules! halves {
        ($instruction:ident, $left:ident, $right:ident) => {
            // SAFETY: an `Avx2` exists only where the machine has AVX2.
            unsafe { [$instruction($left[0], $right[0]), $instruction($left[1], $right[1])] }
        };
    }

    impl Lanes for Avx2 {
        type Eight = [__m256d; 2];

        #[inline(always)]
        fn load(self, block: &Block) -> Self::Eight {
            let start = block.0.as_ptr();
            // SAFETY: the machine has AVX2; a block is eight numbers aligned to 64 bytes.
            unsafe { [_mm256_load_pd(start), _mm256_load_pd(start.add(4))] }
        }
        #[inline(always)]
        fn store(self, eight: Self::Eight, block: &mut Block) {
            let start = block.0.as_mut_ptr();
            // SAFETY: as in `load`.
            unsafe {
                _mm256_store_pd(start, eight[0]);
                _mm256_store_pd(start.add(4), eight[1]);
            }
        }
        #[inline(always)]
        fn splat(self, number: f64) -> Self::Eight {
            // SAFETY: the machine has AVX2.
            unsafe { [_mm256_set1_pd(number); 2] }
        }
        #[inline(always)]
        fn add(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            halves!(_mm256_add_pd, left, right)
        }
        #[inline(always)]
        fn sub(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            halves!(_mm256_sub_pd, left, right)
        }
        #[inline(always)]
        fn mul(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            halves!(_mm256_mul_pd, left, right)
        }
        #[inline(always)]
        fn div(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            halves!(_mm256_div_pd, left, right)
        }
        #[inline(always)]
        fn min(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            halves!(_mm256_min_pd, left, right)
        }
        #[inline(always)]
        fn max(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            halves!(_mm256_max_pd, left, right)
        }
        #[inline(always)]
        fn sqrt(self, eight: Self::Eight) -> Self::Eight {
            // SAFETY: the machine has AVX2.
            unsafe { [_mm256_sqrt_pd(eight[0]), _mm256_sqrt_pd(eight[1])] }
        }
        #[inline(always)]
        fn floor(self, eight: Self::Eight) -> Self::Eight {
            // SAFETY: the machine has AVX2.
            unsafe { eight.map(|half| _mm256_floor_pd(half)) }
        }
        #[inline(always)]
        fn pick(self, left: Self::Eight, right: Self::Eight, yes: Self::Eight, no: Self::Eight) -> Self::Eight {
            // SAFETY: the machine has AVX2.
            unsafe {
                [
                    _mm256_blendv_pd(no[0], yes[0], _mm256_cmp_pd::<_CMP_LT_OQ>(left[0], right[0])),
                    _mm256_blendv_pd(no[1], yes[1], _mm256_cmp_pd::<_CMP_LT_OQ>(left[1], right[1])),
                ]
            }
        }
        #[inline(always)]
        fn less(self, left: Self::Eight, right: Self::Eight) -> u8 {
            // SAFETY: the machine has AVX2.
            let [low, high] = unsafe {
                [
                    _mm256_movemask_pd(_mm256_cmp_pd::<_CMP_LT_OQ>(left[0], right[0])),
                    _mm256_movemask_pd(_mm256_cmp_pd::<_CMP_LT_OQ>(left[1], right[1])),
                ]
            };
            (low | high << 4) as u8
        }
    }

    /// Is AVX-512; made only by [`on_avx512`].
    #[derive(Clone, Copy, Debug)]
    pub(super) struct Avx512(());

    impl sealed::Sealed for Avx512 {}

    /// Applies an instruction to eight numbers.
    macro_rules! whole {
        ($instruction:ident, $($operand:ident),+) => {
            // SAFETY: an `Avx512` exists only where the machine has AVX-512.
            unsafe { $instruction($($operand),+) }
        };
    }

    impl Lanes for Avx512 {
        type Eight = __m512d;

        #[inline(always)]
        fn load(self, block: &Block) -> Self::Eight {
            // SAFETY: the machine has AVX-512; a block is eight numbers aligned to 64 bytes.
            unsafe { _mm512_load_pd(block.0.as_ptr()) }
        }
        #[inline(always)]
        fn store(self, eight: Self::Eight, block: &mut Block) {
            // SAFETY: as in `load`.
            unsafe { _mm512_store_pd(block.0.as_mut_ptr(), eight) }
        }
        #[inline(always)]
        fn splat(self, number: f64) -> Self::Eight {
            whole!(_mm512_set1_pd, number)
        }
        #[inline(always)]
        fn add(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            whole!(_mm512_add_pd, left, right)
        }
        #[inline(always)]
        fn sub(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            whole!(_mm512_sub_pd, left, right)
        }
        #[inline(always)]
        fn mul(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            whole!(_mm512_mul_pd, left, right)
        }
        #[inline(always)]
        fn div(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            whole!(_mm512_div_pd, left, right)
        }
        #[inline(always)]
        fn min(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            whole!(_mm512_min_pd, left, right)
        }
        #[inline(always)]
        fn max(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            whole!(_mm512_max_pd, left, right)
        }
        #[inline(always)]
        fn sqrt(self, eight: Self::Eight) -> Self::Eight {
            // SAFETY: the machine has AVX-512.
            unsafe { _mm512_sqrt_pd(eight) }
        }
        #[inline(always)]
        fn pick(self, left: Self::Eight, right: Self::Eight, yes: Self::Eight, no: Self::Eight) -> Self::Eight {
            // SAFETY: the machine has AVX-512.
            unsafe { _mm512_mask_blend_pd(_mm512_cmp_pd_mask::<_CMP_LT_OQ>(left, right), no, yes) }
        }
        #[inline(always)]
        fn floor(self, eight: Self::Eight) -> Self::Eight {
            // SAFETY: the machine has AVX-512.
            unsafe { _mm512_roundscale_pd::<{ _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC }>(eight) }
        }
        #[inline(always)]
        fn less(self, left: Self::Eight, right: Self::Eight) -> u8 {
            // SAFETY: the machine has AVX-512.
            unsafe { _mm512_cmp_pd_mask::<_CMP_LT_OQ>(left, right) }
        }
    }
}

/// Is one step of a [`Program`]: `slot[to] = min(slot[or], slot[first] + slot[second])`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The slot that is written.
    pub to: u32,
    /// The slot that the sum must beat.
    pub or: u32,
    /// The first slot of the sum.
    pub first: u32,
    /// The second slot of the sum.
    pub second: u32,
}

/// Is a straight line of steps over slots, each a block; which slots it touches was checked once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    steps: Vec<Step>,
    slots: usize,
}

impl Program {
    /// Takes steps over so many slots.
    ///
    /// # Panics
    /// Where a step touches a slot beyond them.
    pub fn new(slots: usize, steps: Vec<Step>) -> Self {
        let known = |slot: u32| (slot as usize) < slots;
        let all_known = |step: &Step| known(step.to) && known(step.or) && known(step.first) && known(step.second);
        assert!(steps.iter().all(all_known), "a step touches a slot beyond the last");
        Self { steps, slots }
    }

    /// Returns the steps.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Returns the number of slots.
    pub const fn slots(&self) -> usize {
        self.slots
    }

    /// Runs all steps in order, eight draws at once.
    ///
    /// # Panics
    /// Where there are fewer slots than the program needs.
    pub fn run(&self, slots: &mut [Block]) {
        assert!(slots.len() >= self.slots, "there are fewer slots than the program needs");
        dispatch(Steps { steps: &self.steps, slots });
    }
}

/// Is a program with the slots that it runs on, all of which its steps keep to.
struct Steps<'a> {
    steps: &'a [Step],
    slots: &'a mut [Block],
}

impl Work for Steps<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        for step in self.steps {
            let sum = lanes.add(lanes.load(at(self.slots, step.first)), lanes.load(at(self.slots, step.second)));
            let least = lanes.min(sum, lanes.load(at(self.slots, step.or)));
            lanes.store(least, at_mut(self.slots, step.to));
        }
    }
}

/// Returns a slot that [`Program::new`] has checked.
#[inline(always)]
fn at(slots: &[Block], slot: u32) -> &Block {
    debug_assert!((slot as usize) < slots.len());
    // SAFETY: `Program::new` checks every slot of every step against the count that `Program::run` asks for.
    unsafe { slots.get_unchecked(slot as usize) }
}

/// Returns a slot that [`Program::new`] has checked, to write.
#[inline(always)]
fn at_mut(slots: &mut [Block], slot: u32) -> &mut Block {
    debug_assert!((slot as usize) < slots.len());
    // SAFETY: as in `at`.
    unsafe { slots.get_unchecked_mut(slot as usize) }
}

#[cfg(test)]
mod tests {
    use super::{Block, LANES, Lanes, Level, Program, Step, Work, choose, dispatch, level};

    /// Does every operation once on two blocks.
    struct Everything<'a>(&'a Block, &'a Block);

    impl Work for Everything<'_> {
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
            ];
            let bits = |eight| {
                let mut block = Block::default();
                lanes.store(eight, &mut block);
                block.0.map(f64::to_bits)
            };
            (results.into_iter().map(bits).collect(), lanes.less(left, right))
        }
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let left = Block([1.0, -2.5, 0.1, 1e300, f64::INFINITY, 7.0, -0.3, 9_007_199_254_740_991.0]);
        let right = Block([3.0, 2.5, 0.2, 1e300, 12.0, -7.5, -0.2, 1.0]);
        let before = level();
        let mut seen = Vec::new();
        for set in Level::ALL.into_iter().filter(|set| set.is_available()) {
            assert!(choose(set) && Level::named(set.as_str()) == Some(set));
            seen.push(dispatch(Everything(&left, &right)));
        }
        choose(before);
        assert_eq!(seen[0].1, 0b0100_0111);
        assert_eq!(seen[0].0[4][1], (-2.5_f64).to_bits());
        assert_eq!(seen[0].0[8].map(f64::from_bits)[2..6], [0.2, -1.0, -1.0, -1.0]);
        assert!(seen.windows(2).all(|two| two[0] == two[1]), "{seen:x?}");
    }

    #[test]
    fn a_program_takes_the_least_of_what_is_there_and_a_sum() {
        // Slot 3 holds infinity: the first step is a plain sum.
        let steps = vec![Step { to: 4, or: 3, first: 0, second: 1 }, Step { to: 4, or: 4, first: 2, second: 2 }];
        let mut slots = [1.0, 2.0, 1.4, f64::INFINITY, 0.0].map(Block::splat);
        slots[2].0[7] = 5.0;
        Program::new(5, steps).run(&mut slots);
        let wanted = [2.8, 2.8, 2.8, 2.8, 2.8, 2.8, 2.8, 3.0];
        assert_eq!(slots[4].0.map(f64::to_bits), wanted.map(f64::to_bits));
    }

    #[test]
    #[should_panic(expected = "beyond the last")]
    fn a_step_beyond_the_slots_is_refused() {
        Program::new(2, vec![Step { to: 0, or: 1, first: 1, second: 2 }]);
    }
}
