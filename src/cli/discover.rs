//! `discover`: the box of figures in which a corridor is cheapest.

use clap::Args;

use corridor::analysis::Question;
use corridor::analysis::discover::{BoxMethod, DiscoverQuestion, MAX_DRAWS, MIN_DRAWS};

use super::arguments::{Choice, one_of};
use super::door::Asked;
use super::failure::{Exit, Failure};

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor discover scenarios/hunchun-ningbo-2019.toml
  corridor discover scenarios/hunchun-timber-2019.toml --wins borrowed --draws 50000 --seed 2
  corridor discover scenarios/jilin-maize-2017.toml --from suifenhe --to ningbo --format csv -o box.csv";

const METHODS: [Choice<BoxMethod>; 1] = [Choice::new(
    "prim",
    BoxMethod::Prim,
    "Patient rule induction: thin slices peeled off all draws, then pasted back",
)];

/// Arguments of `discover`.
#[derive(Debug, Args)]
pub(super) struct DiscoverArguments {
    #[command(flatten)]
    asked: Asked,
    /// The corridor that is to win, by its key; by default the likeliest that is not today's leader: the borrowed port where
    /// the leader stays at home, and the other way round
    #[arg(long, value_name = "KEY")]
    wins: Option<String>,
    /// How often the uncertain figures are drawn, and drawn again to check the box
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(MIN_DRAWS..=MAX_DRAWS))]
    draws: u64,
    /// What the random numbers begin with; those of the check begin with the next number
    #[arg(long, value_name = "S", default_value_t = 1, value_parser = clap::value_parser!(u64).range(..u64::MAX))]
    seed: u64,
    /// How the box is looked for
    #[arg(long, value_parser = one_of(&METHODS), default_value = "prim")]
    method: BoxMethod,
}

impl DiscoverArguments {
    /// Finds the box.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let &Self { draws, seed, method, .. } = self;
        self.asked.answer(Question::Discover(DiscoverQuestion { wins: self.wins.clone(), draws, seed, method }))
    }
}
