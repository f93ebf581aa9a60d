//! Quotations as forwarders write them: understood where they have one meaning, else refused with every meaning as it is
//! to be typed.

use std::path::Path;

use corridor::problem::Problem;
use corridor::scenario::{Override, Quote, Scenario};

fn read(text: &str) -> Result<Quote, Problem> {
    let loaded = Scenario::load(Path::new("scenarios/hunchun-ningbo-2019.toml"), &[Override::quote(text)]);
    match loaded {
        Ok(scenario) => Ok(scenario.document.quotes.into_iter().next().expect("a quotation")),
        Err(problems) => Err(problems.iter().next().expect("a problem").clone()),
    }
}

/// Reads many quotations at once, each without the name that tells it from the others.
fn read_all(texts: &[&str]) -> Vec<(String, Option<String>)> {
    let quotes: Vec<Override> = texts.iter().map(|text| Override::quote(text)).collect();
    let loaded = Scenario::load(Path::new("scenarios/hunchun-ningbo-2019.toml"), &quotes);
    let scenario = loaded.unwrap_or_else(|problems| panic!("{problems}"));
    let nameless = |quote: &Quote| {
        let usual = quote.usual();
        usual.split(", name ").next().unwrap_or_default().to_owned()
    };
    scenario.document.quotes.iter().map(|quote| (nameless(quote), quote.read_as.clone())).collect()
}

