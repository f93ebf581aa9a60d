//! JSON Schemas of what is written, made of the types that are written.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use super::alternatives::AlternativesOut;
use super::breakeven::{BreakEvenOut, DatesOut, FlipListOut};
use super::catchment::CatchmentOut;
use super::critical::CriticalOut;
use super::discovery::DiscoveryOut;
use super::levers::LeversOut;
use super::pareto::ParetoOut;
use super::plane::PlaneOut;
use super::risk::RisksOut;
use super::sensitivity::SensitivityOut;
use super::{ClaimsOut, ExplanationsOut, ListingsOut, ResultsOut};

/// Is a form's name, which stands after the dot in a document's `schema`, and what describes it.
type Form = (&'static str, fn(&mut SchemaGenerator) -> Schema);

/// The forms of JSON results.
const FORMS: [Form; 16] = [
    ("compare", describe::<ResultsOut<'_>>),
    ("explain", describe::<ExplanationsOut<'_>>),
    ("claims", describe::<ClaimsOut<'_>>),
    ("listing", describe::<ListingsOut<'_>>),
    ("alternatives", describe::<AlternativesOut<'_>>),
    ("pareto", describe::<ParetoOut<'_>>),
    ("breakeven", describe::<BreakEvenOut<'_>>),
    ("plane", describe::<PlaneOut<'_>>),
    ("flips", describe::<FlipListOut<'_>>),
    ("dates", describe::<DatesOut<'_>>),
    ("levers", describe::<LeversOut<'_>>),
    ("risk", describe::<RisksOut<'_>>),
    ("sensitivity", describe::<SensitivityOut<'_>>),
    ("critical", describe::<CriticalOut<'_>>),
    ("discover", describe::<DiscoveryOut<'_>>),
    ("catchment", describe::<CatchmentOut<'_>>),
];

fn describe<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.root_schema_for::<T>()
}

/// Lists the forms of JSON results by name: what stands after the dot in a document's `schema`.
pub fn result_forms() -> impl Iterator<Item = &'static str> {
    FORMS.into_iter().map(|(name, _)| name)
}

/// Describes one form of JSON results as JSON Schema 2020-12; nothing if there is no form of that name.
///
/// Objects have every field that is listed as required, and may get more in later versions.
pub fn results_schema(form: &str) -> Option<Value> {
    let (name, describe) = FORMS.into_iter().find(|(name, _)| *name == form)?;
    let mut schema = describe(&mut SchemaSettings::draft2020_12().for_serialize().into_generator()).to_value();
    schema["title"] = format!("What corridor writes as corridor.{name}").into();
    rename(&mut schema);
    Some(schema)
}

/// Names definitions by what they describe instead of by our types.
fn rename(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(target)) = map.get_mut("$ref") {
                *target = target.replace("Out", "");
            }
            if let Some(Value::Object(definitions)) = map.get_mut("$defs") {
                let taken = std::mem::take(definitions);
                definitions.extend(taken.into_iter().map(|(name, schema)| (name.replace("Out", ""), schema)));
            }
            map.values_mut().for_each(rename);
        }
        Value::Array(items) => items.iter_mut().for_each(rename),
        _ => {}
    }
}
