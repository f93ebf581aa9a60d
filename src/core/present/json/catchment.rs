//! Catchments as JSON.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::catchment::{
    Catchment, CatchmentPair, GatewayTotal, GridUsed, OriginCorridor, PairCorridor, Reach, Weighing,
};
use crate::answer::{NamedPlaces, PlaceName, ScenarioUsed};
use crate::draws::HeldFigure;
use crate::units::Money;

use super::form::{Form, document};

/// Tells which corridor and gateway each origin should use, and how surely; a gateway of `null` goes by land all the
/// way.
#[derive(Serialize, JsonSchema)]
pub(super) struct CatchmentOut<'a> {
    /// What was asked, of which files.
    scenario: &'a ScenarioUsed,
    /// The number of draws.
    draws: u64,
    /// What the random numbers begin with.
    seed: u64,
    /// How many figures were drawn that can move an answer.
    figures_drawn: usize,
    /// How many of the figures drawn are estimates.
    estimates_drawn: usize,
    /// Figures that stayed at their value, and why.
    held: &'a [HeldFigure],
    /// Figures that have a distribution but were set on the command line, and so are certain.
    settled: &'a [String],
    /// What demands count by.
    weighing: Weighing,
    /// The key of the corridor that savings are taken against.
    reference: &'a str,
    /// The corridors compared.
    corridors: &'a [crate::analysis::catchment::CatchmentCorridor],
    /// Every place named in the answer, by key.
    places: NamedPlaces,
    /// The origins, the nearest to its border or port first.
    origins: Vec<OriginOut<'a>>,
    /// What each gateway gets, the most first.
    gateways: Vec<ShareOut<'a>>,
    /// The break-even distances.
    lines: Vec<LineOut<'a>>,
    /// The points between the origins, if asked for.
    grid: Option<&'a GridUsed>,
    /// The keys of the origins that are not on the map.
    without_map: Vec<&'a str>,
    /// The demands in the order of the file.
    pairs: Vec<PairOut<'a>>,
}

impl Form for CatchmentOut<'_> {
    const NAME: &'static str = "catchment";
}

/// Is one origin.
#[derive(Serialize, JsonSchema)]
struct OriginOut<'a> {
    /// Its key.
    origin: &'a str,
    /// Its province or region.
    region: Option<&'a str>,
    /// Its yearly tonnes to all destinations, where all demands have them.
    tonnes_per_year: Option<f64>,
    /// How many destinations are asked for.
    destinations: usize,
    /// The key of the border or port that it is measured from: the nearest.
    anchor: Option<&'a str>,
    /// The kilometres to there by rail and road.
    anchor_km: Option<f64>,
    /// The key of the corridor with the greatest mean saving.
    leader: Option<&'a str>,
    /// By how much it leads the next one.
    margin_per_t: Option<Money>,
    /// Each corridor that serves a destination together with the reference, by key.
    corridors: BTreeMap<&'a str, OriginCorridorOut<'a>>,
}

/// Is one corridor from one origin, over the destinations that it and the reference both serve.
#[derive(Serialize, JsonSchema)]
struct OriginCorridorOut<'a> {
    /// How many destinations both serve.
    destinations: usize,
    /// The key of the port where its cargo first boards a ship.
    gateway: Option<&'a str>,
    /// The mean of what the reference costs more, by weight.
    saving_per_t: Money,
    /// The same with its own bounded figures at their favourable bounds: above nothing it could save.
    could_save_per_t: Option<Money>,
    /// The mean saving over the draws.
    mean_saving_per_t: Money,
    /// The saving that 5 of 100 draws stay below or meet.
    p5_saving_per_t: Money,
    /// The saving that 25 of 100 draws stay below or meet.
    p25_saving_per_t: Money,
    /// The saving that 50 of 100 draws stay below or meet.
    p50_saving_per_t: Money,
    /// The saving that 75 of 100 draws stay below or meet.
    p75_saving_per_t: Money,
    /// The saving that 95 of 100 draws stay below or meet.
    p95_saving_per_t: Money,
    /// The share of draws in which it saves.
    chance_saves: f64,
    /// The share of draws in which no other corridor saves more.
    chance_leads: f64,
}

/// Is what one gateway gets.
#[derive(Serialize, JsonSchema)]
struct ShareOut<'a> {
    /// The key of the port where cargo first boards a ship.
    gateway: Option<&'a str>,
    /// The share of all demands, by weight, with the figures at their values.
    share: f64,
    /// The yearly tonnes, where all demands have them.
    tonnes_per_year: Option<f64>,
    /// The mean of the share over the draws.
    share_drawn: f64,
    /// The mean of the tonnes over the draws.
    tonnes_drawn_per_year: Option<f64>,
}