#[test]
fn a_quotation_with_one_meaning_is_understood_in_three_languages_and_any_order() {
    let all = [
        ("38 USD/t Zarubino-Ningbo", "zarubino>ningbo=38 USD/t"),
        ("Zarubino-Ningbo 38 $/t", "zarubino>ningbo=38 USD/t"),
        ("USD 38 per tonne Zarubino - Ningbo all in", "zarubino>ningbo=38 USD/t, all in"),
        ("38 US dollars a tonne, from Zarubino to Ningbo by sea", "sea zarubino>ningbo=38 USD/t"),
        ("freight ZARUBINO → NINGBO: USD/t 38.50", "zarubino>ningbo=38.5 USD/t"),
        ("Зарубино–Нинбо 38 долл./т", "zarubino>ningbo=38 USD/t"),
        ("фрахт Зарубино—Нинбо 2600 руб/т", "zarubino>ningbo=2600 RUB/t"),
        ("zarubino>ningbo=38 РУБ./т", "zarubino>ningbo=38 RUB/t"),
        ("Zarubino —> Ningbo 300 р./т FIO", "zarubino>ningbo=300 RUB/t"),
        ("扎鲁比诺港到宁波 2000元/箱", "zarubino>ningbo=2000 CNY/box20"),
        ("Zarubino-Ningbo ￥2 000/20' terminal-to-terminal", "zarubino>ningbo=2000 CNY/box20, terminal to terminal"),
        ("Zarubino-Ningbo 1.250,00 RMB/FEU", "zarubino>ningbo=1250 CNY/box40"),
        ("Zarubino-Ningbo $1'250.50/40HQ", "zarubino>ningbo=1250.5 USD/box40"),
        ("1500 yuan per container Zarubino to Ningbo", "zarubino>ningbo=1500 CNY/box20"),
        ("Zarubino-Ningbo 1500 юаней за 20-футовый контейнер", "zarubino>ningbo=1500 CNY/box20"),
        ("Zarubino>Ningbo 90000 yuan a lot", "zarubino>ningbo=90000 CNY/lot"),
        ("rail hunchun - zarubino 210 $/wagon", "rail hunchun>zarubino=210 USD/wagon"),
        ("port Zarubino 450 руб/т", "port zarubino=450 RUB/t"),
        ("порт Зарубино 7 USD/т", "port zarubino=7 USD/t"),
        ("border 珲春 5 USD/t", "border hunchun=5 USD/t"),
        ("Zarubino-Ningbo 35-40 USD/t", "zarubino>ningbo=37.5 USD/t, low 35, high 40"),
        ("from Zarubino to Ningbo from 35 to 40 USD/t", "zarubino>ningbo=37.5 USD/t, low 35, high 40"),
        ("Zarubino-Ningbo 38±3 USD/t", "zarubino>ningbo=38 USD/t, low 35, high 41"),
        ("Zarubino-Ningbo USD 40 ± 5 % / t", "zarubino>ningbo=40 USD/t, low 38, high 42"),
        ("Zarubino-Ningbo 38 USD/t valid to 31.12.2019", "zarubino>ningbo=38 USD/t, until 2019-12-31"),
        (
            "38 USD/t, Zarubino-Ningbo, valid 01.06.2019-30.06.2019, by FESCO, on 3 June 2019",
            "zarubino>ningbo=38 USD/t, from 2019-06-01, until 2019-06-30, by FESCO, on 3 June 2019",
        ),
        (
            "zarubino>ningbo=38 USD/t, valid 01.06.2019–30.06.2019",
            "zarubino>ningbo=38 USD/t, from 2019-06-01, until 2019-06-30",
        ),
        (
            "zarubino>ningbo=38 USD/t, valid 2019-06-01 — 2019-06-30",
            "zarubino>ningbo=38 USD/t, from 2019-06-01, until 2019-06-30",
        ),
        (
            "zarubino>ningbo=38 USD/t 有效期2019年6月1日至2019年6月30日",
            "zarubino>ningbo=38 USD/t, from 2019-06-01, until 2019-06-30",
        ),
        ("zarubino>ningbo=38 USD/t, valid June 2019", "zarubino>ningbo=38 USD/t, from 2019-06-01, until 2019-06-30"),
        ("zarubino>ningbo=38 USD/t, valid 2019", "zarubino>ningbo=38 USD/t, from 2019-01-01, until 2019-12-31"),
        ("zarubino>ningbo=38 USD/t, valid 30.06.2019", "zarubino>ningbo=38 USD/t, until 2019-06-30"),
        (
            "Zarubino-Ningbo 38 USD/t by COSCO Bulk Line all in until 2020-06-30",
            "zarubino>ningbo=38 USD/t, all in, until 2020-06-30, by COSCO Bulk Line",
        ),
        ("zarubino>ningbo=38 USD/t on 2019-06-03 all in", "zarubino>ningbo=38 USD/t, all in, on 2019-06-03"),
        (
            "Zarubino (Troitsa Bay) - Ningbo 38 USD/t (all in, until 2020-06-30)",
            "zarubino>ningbo=38 USD/t, all in, until 2020-06-30",
        ),
        ("Zarubino-Ningbo 38 USD/t excl. THC untill 30.06.2019", "zarubino>ningbo=38 USD/t, until 2019-06-30"),
        ("Зарубино–Нинбо 52000 руб/20фут без НДС", "zarubino>ningbo=52000 RUB/box20, excl. VAT"),
        ("Zarubino-Ningbo 38 USD/t + VAT, all in", "zarubino>ningbo=38 USD/t, all in, excl. VAT"),
        ("Zarubino-Ningbo 38 USD/t, by COSCO net of VAT", "zarubino>ningbo=38 USD/t, excl. VAT, by COSCO"),
        ("扎鲁比诺港到宁波 1500元/20尺 含税", "zarubino>ningbo=1500 CNY/box20"),
        ("Зарубино–Нинбо 52000 руб/20фут с НДС", "zarubino>ningbo=52000 RUB/box20"),
        ("port charges Zarubino 7 USD/t", "port zarubino=7 USD/t"),
        ("Zarubino-Ningbo 600 USD per 20' incl BAF and CAF", "zarubino>ningbo=600 USD/box20"),
        ("Zarubino-Ningbo 900 USD/40HQ BAF/CAF included, FCL", "zarubino>ningbo=900 USD/box40"),
        ("Зарубино–Нинбо 600 $/20GP включая топливная надбавка", "zarubino>ningbo=600 USD/box20"),
        ("zarubino>ningbo=600 USD/20GP all-in incl. THC", "zarubino>ningbo=600 USD/box20, all in"),
        ("zarubino>ningbo=600 USD/20GP O/F, THC extra", "sea zarubino>ningbo=600 USD/box20"),
        ("zarubino>ningbo=600 USD/20GP incl. THC at both ends", "zarubino>ningbo=600 USD/box20, terminal to terminal"),
        ("珲春口岸 500元/票", "border hunchun=500 CNY/lot"),
        ("Dalian-Ningbo 60 CNY/t bulk", "dalian_port>ningbo=60 CNY/t, bulk"),
    ];
    // What it is read as is shown, and reads as itself without more ado.
    let read = read_all(&all.map(|(written, _)| written));
    let again = read_all(&all.map(|(_, meant)| meant));
    assert_eq!((read.len(), again.len()), (all.len(), all.len()));
    for (((written, meant), read), again) in all.iter().zip(read).zip(again) {
        assert_eq!(read, ((*meant).to_owned(), Some((*meant).to_owned())), "{written}");
        assert_eq!(again, ((*meant).to_owned(), None), "{written}");
    }
}

