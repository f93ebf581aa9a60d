//! Stage 4: each arc's eleven parts as sums of products of figures; a new price needs no new network.

mod alone;
mod arithmetic;
mod attribute;
mod block;
mod charge;
mod classes;
mod compile;
mod costs;
mod draft;
mod formula;
mod haul;
mod haul_book;
mod hauls;
mod per_tonne;
mod powers;
mod price;
mod supported;
mod terms;

pub use alone::{haulage_alone, price_alone};
pub use attribute::Attribution;
pub(crate) use block::StepOperation;
pub use block::{BlockPrices, CLASS_NUMBERS};
pub use charge::{BoundedSum, Charge, ClassCosts, Quantity};
pub use costs::Costs;
pub use draft::{Draft, Drafts};
pub use formula::{CostFormula, Formula, Formulas};
pub use powers::Powers;
pub use price::{ArcPrices, DatedHours, PricedArc};
pub(crate) use supported::PaidWalk;
pub use supported::support_on;
pub use terms::{Book, Product, TermSum};
