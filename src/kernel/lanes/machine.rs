//! Everything that needs `unsafe`: instruction sets beyond the baseline, and accesses to slots without bounds checks.
//!
//! No other file may use `unsafe`; each use here documents why it is sound. Builds with debug assertions check every
//! slot.

#![allow(unsafe_code)]
#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use super::{Block, Lanes, Work, dispatch};

pub(super) use x86::{has_avx2, has_avx512, on_avx2, on_avx512};

/// One step of a [`Program`]: `slot[to] = min(slot[or], slot[first] + slot[second])`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProgramStep {
    /// The slot that is written.
    pub to: u32,
    /// The slot with the value that the sum is compared with.
    pub or: u32,
    /// The first slot of the sum.
    pub first: u32,
    /// The second slot of the sum.
    pub second: u32,
}

/// A straight-line program: steps without branches over slots of one cache line each, with all slot numbers checked
/// once.
///
/// # Shape
/// `steps` has for each [`ProgramStep`] the byte offsets of its slots in the order of its fields, which saves a
/// multiplication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    steps: Vec<[u32; 4]>,
    slots: usize,
}

/// The size of a slot in bytes.
const SLOT: usize = size_of::<Block>();

impl Program {
    /// Creates a program over `slots` slots.
    ///
    /// # Panics
    /// Where a step uses a slot beyond the last, or there are more than 2^26 slots.
    pub fn new(slots: usize, steps: &[ProgramStep]) -> Self {
        assert!(slots <= u32::MAX as usize / SLOT, "offsets of slots have 32 bits");
        let offset = |slot: u32| {
            assert!((slot as usize) < slots, "a step touches a slot beyond the last");
            slot * SLOT as u32
        };
        let steps = steps.iter().map(|step| [step.to, step.or, step.first, step.second].map(offset)).collect();
        Self { steps, slots }
    }

    /// Returns the number of steps.
    pub const fn len(&self) -> usize {
        self.steps.len()
    }

    /// Returns whether there are no steps.
    pub const fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Returns a step.
    ///
    /// # Panics
    /// Where `index` is beyond the last step.
    pub fn step(&self, index: usize) -> ProgramStep {
        let [to, or, first, second] = self.steps[index].map(|offset| offset / SLOT as u32);
        ProgramStep { to, or, first, second }
    }

    /// Returns the number of slots.
    pub const fn slots(&self) -> usize {
        self.slots
    }

    /// Runs all steps in order, for eight sets of prices at once.
    ///
    /// # Panics
    /// Where there are fewer slots than the program needs.
    pub fn run(&self, slots: &mut [Block]) {
        assert!(slots.len() >= self.slots, "there are fewer slots than the program needs");
        dispatch(ProgramRun { steps: &self.steps, slots });
    }
}

/// A run of a program on slots that all its steps stay within.
struct ProgramRun<'a> {
    steps: &'a [[u32; 4]],
    slots: &'a mut [Block],
}

impl Work for ProgramRun<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        for &[to, or, first, second] in self.steps {
            let sum = lanes.add(lanes.load(at(self.slots, first)), lanes.load(at(self.slots, second)));
            let least = lanes.min(sum, lanes.load(at(self.slots, or)));
            lanes.store(least, at_mut(self.slots, to));
        }
    }
}

/// Returns the slot at an offset that [`Program::new`] has checked.
#[inline(always)]
fn at(slots: &[Block], offset: u32) -> &Block {
    debug_assert!(offset as usize + SLOT <= size_of_val(slots) && (offset as usize).is_multiple_of(SLOT));
    // SAFETY: `Program::new` checks every slot of every step against the count that `Program::run` asks for.
    unsafe { &*slots.as_ptr().byte_add(offset as usize) }
}