#[test]
fn a_quotation_with_several_meanings_is_refused_with_each_of_them_to_be_typed() {
    let mut all_offered: Vec<String> = Vec::new();
    for (written, meanings) in [
        ("zarubino>ningbo=1,250 USD/box20", &["1250 USD/box20", "1.25 USD/box20"][..]),
        ("zarubino>ningbo=1.250 USD/box20", &["1.25 USD/box20", "1250 USD/box20"]),
        (
            "Zarubino-Ningbo 4.369-4.900 USD/t",
            &["4.6345 USD/t, low 4.3690, high 4.9", "4634.5 USD/t, low 4369, high 4900"],
        ),
        ("Zarubino-Ningbo 38 USD/ton", &["38 USD/t", "41.88783 USD/t"]),
        ("Zarubino-Ningbo 38 USD", &["38 USD/t", "38 USD/box20", "38 USD/wagon", "38 USD/lot"]),
        ("Zarubino-Ningbo 38/t", &["38 CNY/t", "38 USD/t", "38 RUB/t"]),
        ("Zarubino-Ningbo 900 USD/40', CY-CY", &["900 USD/box40, terminal to terminal", "900 USD/box40"]),
        ("Zarubino-Ningbo 38 USD/t incl. THC", &["38 USD/t, terminal to terminal", "38 USD/t"]),
        ("Zarubino-Ningbo 38 USD/t until 05/06/2019", &["38 USD/t, until 2019-06-05", "38 USD/t, until 2019-05-06"]),
        (
            "Zarubino-Ningbo 38 USD/t valid 07/05/2019-31/07/2019",
            &["38 USD/t, from 2019-05-07, until 2019-07-31", "38 USD/t, from 2019-07-05, until 2019-07-31"],
        ),
    ] {
        let problem = read(written).expect_err(written);
        let help = problem.help.expect("the meanings");
        let offered: Vec<&str> = help.split('"').skip(1).step_by(2).collect();
        let wanted: Vec<String> = meanings.iter().map(|rest| format!("zarubino>ningbo={rest}")).collect();
        assert!(offered.iter().take(wanted.len()).eq(&wanted), "{written}: {help}");
        all_offered.extend(offered.into_iter().map(str::to_owned));
    }
    // Those of another date do not hold on the scenario's, which is another problem.
    all_offered.retain(|offered| !offered.contains("until"));
    let offered: Vec<&str> = all_offered.iter().map(String::as_str).collect();
    let again = read_all(&offered);
    assert!(again.iter().map(|(usual, _)| usual).eq(&all_offered), "{again:?}");
}

