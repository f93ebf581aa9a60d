//! Who pays what on each corridor, and what would be cheapest without support.

use std::io;

use crate::analysis::payers::{CorridorPayments, DemandPayments, PaymentRow, Payments, WithoutSupport};
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
        for used in &self.manifest.scenarios {
            let verdicts: Vec<_> = self.verdicts.iter().filter(|own| own.scenario == used.name).cloned().collect();
            judged(&mut page, used, look.digits, &verdicts, look.lang);
            for demand in self.demands.iter().filter(|demand| demand.scenario == used.name) {
                page.heading(2, pair(&demand.from, &demand.to, look.lang));
                if let Some(without) = &demand.without_support {
                    page.lead(alone(without, used, look.digits));
                }
                page.table(table(demand, used, look.digits));
            }
        }
        page.text("Each amount is what the party receives for a tonne; who pays has a minus. They add up to nothing.");
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
    if without.leader == without.cheapest {
        return format!("Without support {leader_title} would cost {leader} {currency}/t and still be cheapest.");
    }
    format!(
        "{leader_title} is cheapest by support alone: without it it would cost {leader} {currency}/t, and {cheapest_title} \
         would be cheapest, at {cheapest}."
    )
}

/// Returns what a party is called in the table.
fn called(party: &str, name: Option<&str>) -> String {
    match party {
        "shipper" => "The shipper".to_owned(),
        "support" => format!("Support: {}", name.unwrap_or_default()),
        "railways" => "Railways".to_owned(),
        "road-hauliers" => "Road hauliers".to_owned(),
        "sea-carriers" => "Carriers by ship".to_owned(),
        "ports" => "Ports".to_owned(),
        "stations" => "Stations and other places".to_owned(),
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
    let columns: Vec<Vec<String>> = demand.corridors.iter().map(|own| column(own, &parties, digits)).collect();
    for (row, &(party, name)) in parties.iter().enumerate() {
        let cells = columns.iter().map(|column| column[row].clone());
        table.row(std::iter::once(called(party, name)).chain(cells));
    }
    table.gap();
    let mut row = |label: &str, cell: &dyn Fn(&CorridorPayments) -> Option<Money>| {
        let cells = demand.corridors.iter().map(|own| or_nothing(cell(own), |amount| digits.text(amount)));
        table.row(std::iter::once(label.to_owned()).chain(cells));
    };
    row("What nobody receives: capital, losses, emissions", &|own| own.own_costs_per_t);
    row("What the route costs, whoever pays", &|own| own.route_cost_per_t);
    row("Total: what the shipper pays", &|own| own.total_per_t);
    table
}

/// Writes what each party receives on a corridor, so that they add up to nothing as they are written.
fn column(own: &CorridorPayments, parties: &[(&str, Option<&str>)], digits: Digits) -> Vec<String> {
    let amount = |&(party, name): &(&str, Option<&str>)| {
        let payment = own.payments.iter().find(|own| (own.party, own.name.as_deref()) == (party, name));
        payment.map(|payment| payment.per_t)
    };
    let amounts: Vec<Option<Money>> = parties.iter().map(amount).collect();
    let known: Vec<Money> = amounts.iter().flatten().copied().collect();
    let mut written = digits.parts(&known).into_iter();
    amounts.iter().map(|amount| or_nothing(amount.and_then(|_| written.next()), |text| text)).collect()
}
