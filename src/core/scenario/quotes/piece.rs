//! A part of the text of a quotation with its position.

use std::sync::Arc;

use crate::problem::{Code, Problem, SourceFile, Span};

/// A part of the text.
#[derive(Clone)]
pub(super) struct Piece {
    source: Arc<SourceFile>,
    start: usize,
    end: usize,
}

impl Piece {
    /// Creates the whole of a text.
    pub(super) fn whole(text: &str) -> Self {
        let source = Arc::new(SourceFile::new("--quote".to_owned(), text.to_owned()));
        Self { start: 0, end: source.text.len(), source }
    }

    pub(super) fn text(&self) -> &str {
        &self.source.text[self.start..self.end]
    }

    pub(super) fn is_empty(&self) -> bool {
        self.start == self.end
    }

    pub(super) fn span(&self) -> Span {
        Span { source: self.source.clone(), start: self.start, end: self.end }
    }

    /// Returns a part of it without the spaces around.
    pub(super) fn part(&self, start: usize, end: usize) -> Self {
        let whole = &self.text()[start..end];
        let start = self.start + start + (whole.len() - whole.trim_start().len());
        Self { source: self.source.clone(), start, end: start + whole.trim().len() }
    }

    /// Returns what follows its first bytes.
    pub(super) fn after(&self, start: usize) -> Self {
        self.part(start, self.text().len())
    }

    /// Returns what stands before and behind the first occurrence of a sign.
    pub(super) fn split(&self, sign: &str) -> Option<(Self, Self)> {
        let at = self.text().find(sign)?;
        Some((self.part(0, at), self.after(at + sign.len())))
    }

    /// Returns the positions at which words begin.
    pub(super) fn word_starts(&self) -> Vec<usize> {
        let mut before = ' ';
        let mut starts = Vec::new();
        for (at, letter) in self.text().char_indices() {
            if before.is_whitespace() && !letter.is_whitespace() {
                starts.push(at);
            }
            before = letter;
        }
        starts
    }

    pub(super) fn bad(&self, message: String) -> Problem {
        Problem::new(Code::BadQuote, message).at(&self.span())
    }
}