#[test]
fn what_is_not_understood_is_named_and_no_amount_is_changed() {
    for (written, wrong) in [
        ("38 dollars a tonne", "does not say what is quoted"),
        ("zarubino>ningbo=USD 38k/t", "`38k` is no amount"),
        ("zarubino>ningbo=$38 CNY/t", "`$` and `CNY` are two currencies"),
        ("zarubino>ningbo=-38 CNY/t", "-38 makes no sense here"),
        ("Zarubino-Ningbo -38 CNY/t", "-38 makes no sense here"),
        ("Zarubino-Ningbo \u{2212}38 CNY/t", "-38 makes no sense here"),
        ("Zarubino-Ningbo 38 USD/t payable in advance", "`payable in advance` is not understood"),
        ("zarubino>ningbo=38 USD/t, FILO", "at one end alone"),
        ("zarubino>ningbo=600 USD/20GP incl. THC at POL", "at one end alone"),
        ("FOB Zarubino>Ningbo=38 USD/t", "`FOB` is a term of sale"),
        ("Zarubino-Ningbo 38 USD/t CIF Ningbo, all in", "`CIF` is a term of sale"),
        ("zarubino>ningbo=38 USD/t, by FESCO CFR Ningbo", "`CFR` is a term of sale"),
        ("Zarubino-Ningbo 900 USD/40HQ subject to BAF", "`subject to BAF`: the amount is not all that is paid"),
        ("zarubino>ningbo=900 USD/40HQ + BAF/CAF", "`+ BAF/CAF`: the amount is not all that is paid"),
        ("zarubino>ningbo=900 USD/40HQ, incl. BAF, CAF", "`CAF` does not say whether it is in the amount"),
        ("zarubino>ningbo=900 USD/40HQ, THC", "`THC` does not say whether it is in the amount"),
        ("zarubino>ningbo=900 USD/40HQ incl. BAF and customs", "`and customs` is not understood"),
        ("zarubino>ningbo=40-35 USD/t", "do not bracket"),
        ("zarubino>ningbo=1,25,0 USD/t", "`1,25,0` is not a number"),
        ("zarubino>ningbo=38 USD/t, validity 31.05.2019", "holds until 2019-05-31"),
        ("zarubino>ningbo=38 USD/t by COSCO all in until 2018-06-30", "holds until 2018-06-30"),
        ("zarubino>ningbo=38 USD/t, valid 01.06.2019, until 30.06.2019", "`valid` and `until` do not go together"),
        ("zarubino>ningbo=38 USD/t, on 30.06", "`30.06` is no date"),
        ("zarubino>ningbo=USD 38 - EUR 42 / t", "`USD` and `EUR` are two currencies"),
        ("zarubino>ningbo=38-42 ±10% USD/t", "two ranges"),
        ("zarubino>ningbo=38 ±10% - 42 USD/t", "two ranges"),
        ("zarubino>ningbo=38 USD/t, all in, FIO", "`all in` and `FIO` do not go together"),
        ("Zarubino-Ningbo 38 USD/t all in FIO", "`all in` and `FIO` do not go together"),
        ("zarubino>ningbo=38 USD/t, box20, bulk", "`box20` and `bulk` do not go together"),
        ("rail hunchun>zarubino=38 USD/t, by sea", "`rail` and `by sea` do not go together"),
        ("zarubino>ningbo=38 USD/t, incl. VAT, excl. VAT", "`incl. VAT` and `excl. VAT` do not go together"),
    ] {
        let problem = read(written).expect_err(written);
        assert!(problem.message.contains(wrong), "{written}: {}", problem.message);
        assert!(problem.help.is_some(), "{written}");
    }
}

#[test]
fn a_section_with_a_text_has_no_second_amount_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = Path::new("scenarios/hunchun-ningbo-2019.toml").canonicalize().expect("a scenario");
    let file = folder.path().join("quoted.toml");
    for beside in ["amount = 50", "basis = \"box20\"", "currency = \"USD\"", "mode = \"rail\""] {
        let quote = format!("[[quote]]\ntext = \"zarubino>ningbo=38 CNY/t\"\n{beside}\n");
        std::fs::write(&file, format!("schema = 1\nextends = {base:?}\n\n{quote}")).expect("a file");
        let problems = Scenario::load(&file, &[]).expect_err(beside);
        let key = beside.split(' ').next().unwrap_or_default();
        assert!(problems.to_string().contains(&format!("`{key}` stands beside `text`")), "{problems}");
    }
}