/// Is the break-even distance of a corridor along one of its routes.
#[derive(Serialize, JsonSchema)]
struct LineOut<'a> {
    /// The corridor's key.
    corridor: &'a str,
    /// The key of the place where the line begins: the border, or the first port.
    anchor: &'a str,
    /// How far it leads with the figures at their values.
    central: Reach,
    /// How far it could save with its own figures at their favourable bounds.
    could: Reach,
    /// What it loses of its saving with each kilometre.
    loss_per_km: Money,
    /// The kilometres that 5 of 100 draws stay below or meet; 0 is nowhere.
    p5_km: f64,
    /// The kilometres that 50 of 100 draws stay below or meet.
    p50_km: f64,
    /// The kilometres that 95 of 100 draws stay below or meet.
    p95_km: f64,
    /// The draws in which it leads at no origin of the line.
    nowhere: u64,
    /// The draws in which it still leads at the last one.
    whole: u64,
    /// The origins that the route passes, the nearest first.
    stops: Vec<StopOut<'a>>,
}

/// Is an origin on a line.
#[derive(Serialize, JsonSchema)]
struct StopOut<'a> {
    /// Its key.
    origin: &'a str,
    /// Its distance from the beginning of the line.
    km: f64,
    /// The mean saving there.
    saving_per_t: Money,
    /// The share of draws in which the corridor saves there.
    chance_saves: f64,
}

/// Is one demand.
#[derive(Serialize, JsonSchema)]
struct PairOut<'a> {
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// How the goods stand to customs: `domestic`, `bonded`, `export` or `import`.
    regime: &'a str,
    /// Its yearly tonnes, if given.
    tonnes_per_year: Option<f64>,
    /// The key of the cheapest corridor.
    leader: Option<&'a str>,
    /// By how much it is cheaper than the next one.
    margin_per_t: Option<Money>,
    /// Each corridor that has a route, by key.
    corridors: BTreeMap<&'a str, PairCorridorOut<'a>>,
}

/// Is one corridor for one demand.
#[derive(Serialize, JsonSchema)]
struct PairCorridorOut<'a> {
    /// Its total with the figures at their values.
    total_per_t: Money,
    /// What the reference costs more.
    saving_per_t: Option<Money>,
    /// The key of the port where its cargo first boards a ship.
    gateway: Option<&'a str>,
    /// The share of draws in which no corridor is cheaper.
    chance_cheapest: f64,
    /// The share of draws in which it costs less than the reference.
    chance_saves: Option<f64>,
    /// All gateways that it has a route by, the cheapest first.
    gateways: Vec<GatewayOut<'a>>,
}

/// Is one gateway of one corridor for one demand.
#[derive(Serialize, JsonSchema)]
struct GatewayOut<'a> {
    /// The key of the port where cargo first boards a ship.
    gateway: Option<&'a str>,
    /// The least total by it.
    total_per_t: Money,
    /// The share of draws in which the corridor's cheapest way goes by it.
    share: f64,
}

fn key(place: Option<&PlaceName>) -> Option<&str> {
    place.map(|place| place.key.as_str())
}

/// Writes a catchment; a gateway of `null` goes by land all the way.
pub fn catchment(found: &Catchment) -> String {
    let mut places = NamedPlaces::default();
    let ports = found.pairs.iter().flat_map(|pair| pair.corridors.iter().flatten()).flat_map(|own| &own.gateways);
    let ports = ports.filter_map(|gateway| gateway.gateway.as_ref());
    let anchors = found.origins.iter().filter_map(|origin| origin.anchor.as_ref()).map(|anchor| &anchor.place);
    let origins = found.origins.iter().map(|origin| &origin.place);
    let anchors = anchors.chain(found.lines.iter().map(|line| &line.anchor));
    for place in origins.chain(anchors).chain(&found.destinations).chain(ports) {
        places.add(place);
    }
    let name = |corridor: usize| found.corridors[corridor].key.as_str();
    document(
        CatchmentOut::NAME,
        &CatchmentOut {
            scenario: &found.used,
            draws: found.draws,
            seed: found.seed,
            figures_drawn: found.figures_drawn,
            estimates_drawn: found.estimates_drawn,
            held: &found.held,
            settled: &found.settled,
            weighing: found.weighing,
            reference: name(found.reference),
            corridors: &found.corridors,
            places,
            origins: (0..found.origins.len()).map(|position| origin(found, position)).collect(),
            gateways: found
                .gateways
                .iter()
                .map(|own| ShareOut {
                    gateway: key(own.gateway.as_ref()),
                    share: own.share,
                    tonnes_per_year: own.tonnes_per_year,
                    share_drawn: own.share_drawn,
                    tonnes_drawn_per_year: own.tonnes_drawn_per_year,
                })
                .collect(),
            lines: (0..found.lines.len()).map(|position| line(found, position)).collect(),
            grid: found.grid.as_ref(),
            without_map: found.map.without.iter().map(|place| place.key.as_str()).collect(),
            pairs: found.pairs.iter().map(|own| pair(found, own)).collect(),
        },
    )
}

