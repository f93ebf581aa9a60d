//! Catchments as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::results::{
    Catchment, CatchmentPair, GatewayTotal, GridUsed, HeldFigure, OriginCorridor, PairCorridor, PlaceName, Reach,
    ScenarioUsed, Weighing,
};
use crate::units::Money;

use super::{PlaceOut, VERSION, insert, write};

#[derive(Serialize)]
struct CatchmentOut<'a> {
    schema: &'static str,
    version: u32,
    scenario: &'a ScenarioUsed,
    draws: u64,
    seed: u64,
    figures_drawn: usize,
    estimates_drawn: usize,
    held: &'a [HeldFigure],
    settled: &'a [String],
    weighing: Weighing,
    reference: &'a str,
    corridors: &'a [crate::results::CatchmentCorridor],
    places: BTreeMap<&'a str, PlaceOut<'a>>,
    origins: Vec<OriginOut<'a>>,
    gateways: Vec<ShareOut<'a>>,
    lines: Vec<LineOut<'a>>,
    grid: Option<&'a GridUsed>,
    without_map: Vec<&'a str>,
    pairs: Vec<PairOut<'a>>,
}

#[derive(Serialize)]
struct OriginOut<'a> {
    origin: &'a str,
    region: Option<&'a str>,
    tonnes_per_year: Option<f64>,
    destinations: usize,
    anchor: Option<&'a str>,
    anchor_km: Option<f64>,
    leader: Option<&'a str>,
    margin_per_t: Option<Money>,
    corridors: BTreeMap<&'a str, OriginCorridorOut<'a>>,
}

#[derive(Serialize)]
struct OriginCorridorOut<'a> {
    destinations: usize,
    gateway: Option<&'a str>,
    saving_per_t: Money,
    could_save_per_t: Option<Money>,
    mean_saving_per_t: Money,
    p5_saving_per_t: Money,
    p25_saving_per_t: Money,
    p50_saving_per_t: Money,
    p75_saving_per_t: Money,
    p95_saving_per_t: Money,
    chance_saves: f64,
    chance_leads: f64,
}

#[derive(Serialize)]
struct ShareOut<'a> {
    gateway: Option<&'a str>,
    share: f64,
    tonnes_per_year: Option<f64>,
    share_drawn: f64,
    tonnes_drawn_per_year: Option<f64>,
}

#[derive(Serialize)]
struct LineOut<'a> {
    corridor: &'a str,
    anchor: &'a str,
    central: Reach,
    could: Reach,
    loss_per_km: Money,
    p5_km: f64,
    p50_km: f64,
    p95_km: f64,
    nowhere: u64,
    whole: u64,
    stops: Vec<StopOut<'a>>,
}

#[derive(Serialize)]
struct StopOut<'a> {
    origin: &'a str,
    km: f64,
    saving_per_t: Money,
    chance_saves: f64,
}

#[derive(Serialize)]
struct PairOut<'a> {
    from: &'a str,
    to: &'a str,
    regime: &'a str,
    tonnes_per_year: Option<f64>,
    leader: Option<&'a str>,
    margin_per_t: Option<Money>,
    corridors: BTreeMap<&'a str, PairCorridorOut<'a>>,
}

#[derive(Serialize)]
struct PairCorridorOut<'a> {
    total_per_t: Money,
    saving_per_t: Option<Money>,
    gateway: Option<&'a str>,
    chance_cheapest: f64,
    chance_saves: Option<f64>,
    gateways: Vec<GatewayOut<'a>>,
}

#[derive(Serialize)]
struct GatewayOut<'a> {
    gateway: Option<&'a str>,
    total_per_t: Money,
    share: f64,
}

fn key(place: Option<&PlaceName>) -> Option<&str> {
    place.map(|place| place.key.as_str())
}

/// Writes a catchment; a gateway of `null` goes by land all the way.
pub fn catchment(found: &Catchment) -> String {
    let mut places = BTreeMap::new();
    let ports = found.pairs.iter().flat_map(|pair| pair.corridors.iter().flatten()).flat_map(|own| &own.gateways);
    let ports = ports.filter_map(|gateway| gateway.gateway.as_ref());
    let anchors = found.origins.iter().filter_map(|origin| origin.anchor.as_ref()).map(|anchor| &anchor.place);
    let origins = found.origins.iter().map(|origin| &origin.place);
    let anchors = anchors.chain(found.lines.iter().map(|line| &line.anchor));
    for place in origins.chain(anchors).chain(&found.destinations).chain(ports) {
        insert(&mut places, place);
    }
    let name = |corridor: usize| found.corridors[corridor].key.as_str();
    write(&CatchmentOut {
        schema: "corridor.catchment",
        version: VERSION,
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
    })
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