/// Returns the slot at an offset that [`Program::new`] has checked, for writing.
#[inline(always)]
fn at_mut(slots: &mut [Block], offset: u32) -> &mut Block {
    debug_assert!(offset as usize + SLOT <= size_of_val(slots) && (offset as usize).is_multiple_of(SLOT));
    // SAFETY: as in `at`.
    unsafe { &mut *slots.as_mut_ptr().byte_add(offset as usize) }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    //! The instruction sets of x86-64.

    use super::super::{Block, GATHER_TABLE_LEN, GatherTable, LANES, Lanes, Work, sealed};
    #[allow(clippy::wildcard_imports)] // Some fifty names, all of one kind.
    use std::arch::x86_64::*;

    /// Returns whether this machine has what [`Avx2`] needs.
    pub(crate) fn has_avx2() -> bool {
        is_x86_feature_detected!("avx2")
    }

    /// Returns whether this machine has what [`Avx512`] needs.
    pub(crate) fn has_avx512() -> bool {
        is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512bw")
    }

    /// Runs work with AVX2.
    ///
    /// # Panics
    /// Where this machine does not have it.
    pub(crate) fn on_avx2<W: Work>(work: W) -> W::Output {
        #[target_feature(enable = "avx2")]
        fn run<W: Work>(work: W) -> W::Output {
            work.run(Avx2(()))
        }
        assert!(has_avx2(), "this machine has no AVX2");
        // SAFETY: the presence of AVX2 was just checked.
        unsafe { run(work) }
    }

    /// Runs work with AVX-512.
    ///
    /// # Panics
    /// Where this machine does not have it.
    pub(crate) fn on_avx512<W: Work>(work: W) -> W::Output {
        #[target_feature(enable = "avx2,avx512f,avx512dq,avx512vl,avx512bw")]
        fn run<W: Work>(work: W) -> W::Output {
            work.run(Avx512(()))
        }
        assert!(has_avx512(), "this machine has no AVX-512");
        // SAFETY: the presence of AVX-512 was just checked.
        unsafe { run(work) }
    }

    /// The AVX2 instruction set; created only by [`on_avx2`].
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

    /// Applies an expression to both halves of eight numbers; a closure would be compiled without the instruction set.
    macro_rules! both {
        ($eight:ident, $half:ident, $body:expr) => {
            // SAFETY: an `Avx2` exists only where the machine has AVX2.
            unsafe {
                let low = {
                    let $half = $eight[0];
                    $body
                };
                let high = {
                    let $half = $eight[1];
                    $body
                };
                [low, high]
            }
        };
    }

    impl Lanes for Avx2 {
        type Eight = [__m256d; 2];
        type Words = [__m256i; 2];

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
            both!(eight, half, _mm256_floor_pd(half))
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

        #[inline(always)]
        fn lower_halves(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            [left[0], right[0]]
        }
        #[inline(always)]
        fn upper_halves(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            [left[1], right[1]]
        }
        #[inline(always)]
        fn gather(self, table: &GatherTable, places: Self::Words) -> Self::Eight {
            // SAFETY: the machine has AVX2, and what is left of a place lies within the table.
            both!(places, half, {
                let within = _mm256_and_si256(half, _mm256_set1_epi64x(GATHER_TABLE_LEN as i64 - 1));
                _mm256_i64gather_pd::<8>(table.as_ptr(), within)
            })
        }

        #[inline(always)]
        fn bits(self, eight: Self::Eight) -> Self::Words {
            both!(eight, half, _mm256_castpd_si256(half))
        }
        #[inline(always)]
        fn of_bits(self, words: Self::Words) -> Self::Eight {
            both!(words, half, _mm256_castsi256_pd(half))
        }
        #[inline(always)]
        fn load_words(self, words: &[u64; LANES]) -> Self::Words {
            #[allow(clippy::cast_ptr_alignment)] // It is read from wherever it begins.
            let start = words.as_ptr().cast::<__m256i>();
            // SAFETY: the machine has AVX2; there are eight words, wherever they begin.
            unsafe { [_mm256_loadu_si256(start), _mm256_loadu_si256(start.add(1))] }
        }
        #[inline(always)]
        fn splat_words(self, word: u64) -> Self::Words {
            // SAFETY: the machine has AVX2.
            unsafe { [_mm256_set1_epi64x(word as i64); 2] }
        }
        #[inline(always)]
        fn add_words(self, left: Self::Words, right: Self::Words) -> Self::Words {
            halves!(_mm256_add_epi64, left, right)
        }
        #[inline(always)]
        fn mul_lower(self, left: Self::Words, right: Self::Words) -> Self::Words {
            halves!(_mm256_mul_epu32, left, right)
        }
        #[inline(always)]
        fn xor(self, left: Self::Words, right: Self::Words) -> Self::Words {
            halves!(_mm256_xor_si256, left, right)
        }
        #[inline(always)]
        fn upper_to_lower(self, words: Self::Words) -> Self::Words {
            both!(words, half, _mm256_shuffle_epi32::<0b11_11_01_01>(half))
        }
        #[inline(always)]
        fn up<const BITS: u32>(self, words: Self::Words) -> Self::Words {
            both!(words, half, _mm256_sll_epi64(half, _mm_cvtsi32_si128(BITS as i32)))
        }
        #[inline(always)]
        fn down<const BITS: u32>(self, words: Self::Words) -> Self::Words {
            both!(words, half, _mm256_srl_epi64(half, _mm_cvtsi32_si128(BITS as i32)))
        }
    }

    /// The AVX-512 instruction set; created only by [`on_avx512`].
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
        type Words = __m512i;

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

        #[inline(always)]
        fn lower_halves(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            // SAFETY: the machine has AVX-512.
            unsafe { _mm512_shuffle_f64x2::<0b01_00_01_00>(left, right) }
        }
        #[inline(always)]
        fn upper_halves(self, left: Self::Eight, right: Self::Eight) -> Self::Eight {
            // SAFETY: the machine has AVX-512.
            unsafe { _mm512_shuffle_f64x2::<0b11_10_11_10>(left, right) }
        }
        #[inline(always)]
        fn gather(self, table: &GatherTable, places: Self::Words) -> Self::Eight {
            // SAFETY: the machine has AVX-512; what is left of a place lies within the table.
            unsafe {
                let within = _mm512_and_si512(places, _mm512_set1_epi64(GATHER_TABLE_LEN as i64 - 1));
                _mm512_i64gather_pd::<8>(within, table.as_ptr())
            }
        }

        #[inline(always)]
        fn bits(self, eight: Self::Eight) -> Self::Words {
            whole!(_mm512_castpd_si512, eight)
        }
        #[inline(always)]
        fn of_bits(self, words: Self::Words) -> Self::Eight {
            whole!(_mm512_castsi512_pd, words)
        }
        #[inline(always)]
        fn load_words(self, words: &[u64; LANES]) -> Self::Words {
            // SAFETY: the machine has AVX-512; there are eight words, wherever they begin.
            unsafe { _mm512_loadu_epi64(words.as_ptr().cast()) }
        }
        #[inline(always)]
        fn splat_words(self, word: u64) -> Self::Words {
            // SAFETY: the machine has AVX-512.
            unsafe { _mm512_set1_epi64(word as i64) }
        }
        #[inline(always)]
        fn add_words(self, left: Self::Words, right: Self::Words) -> Self::Words {
            whole!(_mm512_add_epi64, left, right)
        }
        #[inline(always)]
        fn mul_lower(self, left: Self::Words, right: Self::Words) -> Self::Words {
            whole!(_mm512_mul_epu32, left, right)
        }
        #[inline(always)]
        fn xor(self, left: Self::Words, right: Self::Words) -> Self::Words {
            whole!(_mm512_xor_si512, left, right)
        }
        #[inline(always)]
        fn upper_to_lower(self, words: Self::Words) -> Self::Words {
            // A shuffle, because the execution unit that shifts is busy with multiplications.
            // SAFETY: the machine has AVX-512.
            unsafe { _mm512_shuffle_epi32::<0b11_11_01_01>(words) }
        }
        #[inline(always)]
        fn up<const BITS: u32>(self, words: Self::Words) -> Self::Words {
            // SAFETY: the machine has AVX-512.
            unsafe { _mm512_slli_epi64::<BITS>(words) }
        }
        #[inline(always)]
        fn down<const BITS: u32>(self, words: Self::Words) -> Self::Words {
            // SAFETY: the machine has AVX-512.
            unsafe { _mm512_srli_epi64::<BITS>(words) }
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod x86 {
    //! No instruction set of x86-64.

    use super::Work;

    /// Returns `false`: this architecture has no AVX2.
    pub(crate) const fn has_avx2() -> bool {
        false
    }

    /// Returns `false`: this architecture has no AVX-512.
    pub(crate) const fn has_avx512() -> bool {
        false
    }

    /// Panics: this level is never chosen on this architecture.
    pub(crate) fn on_avx2<W: Work>(_: W) -> W::Output {
        unreachable!("no level but those that the machine has is ever chosen")
    }

    /// Panics: this level is never chosen on this architecture.
    pub(crate) fn on_avx512<W: Work>(_: W) -> W::Output {
        unreachable!("no level but those that the machine has is ever chosen")
    }
}