fn origin(found: &Catchment, position: usize) -> OriginOut<'_> {
    let own = &found.origins[position];
    OriginOut {
        origin: &own.place.key,
        region: own.region.as_deref(),
        tonnes_per_year: own.tonnes_per_year,
        destinations: own.destinations,
        anchor: own.anchor.as_ref().map(|anchor| anchor.place.key.as_str()),
        anchor_km: own.anchor.as_ref().map(|anchor| anchor.km),
        leader: own.leader.map(|leader| found.corridors[leader].key.as_str()),
        margin_per_t: own.margin_per_t,
        corridors: own
            .corridors
            .iter()
            .zip(&found.corridors)
            .filter_map(|(own, named)| Some((named.key.as_str(), origin_corridor(own.as_ref()?))))
            .collect(),
    }
}

fn origin_corridor(own: &OriginCorridor) -> OriginCorridorOut<'_> {
    let [p5, p25, p50, p75, p95] = own.saving_quantiles_per_t;
    OriginCorridorOut {
        destinations: own.destinations,
        gateway: key(own.gateway.as_ref()),
        saving_per_t: own.saving_per_t,
        could_save_per_t: own.could_save_per_t,
        mean_saving_per_t: own.mean_saving_per_t,
        p5_saving_per_t: p5,
        p25_saving_per_t: p25,
        p50_saving_per_t: p50,
        p75_saving_per_t: p75,
        p95_saving_per_t: p95,
        chance_saves: own.chance_saves,
        chance_leads: own.chance_leads,
    }
}

fn line(found: &Catchment, position: usize) -> LineOut<'_> {
    let line = &found.lines[position];
    let [p5_km, p50_km, p95_km] = line.reach_quantiles_km;
    LineOut {
        corridor: &found.corridors[line.corridor].key,
        anchor: &line.anchor.key,
        central: line.central,
        could: line.could,
        loss_per_km: line.loss_per_km,
        p5_km,
        p50_km,
        p95_km,
        nowhere: line.nowhere,
        whole: line.whole,
        stops: line
            .stops
            .iter()
            .map(|stop| StopOut {
                origin: &found.origins[stop.origin].place.key,
                km: stop.km,
                saving_per_t: stop.saving_per_t,
                chance_saves: stop.chance_saves,
            })
            .collect(),
    }
}

fn pair<'a>(found: &'a Catchment, own: &'a CatchmentPair) -> PairOut<'a> {
    fn gateway(own: &GatewayTotal) -> GatewayOut<'_> {
        GatewayOut { gateway: key(own.gateway.as_ref()), total_per_t: own.total_per_t, share: own.share }
    }
    fn corridor(own: &PairCorridor) -> PairCorridorOut<'_> {
        PairCorridorOut {
            total_per_t: own.total_per_t,
            saving_per_t: own.saving_per_t,
            gateway: key(own.gateway.as_ref()),
            chance_cheapest: own.chance_cheapest,
            chance_saves: own.chance_saves,
            gateways: own.gateways.iter().map(gateway).collect(),
        }
    }
    PairOut {
        from: &found.origins[own.from].place.key,
        to: &own.to.key,
        regime: own.regime,
        tonnes_per_year: own.tonnes_per_year,
        leader: own.leader.map(|leader| found.corridors[leader].key.as_str()),
        margin_per_t: own.margin_per_t,
        corridors: own
            .corridors
            .iter()
            .zip(&found.corridors)
            .filter_map(|(own, named)| Some((named.key.as_str(), corridor(own.as_ref()?))))
            .collect(),
    }
}
