//! Published claims beside our results.

use std::io;

use crate::analysis::claims::{ClaimResult, Claims, Relation};
use crate::analysis::verdict::Verdict;

use super::compare::{audited, recomputed};
use crate::present::csv::CsvTables;
use crate::present::digits::Look;
use crate::present::page::{Columns, Page};
use crate::present::shown::Shown;
use crate::present::verdict::counted;
use crate::present::words::{Lang, and, fixed, or_nothing, percent, plain, sentence};

impl Shown for Claims {
    const FORM: &'static str = "claims";

    fn page(&self, _look: Look) -> Page {
        let mut page = page(self);
        let verdicts: Vec<&Verdict> = self.verdicts.iter().collect();
        page.text(counted(&verdicts));
        recomputed(&mut page, audited(&self.scenarios), "answer");
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&ClaimResult::columns(), &self.claims, lang)
    }
}

/// Lays out claims: the numbers in a table, their definitions below.
fn page(found: &Claims) -> Page {
    let claims = &found.claims;
    let mut page = Page::new();
    page.heading(1, "Published claims beside these results");
    if claims.is_empty() {
        page.text("No row of claims.csv speaks of these scenarios: its column `scenario` names the one that a claim is about.");
        return page;
    }
    let number = |value: Option<f64>, places: usize| or_nothing(value, |value| fixed(value, places));
    let columns = Columns::new()
        .words("Claim", called)
        .numbers("Claimed", said)
        .numbers("Ours", |claim| number(claim.ours, 2))
        .numbers("Ours less claimed", |claim| number(claim.deviation, 2))
        .numbers("In %", |claim| number(claim.deviation_pct, 0))
        .words("Holds", |claim| or_nothing(claim.holds, |holds| if holds { "yes" } else { "no" }.to_owned()))
        .words("Unit", |claim| claim.unit.clone())
        .numbers("Ours on estimates", |claim| or_nothing(claim.estimate_share, percent))
        .words("Grade of the claim", |claim| claim.grade.to_string());
    page.table(columns.table(claims));
    page.list(by_reading(found));
    page.text("What each of them says, and what ours is measured on:");
    page.list(claims.iter().map(definition).collect());
    page
}

/// Names a claim, and how it is read.
pub(super) fn called(claim: &ClaimResult) -> String {
    let reading = claim.reading.as_ref().map_or_else(String::new, |reading| format!(" {reading}"));
    format!("{}{reading}", claim.key)
}

/// Writes of each claim that can be read in several ways by which of them it holds.
fn by_reading(found: &Claims) -> Vec<String> {
    let mut keys: Vec<&str> = Vec::new();
    for claim in found.claims.iter().filter(|claim| claim.reading.is_some()) {
        if !keys.contains(&claim.key.as_str()) {
            keys.push(&claim.key);
        }
    }
    let line = |key: &str| {
        let own: Vec<&ClaimResult> = found.claims.iter().filter(|claim| claim.key == key).collect();
        let read = |holds: Option<bool>| -> Vec<String> {
            own.iter().filter(|claim| claim.holds == holds).filter_map(|claim| claim.reading.clone()).collect()
        };
        let unasked: Vec<String> = found
            .unasked
            .iter()
            .filter(|reading| reading.claim == key)
            .map(|reading| format!("{} (scenario {})", reading.reading, reading.scenario))
            .collect();
        let parts = [
            ("holds as", read(Some(true))),
            ("does not hold as", read(Some(false))),
            ("has no value of ours as", read(None)),
            ("was not asked as", unasked),
        ];
        let said =
            parts.into_iter().filter(|(_, all)| !all.is_empty()).map(|(what, all)| format!("{what} {}", and(&all)));
        format!("{key} can be read in several ways: it {}.", said.collect::<Vec<_>>().join("; it "))
    };
    keys.into_iter().map(line).collect()
}

fn said(claim: &ClaimResult) -> String {
    said_value(claim.relation, &claim.value, claim.taken)
}

/// Writes what a claim says of its value, with the bounds by which it is judged where it says "about".
pub(super) fn said_value(relation: Relation, value: &str, bounds: Option<(f64, f64)>) -> String {
    match (relation, bounds) {
        (Relation::About, Some((low, high))) => format!("{value} ({} to {})", plain(low), plain(high)),
        (Relation::About, None) => value.to_owned(),
        (Relation::AtLeast, _) => format!("at least {value}"),
        (Relation::AtMost, _) => format!("at most {value}"),
        (Relation::Sign, _) => format!("the sign of {value}"),
    }
}

