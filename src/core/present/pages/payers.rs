//! Who pays what on each corridor, and what would be cheapest without support.

use std::collections::BTreeMap;
use std::io;

use crate::analysis::payers::{
    CorridorPayments, DemandPayments, OWN_COSTS, PARTY_PARTS, Payment, PaymentRow, Payments, WithoutSupport,
};
use crate::answer::ScenarioUsed;
use crate::present::csv::CsvTables;
use crate::present::demand::pair;
use crate::present::digits::{Digits, Look};
use crate::present::page::{Page, Table};
use crate::present::shown::Shown;
use crate::present::words::{Lang, or_nothing};
use crate::units::Money;

use super::compare::judged;

impl Shown for Payments {
    const FORM: &'static str = "payers";

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        for (place, used) in self.manifest.scenarios.iter().enumerate() {
            let verdicts: Vec<_> = self.verdicts.iter().filter(|own| own.scenario == used.name).cloned().collect();
            judged(&mut page, used, look.digits, &verdicts, look.lang);
            for demand in self.demands.iter().filter(|demand| demand.place == place) {
                page.heading(2, pair(&demand.from, &demand.to, look.lang));
                if let Some(without) = &demand.without_support {
                    page.lead(alone(without, used, look.digits));
                }
                page.table(table(demand, used, look.digits));
            }
        }
        page.text(
            "Above the gap stands what each party receives for a tonne, with a minus what it pays: these rows add up to \
             nothing. Below it, what the shipper pays to others and its own costs make the total.",
        );
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&PaymentRow::columns(), self.rows(), lang)
    }
}

/// Writes what would be cheapest without support.
fn alone(without: &WithoutSupport, used: &ScenarioUsed, digits: Digits) -> String {
    let WithoutSupport { leader_title, cheapest_title, .. } = without;
    let currency = &used.currency;
    let [leader, cheapest] = [without.leader_costs_per_t, without.cheapest_costs_per_t].map(|costs| digits.text(costs));
    let among = if without.is_among_asked { " of those asked for" } else { "" };
    if without.leader == without.cheapest {
        return format!(
            "Without support {leader_title} would cost {leader} {currency}/t and still be cheapest{among}."
        );
    }
    format!(
        "{leader_title} is cheapest{among} by support alone: without it it would cost {leader} {currency}/t, and \
         {cheapest_title} would be cheapest, at {cheapest}."
    )
}

/// Returns what a party is called in the table.
fn called(party: &str, name: Option<&str>) -> String {
    match party {
        "shipper" => "The shipper, to others".to_owned(),
        "support" => format!("Support: {}", name.unwrap_or_default()),
        "railways" => "Railways".to_owned(),
        "road-hauliers" => "Road hauliers".to_owned(),
        "sea-carriers" => "Carriers by ship".to_owned(),
        "ports" => "Ports".to_owned(),
        "stations" => "Stations and other places".to_owned(),
        "insurers" => "Insurers".to_owned(),
        "border-and-state" => "Border services and state".to_owned(),
        _ => "Owners of boxes".to_owned(),
    }
}

fn table(demand: &DemandPayments, used: &ScenarioUsed, digits: Digits) -> Table {
    let titles = demand.corridors.iter().map(|own| own.title.as_str());
    let mut table = Table::across(format!("{} per tonne", used.currency), titles);
    let mut parties: Vec<(&str, Option<&str>)> = Vec::new();
    let order = |party: &str| crate::analysis::payers::Party::WORDS.iter().position(|own| *own == party);
    for payment in demand.corridors.iter().flat_map(|own| &own.payments) {
        let party = (payment.party, payment.name.as_deref());
        if !parties.contains(&party) {
            parties.push(party);
        }
    }
    parties.sort_by_key(|&(party, name)| (order(party), name));
    let columns: Vec<WrittenColumn<'_>> = demand.corridors.iter().map(|own| WrittenColumn::of(own, digits)).collect();
    for (party, name) in parties {
        let key = (party, name.unwrap_or_default());
        let cells = columns.iter().map(|column| or_nothing(column.received.get(&key), |own| digits.write(*own)));
        table.row(std::iter::once(called(party, name)).chain(cells));
    }
    table.gap();
    let mut row = |label: &str, cell: &dyn Fn(&WrittenColumn<'_>) -> Option<Money>| {
        let cells = columns.iter().map(|own| or_nothing(cell(own), |amount| digits.write(amount)));
        table.row(std::iter::once(label.to_owned()).chain(cells));
    };
    row("What the shipper pays to others", &|own| own.total.map(|total| total + -own.own_costs));
    row("Its own costs: capital, losses, emissions", &|own| own.total.map(|_| own.own_costs));
    row("Total: what the shipper pays", &|own| own.total);
    row("What the route costs, whoever pays", &|own| own.route_cost);
    table
}

/// The amounts of a corridor as they are written: parts of the cost as a comparison writes them, and all so that they add up.
#[derive(Default)]
struct WrittenColumn<'a> {
    /// What each party receives, by its name where it pays support.
    received: BTreeMap<(&'a str, &'a str), Money>,
    total: Option<Money>,
    own_costs: Money,
    route_cost: Option<Money>,
}

impl<'a> WrittenColumn<'a> {
    fn of(own: &'a CorridorPayments, digits: Digits) -> Self {
        let Some((total, parts)) = own.total_per_t.zip(own.parts) else { return Self::default() };
        let digits = digits.for_total(total);
        let total = digits.round(total);
        let parts = digits.rounded(&parts.0, total);
        let sum = |of: &[usize]| of.iter().map(|&part| parts[part]).sum::<Money>();
        let (own_costs, route_cost) = (sum(&OWN_COSTS), own.route_cost_per_t.map(|cost| digits.round(cost)));
        let mut column = Self { received: BTreeMap::new(), total: Some(total), own_costs, route_cost };
        for (parties, of_parts) in PARTY_PARTS {
            column.share(own, digits, sum(of_parts), |party| parties.iter().any(|own| own.as_str() == party));
        }
        column.received.insert(("shipper", ""), own_costs + -total);
        column
    }

    /// Shares out a rounded amount among some parties; the greatest share takes what rounding leaves.
    fn share(&mut self, own: &'a CorridorPayments, digits: Digits, amount: Money, is_meant: impl Fn(&str) -> bool) {
        let meant = || own.payments.iter().filter(|payment| is_meant(payment.party));
        let key = |payment: &'a Payment| (payment.party, payment.name.as_deref().unwrap_or_default());
        let mut rest = amount;
        for payment in meant() {
            let rounded = digits.round(payment.per_t);
            rest += -rounded;
            self.received.insert(key(payment), rounded);
        }
        let greatest = meant().max_by_key(|payment| payment.per_t.micros().abs());
        if let Some(greatest) = greatest {
            *self.received.entry(key(greatest)).or_default() += rest;
        }
    }
}
