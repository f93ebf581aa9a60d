//! The kinds of drawings: each lays out what was found as marks, in the words of a language.

mod map;
mod staircase;
mod waterfall;

use crate::analysis::compare::{CompareQuestion, Results};
use crate::analysis::{Found, Question};
use crate::answer::{Answer, PlaceName};
use crate::present::messages::DRAWINGS;
use crate::present::words::Lang;
use crate::units::{Money, words};

use super::palette::{Dash, Tint};
use super::scale::fixed;
use super::{Glyph, LabelSide, LegendKey, LegendSample, Mark, Picture, Spot};

pub use map::map;
pub use staircase::staircase;
pub use waterfall::waterfall;

words! {
    /// A kind of drawing.
    Kind {
        /// Cost and time along the routes.
        Staircase = "staircase",
        /// The routes on a map.
        Map = "map",
        /// The difference by cost part.
        Waterfall = "waterfall",
    }
}

impl Kind {
    /// Returns the question whose answer it draws.
    pub fn question(self) -> Question {
        match self {
            Self::Staircase | Self::Map | Self::Waterfall => Question::Compare(CompareQuestion { draws: Some(0) }),
        }
    }

    /// Draws what was found; none where there is nothing of it to draw.
    pub fn draw(self, found: &Found, canvas: Canvas) -> Option<Picture> {
        match (self, found) {
            (Self::Staircase, Found::Compare(results)) => staircase(results, canvas),
            (Self::Map, Found::Compare(results)) => map(results, canvas),
            (Self::Waterfall, Found::Compare(results)) => waterfall(results, canvas),
            _ => None,
        }
    }

    /// Returns why there is nothing to draw.
    pub const fn nothing(self) -> &'static str {
        match self {
            Self::Staircase => "no corridor has a route that could be drawn: `corridor compare` says why",
            Self::Map => "no corridor has a route whose places have a position (lat_deg, lon_deg of places.csv)",
            Self::Waterfall => "fewer than two corridors have a route: there is no difference to draw",
        }
    }
}

/// The size and the language of a drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Canvas {
    /// The language.
    pub lang: Lang,
    /// Width and height in pixels of which 96 are an inch.
    pub size: Spot,
}

impl Canvas {
    /// Returns a message of drawings.
    fn say(self, key: &str, values: &[(&str, &str)]) -> String {
        DRAWINGS.say(self.lang, key, values)
    }

    /// Writes a number with so many decimals.
    fn number(self, value: f64, decimals: usize) -> String {
        self.lang.number(&fixed(value, decimals))
    }

    /// Writes an amount to the cent.
    fn money(self, amount: Money) -> String {
        self.lang.number(&format!("{amount:.2}"))
    }

    /// Writes an amount to the cent with its sign.
    fn signed(self, amount: Money) -> String {
        if amount > Money::ZERO { format!("+{}", self.money(amount)) } else { self.money(amount) }
    }

    /// Returns the name of a place without what is in brackets behind it.
    fn place(self, place: &PlaceName) -> String {
        let name = self.lang.name(place);
        let end = name.find(['(', '（']).filter(|&end| end > 0).unwrap_or(name.len());
        name[..end].trim_end().to_owned()
    }

