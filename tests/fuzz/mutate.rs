//! Mutations that know the inputs' structure: they cut, repeat, exchange and replace whole words, cells and lines.

/// Words that have broken programs.
const NASTY: [&str; 44] = [
    "0",
    "-0",
    "-1",
    "1e308",
    "1e-308",
    "1e400",
    "0.1",
    "99999999999999999999999",
    "4294967296",
    "9223372036854775807",
    "1000000000",
    "0.000000001",
    "-1000000000",
    "nan",
    "inf",
    "",
    " ",
    "\"",
    "\"\"",
    "'",
    ",",
    ",,,,",
    "\n",
    "\r\n",
    "\0",
    "\u{FEFF}",
    "\u{202E}",
    "珲春",
    "é",
    "[",
    "]",
    "{",
    "}",
    "[[",
    "=",
    "*",
    "+5",
    "low",
    "high",
    "2019-02-29",
    "tag:",
    "yes",
    "..",
    "#",
];

/// Makes inputs of those of a corpus.
pub(crate) struct Mutator<'a> {
    state: u64,
    corpus: &'a [Vec<u8>],
    words: Vec<Vec<u8>>,
    numbers: Vec<Vec<u8>>,
}

impl<'a> Mutator<'a> {
    /// Creates a generator, the same for the same seed.
    pub(crate) fn new(seed: u64, corpus: &'a [Vec<u8>]) -> Self {
        let mut words: Vec<Vec<u8>> = NASTY.iter().map(|word| word.as_bytes().to_vec()).collect();
        for input in corpus {
            words.extend(spans(input).into_iter().map(|(start, end)| input[start..end].to_vec()));
        }
        words.sort();
        words.dedup();
        let is_number = |word: &&Vec<u8>| {
            word.iter().any(u8::is_ascii_digit) && word.iter().all(|&byte| byte != b'#' && !byte.is_ascii_uppercase())
        };
        let numbers = words.iter().filter(is_number).cloned().collect();
        Self { state: seed, corpus, words, numbers }
    }

    /// Returns a number below a bound, by the generator splitmix64.
    fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) as usize % bound.max(1)
    }

    /// Makes the next input, most often of one mutation, at most of four.
    pub(crate) fn next(&mut self) -> Vec<u8> {
        let place = self.below(self.corpus.len());
        let mut input = self.corpus[place].clone();
        let more = if self.below(4) == 0 { self.below(4) } else { 0 };
        for _ in 0..=more {
            self.mutate(&mut input);
        }
        input
    }

    fn mutate(&mut self, input: &mut Vec<u8>) {
        let spans = spans(input);
        let (start, end) = spans.get(self.below(spans.len())).copied().unwrap_or((0, 0));
        match self.below(20) {
            // A number becomes another: most of all, for this passes the first checks.
            0..=11 => {
                let is_number = |&&(start, _): &&(usize, usize)| input[start].is_ascii_digit();
                let numbers: Vec<_> = spans.iter().filter(is_number).copied().collect();
                let Some(&(start, end)) = numbers.get(self.below(numbers.len())) else { return };
                let place = self.below(self.numbers.len());
                input.splice(start..end, self.numbers[place].iter().copied());
            }
            12 | 13 => {
                let place = self.below(self.words.len());
                let word = self.words[place].clone();
                input.splice(start..end, word);
            }
            14 => drop(input.splice(start..end, [])),
            15 => {
                let (from, to) = line(input, start);
                let copy = input[from..to].to_vec();
                input.splice(to..to, copy);
            }
            16 => {
                let (from, to) = line(input, start);
                input.splice(from..to, []);
            }
            17 => {
                let place = self.below(self.corpus.len());
                let other: &[u8] = &self.corpus[place];
                let (from, to) = line(other, self.below(other.len()));
                input.splice(end..end, other[from..to].iter().copied());
            }
            18 if !input.is_empty() => {
                let (at, byte) = (self.below(input.len()), self.below(256) as u8);
                input[at] = byte;
            }
            _ => input.truncate(self.below(input.len() + 1)),
        }
    }
}

/// Returns the words and numbers of a text, and the bytes between.
fn spans(input: &[u8]) -> Vec<(usize, usize)> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') || byte >= 0x80;
    let mut found = Vec::new();
    let mut start = 0;
    for at in 1..=input.len() {
        if at == input.len() || is_word(input[at]) != is_word(input[start]) || !is_word(input[at]) {
            found.push((start, at));
            start = at;
        }
    }
    found
}

/// Returns the ends of the line that holds a byte, its end included.
fn line(input: &[u8], at: usize) -> (usize, usize) {
    let at = at.min(input.len());
    let start = input[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |before| before + 1);
    let end = input[at..].iter().position(|&byte| byte == b'\n').map_or(input.len(), |after| at + after + 1);
    (start, end)
}