fn definition(claim: &ClaimResult) -> String {
    let mut text = vec![called(claim)];
    if let Some(year) = &claim.year {
        text.push(format!(" ({year})"));
    }
    text.push(format!(": {}", sentence(&claim.claim)));
    if let Some(on) = &claim.measured_on {
        text.push(format!(" Compared with {} of {on}.", claim.measure));
    }
    if !claim.sources.is_empty() {
        text.push(format!(" Source: {}.", claim.sources.join("; ")));
    }
    if let Some(note) = &claim.note {
        text.push(format!(" {}", sentence(note)));
    }
    text.concat()
}

#[cfg(test)]
mod tests {
    use super::{Lang, Look, Shown};
    use crate::present::{markdown, sample};

    #[test]
    fn claims_stand_beside_ours() {
        insta::assert_snapshot!(markdown::render(&sample::claims().page(Look::default())), @r"
        # Published claims beside these results

        | Claim | Claimed | Ours | Ours less claimed | In % | Holds | Unit | Ours on estimates | Grade of the claim |
        | --- | ---: | ---: | ---: | ---: | --- | --- | ---: | --- |
        | saving-2018 | 100 (80 to 150) | 18.20 | -81.80 | -82 | no | CNY/t | 41 % | published |
        | volume-2017 | 10.2 | – | – | – | – | kt | – | published |

        What each of them says, and what ours is measured on:

        - saving-2018 (2018): Hunchun to Ningbo by Zarubino saves 100 yuan a tonne. Compared with saving\_per\_t of hunchun-2019, Hunchun to Ningbo, borrowed against domestic. Source: Jilin Daily.
        - volume-2017 (2018): 10.2 kt in nine months. Source: Jilin Daily. Volumes are not computed.
        ");
    }

    #[test]
    fn programs_get_the_same_claims() {
        insta::assert_snapshot!(sample::claims().csv(Lang::En).replace("\r\n", "\n"), @r#"
        key,reading,year,claim,measure,measured_on,value,low,high,taken_low,taken_high,relation,role,independent_of,unit,ours,deviation,deviation_pct,holds,estimate_share,grade,sources,note
        saving-2018,,2018,Hunchun to Ningbo by Zarubino saves 100 yuan a tonne,saving_per_t,"hunchun-2019, Hunchun to Ningbo, borrowed against domestic",100,80,150,80,150,about,fit,,CNY/t,18.2,-81.8,-81.8,no,0.41,published,Jilin Daily,
        volume-2017,,2018,10.2 kt in nine months,saving_per_t,,10.2,,,,,about,fit,,kt,,,,,,published,Jilin Daily,Volumes are not computed
        "#);
    }

    #[cfg(feature = "formats")]
    #[test]
    fn claims_fit_a_terminal_of_80_columns() {
        let text = sample::screen(&sample::claims(), 80);
        insta::assert_snapshot!(text.split("What each").next().unwrap_or_default(), @r"
        Published claims beside these results
        ═════════════════════════════════════

        ──────────────────────────────────────────────────────────────────────────
         Claim                 Claimed    Ours   Ours less   In %   Holds   Unit
                                                   claimed
        ──────────────────────────────────────────────────────────────────────────
         saving-2018   100 (80 to 150)   18.20      -81.80    -82   no      CNY/t
         volume-2017              10.2       –           –      –   –       kt
        ──────────────────────────────────────────────────────────────────────────

        ──────────────────────────────────────────────────────
         Claim         Ours on estimates   Grade of the claim
        ──────────────────────────────────────────────────────
         saving-2018                41 %   published
         volume-2017                   –   published
        ──────────────────────────────────────────────────────
        ");
    }

    #[test]
    fn a_claim_looks_like_this_to_programs() {
        let mut claims = sample::claims();
        claims.claims.truncate(1);
        insta::assert_snapshot!(claims.json(), @r#"
        {
          "schema": "corridor.claims",
          "version": 1,
          "program": "corridor 0.1.0",
          "scenarios": [],
          "verdicts": [],
          "claims": [
            {
              "key": "saving-2018",
              "reading": null,
              "year": "2018",
              "claim": "Hunchun to Ningbo by Zarubino saves 100 yuan a tonne",
              "measure": "saving_per_t",
              "measured_on": "hunchun-2019, Hunchun to Ningbo, borrowed against domestic",
              "value": "100",
              "bounds": [
                "80",
                "150"
              ],
              "taken": [
                80,
                150
              ],
              "relation": "about",
              "role": "fit",
              "independent_of": [],
              "unit": "CNY/t",
              "ours": 18.2,
              "deviation": -81.8,
              "deviation_pct": -81.8,
              "holds": false,
              "estimate_share": 0.41,
              "grade": "published",
              "sources": [
                "Jilin Daily"
              ],
              "note": null
            }
          ],
          "unasked": []
        }
        "#);
    }
}
