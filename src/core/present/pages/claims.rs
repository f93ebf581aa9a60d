//! Published claims beside our results.

use std::io;

use crate::analysis::claims::{ClaimResult, Claims};
use crate::analysis::verdict::Verdict;

use super::compare::{audited, recomputed};
use crate::present::csv::CsvTables;
use crate::present::digits::Look;
use crate::present::page::{Columns, Page};
use crate::present::shown::Shown;
use crate::present::verdict::counted;
use crate::present::words::{Lang, fixed, or_nothing, percent, sentence};

impl Shown for Claims {
    const FORM: &'static str = "claims";

    fn page(&self, _look: Look) -> Page {
        let mut page = page(&self.claims);
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
fn page(claims: &[ClaimResult]) -> Page {
    let mut page = Page::new();
    page.heading(1, "Published claims beside these results");
    if claims.is_empty() {
        page.text("No row of claims.csv speaks of these scenarios: its column `scenario` names the one that a claim is about.");
        return page;
    }
    let number = |value: Option<f64>, places: usize| or_nothing(value, |value| fixed(value, places));
    let columns = Columns::new()
        .words("Claim", |claim: &ClaimResult| claim.key.clone())
        .numbers("Claimed", bounded)
        .numbers("Ours", |claim| number(claim.ours, 2))
        .numbers("Ours less claimed", |claim| number(claim.deviation, 2))
        .numbers("In %", |claim| number(claim.deviation_pct, 0))
        .words("Unit", |claim| claim.unit.clone())
        .numbers("Ours on estimates", |claim| or_nothing(claim.estimate_share, percent))
        .words("Grade of the claim", |claim| claim.grade.to_string());
    page.table(columns.table(claims));
    page.text("What each of them says, and what ours is measured on:");
    page.list(claims.iter().map(definition).collect());
    page
}

fn bounded(claim: &ClaimResult) -> String {
    match &claim.bounds {
        (Some(low), Some(high)) => format!("{} ({low} to {high})", claim.value),
        (Some(low), None) => format!("{} (from {low})", claim.value),
        (None, Some(high)) => format!("{} (up to {high})", claim.value),
        (None, None) => claim.value.clone(),
    }
}

fn definition(claim: &ClaimResult) -> String {
    let mut text = vec![claim.key.clone()];
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

        | Claim | Claimed | Ours | Ours less claimed | In % | Unit | Ours on estimates | Grade of the claim |
        | --- | ---: | ---: | ---: | ---: | --- | ---: | --- |
        | saving-2018 | 100 (80 to 150) | 18.20 | -81.80 | -82 | CNY/t | 41 % | published |
        | volume-2017 | 10.2 | – | – | – | kt | – | published |

        What each of them says, and what ours is measured on:

        - saving-2018 (2018): Hunchun to Ningbo by Zarubino saves 100 yuan a tonne. Compared with saving\_per\_t of hunchun-2019, Hunchun to Ningbo, borrowed against domestic. Source: Jilin Daily.
        - volume-2017 (2018): 10.2 kt in nine months. Source: Jilin Daily. Volumes are not computed.
        ");
    }

    #[test]
    fn programs_get_the_same_claims() {
        insta::assert_snapshot!(sample::claims().csv(Lang::En).replace("\r\n", "\n"), @r#"
        key,year,claim,measure,measured_on,value,low,high,unit,ours,deviation,deviation_pct,estimate_share,grade,sources,note
        saving-2018,2018,Hunchun to Ningbo by Zarubino saves 100 yuan a tonne,saving_per_t,"hunchun-2019, Hunchun to Ningbo, borrowed against domestic",100,80,150,CNY/t,18.2,-81.8,-81.8,0.41,published,Jilin Daily,
        volume-2017,2018,10.2 kt in nine months,saving_per_t,,10.2,,,kt,,,,,published,Jilin Daily,Volumes are not computed
        "#);
    }

    #[cfg(feature = "formats")]
    #[test]
    fn claims_fit_a_terminal_of_80_columns() {
        let text = sample::screen(&sample::claims(), 80);
        insta::assert_snapshot!(text.split("What each").next().unwrap_or_default(), @r"
        Published claims beside these results
        ═════════════════════════════════════

        ────────────────────────────────────────────────────────────────────────────
         Claim                 Claimed    Ours      Ours   In %   Unit      Ours on
                                                    less                  estimates
                                                 claimed
        ────────────────────────────────────────────────────────────────────────────
         saving-2018   100 (80 to 150)   18.20    -81.80    -82   CNY/t        41 %
         volume-2017              10.2       –         –      –   kt              –
        ────────────────────────────────────────────────────────────────────────────

        ──────────────────────────────────
         Claim         Grade of the claim
        ──────────────────────────────────
         saving-2018   published
         volume-2017   published
        ──────────────────────────────────
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
              "year": "2018",
              "claim": "Hunchun to Ningbo by Zarubino saves 100 yuan a tonne",
              "measure": "saving_per_t",
              "measured_on": "hunchun-2019, Hunchun to Ningbo, borrowed against domestic",
              "value": "100",
              "bounds": [
                "80",
                "150"
              ],
              "unit": "CNY/t",
              "ours": 18.2,
              "deviation": -81.8,
              "deviation_pct": -81.8,
              "estimate_share": 0.41,
              "grade": "published",
              "sources": [
                "Jilin Daily"
              ],
              "note": null
            }
          ]
        }
        "#);
    }
}