    /// Starts a drawing.
    fn drawing(self, kind: &'static str, title: String) -> Picture {
        Picture {
            kind,
            lang: self.lang,
            title,
            subtitle: String::new(),
            summary: String::new(),
            size: self.size,
            legend: Vec::new(),
            panels: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// A demand with the two corridors that are compared: the cheapest, and the baseline or the next one.
struct Rivals<'a> {
    /// All answers to the demand, in the order of the file.
    answers: Vec<&'a Answer>,
    /// The positions of the two among them, the cheapest first.
    pair: Vec<usize>,
    /// The currency.
    currency: &'a str,
    /// The day and the goods.
    about: [&'a str; 2],
    /// The number of demands that were asked about.
    demands: usize,
}

impl<'a> Rivals<'a> {
    /// Chooses the first demand that has two routes, or else one.
    fn of(results: &'a Results) -> Option<Self> {
        let mut demands: Vec<Vec<&Answer>> = Vec::new();
        for answer in &results.answers {
            match demands.last_mut().filter(|own| is_same_demand(own[0], answer)) {
                Some(own) => own.push(answer),
                None => demands.push(vec![answer]),
            }
        }
        let count = demands.len();
        let routes = |own: &Vec<&Answer>| own.iter().filter(|answer| answer.is_answered()).count();
        let most = demands.iter().map(routes).max()?.min(2);
        let answers = demands.into_iter().find(|own| most > 0 && routes(own) >= most)?;
        let used = results.manifest.scenarios.iter().find(|used| used.name == answers[0].scenario)?;
        let mut by_total: Vec<usize> = (0..answers.len()).filter(|&at| answers[at].is_answered()).collect();
        by_total.sort_by_key(|&at| answers[at].total());
        let leader = by_total[0];
        // Whoever is cheaper than the baseline is compared with it.
        let is_baseline = |at: &&usize| answers[**at].saving_per_t == Some(Money::ZERO);
        let rival = by_total[1..].iter().find(is_baseline).or_else(|| by_total.get(1)).copied();
        let pair = std::iter::once(leader).chain(rival).collect();
        Some(Self { answers, pair, currency: &used.currency, about: [&used.date, &used.commodity], demands: count })
    }

    /// Iterates over the two corridors with their colours and shapes.
    fn pair(&self) -> impl Iterator<Item = (&'a Answer, Tint, Glyph)> + '_ {
        self.pair.iter().map(|&at| (self.answers[at], Tint::corridor(at), glyph(at)))
    }

    /// Writes the origin, the destination, the goods and the day.
    fn subject(&self, canvas: Canvas) -> String {
        let first = self.answers[0];
        let [date, commodity] = self.about;
        let (from, to) = (canvas.place(&first.from), canvas.place(&first.to));
        let goods = commodity.replace('-', " ");
        canvas.say("subject", &[("from", &from), ("to", &to), ("goods", &goods), ("date", date)])
    }

    /// Writes who is cheapest, by how much and by how many days it is slower or faster.
    fn finding(&self, canvas: Canvas) -> String {
        let leader = self.answers[self.pair[0]];
        let currency = self.currency;
        let Some(&rival) = self.pair.get(1) else {
            let total = canvas.money(leader.total());
            let values = [("leader", leader.corridor_title.as_str()), ("total", &total), ("currency", currency)];
            return canvas.say("finding.alone", &values);
        };
        let rival = self.answers[rival];
        let days = leader.days_more_than(rival);
        let (amount, days_text) = (canvas.money(rival.total() - leader.total()), canvas.number(days.abs(), 1));
        let key = match days {
            ..-0.05 => "finding.faster",
            0.05.. => "finding.slower",
            _ => "finding.as_fast",
        };
        let values = [
            ("leader", leader.corridor_title.as_str()),
            ("rival", &rival.corridor_title),
            ("amount", &amount),
            ("currency", currency),
            ("days", &days_text),
        ];
        canvas.say(key, &values)
    }

    /// Returns a note on the demands that are not drawn.
    fn note(&self, canvas: Canvas) -> Option<String> {
        (self.demands > 1).then(|| canvas.say("note.one_of", &[("n", &self.demands.to_string())]))
    }
}

fn is_same_demand(first: &Answer, second: &Answer) -> bool {
    let ends = |answer: &Answer| [answer.from.key.clone(), answer.to.key.clone()];
    first.scenario == second.scenario && first.regime == second.regime && ends(first) == ends(second)
}

/// Returns the shape of the points of a corridor by its position in the file.
fn glyph(position: usize) -> Glyph {
    [Glyph::Disc, Glyph::Square, Glyph::Triangle, Glyph::Diamond].get(position).copied().unwrap_or(Glyph::Ring)
}

/// Returns the dashes of a mode.
fn dash(mode: Option<&str>) -> Dash {
    match mode {
        Some("sea" | "waterway") => Dash::Dashed,
        Some("road") => Dash::Dotted,
        _ => Dash::Solid,
    }
}

/// Makes the entries of a legend for the modes of some routes.
fn modes<'a>(canvas: Canvas, answers: impl Iterator<Item = &'a Answer>) -> Vec<LegendKey> {
    let rides = answers.flat_map(|answer| &answer.steps).filter(|step| step.moves());
    let mut used: Vec<&str> = rides.filter_map(|step| step.mode).collect();
    used.sort_unstable();
    used.dedup();
    let key = |mode| LegendKey {
        text: canvas.say(&format!("mode.{mode}"), &[]),
        tint: Tint::Ink,
        sample: LegendSample::Stroke(dash(Some(mode))),
    };
    used.into_iter().map(key).collect()
}

/// Makes a label in the colour of text.
fn label(at: Spot, text: String, side: LabelSide) -> Mark {
    Mark::Label { at, text, tint: Tint::Ink, side }
}
