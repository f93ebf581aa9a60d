//! The forms of documents: their names, what stands at the head of each, and their JSON Schemas, made of the types that are
//! written.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use crate::analysis::Request;
use serde_json::{Value, json};

use super::super::shown::{self, Described};
use super::alternatives::AlternativesOut;
use super::catchment::CatchmentOut;
use super::critical::CriticalOut;
use super::pareto::ParetoOut;
use super::{ClaimsOut, ExplanationsOut, ListingsOut, ResultsOut, write};

/// The version of all forms; it grows when a field goes or changes its meaning.
const VERSION: u32 = 1;
/// What writes them.
const PROGRAM: &str = concat!("corridor ", env!("CARGO_PKG_VERSION"));

/// Is what a document says beside its head.
pub(super) trait Form: Serialize + JsonSchema {
    /// What stands after the dot in the document's `schema`.
    const NAME: &'static str;
}

#[derive(Serialize)]
struct Document<'a, T: ?Sized> {
    schema: String,
    version: u32,
    program: &'static str,
    #[serde(flatten)]
    body: &'a T,
}

/// Writes a document of a form.
pub(in crate::present) fn document<T: Serialize + ?Sized>(form: &str, body: &T) -> String {
    write(&Document { schema: format!("corridor.{form}"), version: VERSION, program: PROGRAM, body })
}

const fn described<T: Form>() -> Described {
    (T::NAME, |generator| generator.root_schema_for::<T>())
}

const FORMS: &[Described] = &[
    described::<ResultsOut<'_>>(),
    described::<ExplanationsOut<'_>>(),
    described::<ClaimsOut<'_>>(),
    described::<ListingsOut<'_>>(),
    described::<AlternativesOut<'_>>(),
    described::<ParetoOut<'_>>(),
    described::<CriticalOut<'_>>(),
    described::<CatchmentOut<'_>>(),
];

fn all() -> impl Iterator<Item = &'static Described> {
    FORMS.iter().chain(shown::FORMS)
}

/// Lists the forms of JSON results by name: what stands after the dot in a document's `schema`.
pub fn result_forms() -> impl Iterator<Item = &'static str> {
    all().map(|(name, _)| *name)
}

/// Describes one form of JSON results as JSON Schema 2020-12; nothing if there is no form of that name.
///
/// Objects have every field that is listed as required, and may get more in later versions.
pub fn results_schema(form: &str) -> Option<Value> {
    let (name, describe) = all().find(|(name, _)| *name == form)?;
    let mut schema = describe(&mut SchemaSettings::draft2020_12().for_serialize().into_generator()).to_value();
    let name = format!("corridor.{name}");
    schema["title"] = format!("What corridor writes as {name}").into();
    let head = [
        ("program", json!({ "type": "string", "description": "The program and its version." })),
        ("version", json!({ "const": VERSION, "description": "Grows when a field goes or changes its meaning." })),
        ("schema", json!({ "const": name, "description": "The form of the document." })),
    ];
    for (field, described) in head {
        schema["properties"][field] = described;
        schema["required"].as_array_mut()?.insert(0, field.into());
    }
    rename(&mut schema);
    Some(schema)
}

/// Describes requests as JSON Schema 2020-12: what `ask` takes.
pub fn request_schema() -> Value {
    let mut schema =
        SchemaSettings::draft2020_12().for_deserialize().into_generator().into_root_schema_for::<Request>().to_value();
    schema["title"] = "A request to corridor".into();
    schema
}

/// Names definitions by what they describe instead of by our types.
fn rename(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(target)) = map.get_mut("$ref") {
                *target = of_thing(target);
            }
            if let Some(Value::Object(definitions)) = map.get_mut("$defs") {
                let taken = std::mem::take(definitions);
                definitions.extend(taken.into_iter().map(|(name, schema)| (of_thing(&name), schema)));
            }
            map.values_mut().for_each(rename);
        }
        Value::Array(items) => items.iter_mut().for_each(rename),
        _ => {}
    }
}

/// Takes `Out` off the end of a name, before a number that tells it from others.
fn of_thing(name: &str) -> String {
    match name.rsplit_once("Out") {
        Some((thing, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => format!("{thing}{number}"),
        _ => name.to_owned(),
    }
}
