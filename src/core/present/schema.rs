//! JSON Schemas of requests and results, made of the types that are read and written.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use crate::analysis::Request;

use super::json::VERSION;
use super::pages;

/// Lists the forms of JSON results by name, each once: what follows the dot in a document's `schema`.
pub fn result_forms() -> impl Iterator<Item = &'static str> {
    let names = || pages::FORMS.iter().map(|(name, _)| *name);
    // Several questions are answered in one form.
    names()
        .enumerate()
        .filter(move |(position, name)| !names().take(*position).any(|before| before == *name))
        .map(|(_, name)| name)
}

/// Describes one form of JSON results as JSON Schema 2020-12; nothing if there is no form of that name.
///
/// Objects have every field that is listed as required, and may get more in later versions.
pub fn results_schema(form: &str) -> Option<Value> {
    let (name, describe) = pages::FORMS.iter().find(|(name, _)| *name == form)?;
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
    Some(schema)
}

/// Describes requests as JSON Schema 2020-12: what `ask` takes.
pub fn request_schema() -> Value {
    let mut schema =
        SchemaSettings::draft2020_12().for_deserialize().into_generator().into_root_schema_for::<Request>().to_value();
    schema["title"] = "A request to corridor".into();
    schema
}
