//! The description of the interface: paths by hand, around the schemas that are made of the types.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use corridor::present::schema::{result_forms, results_schema};

use super::asked::{PageDocument, PutQuestion};
use super::described::{ScenarioContent, ScenarioList};
use super::guard::MAX_BODY_BYTES;
use super::jobs::JobState;
use super::reply::ErrorDocument;

/// Where schemas stand in the document.
const SCHEMAS: &str = "#/components/schemas/";

/// Describes the interface as `OpenAPI` 3.1.
pub(super) fn openapi() -> Value {
    let mut schemas = Map::new();
    let mut answers = Vec::new();
    for form in result_forms() {
        let name = format!("corridor.{form}");
        answers.push(json!({ "$ref": format!("{SCHEMAS}{name}") }));
        schemas.extend(results_schema(form).map(|schema| (name.clone(), placed(schema, &name))));
    }
    add::<PutQuestion>(&mut schemas, "Question", &|settings| settings.for_deserialize());
    let written = |settings: SchemaSettings| settings.for_serialize();
    add::<PageDocument<'_>>(&mut schemas, "Page", &written);
    add::<ScenarioList>(&mut schemas, "Scenarios", &written);
    add::<ScenarioContent>(&mut schemas, "Scenario", &written);
    add::<JobState>(&mut schemas, "Job", &written);
    add::<ErrorDocument<'_>>(&mut schemas, "Error", &written);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "corridor serve",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Questions about freight corridors, answered as by the command line. The server answers to its own \
                            address alone; what is not read only needs the token that the program prints.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths(&answers),
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "apiKey", "in": "header", "name": "x-corridor-token" } },
        },
    })
}

fn paths(answers: &[Value]) -> Value {
    let schema = |name: &str| json!({ "$ref": format!("{SCHEMAS}{name}") });
    let content = |schema: Value| json!({ "application/json": { "schema": schema } });
    let reply = |description: &str, schema: Value| json!({ "description": description, "content": content(schema) });
    let refused = |description: &str| reply(description, schema("Error"));
    let body = json!({ "required": true, "content": content(schema("Question")) });
    let parameter = |name: &str, within: &str, kind: &str| json!({ "name": name, "in": within, "required": within == "path", "schema": { "type": kind } });
    let asked = |summary: &str, answer: Value| {
        json!({
            "summary": summary, "requestBody": body.clone(), "security": [{ "token": [] }],
            "responses": {
                "200": answer,
                "202": reply("The question is a job: how far it is.", schema("Job")),
                "400": refused("The body is no question, with the place of the fault."),
                "403": refused("The token or the origin is wrong."),
                "404": refused("No such scenario is served."),
                "408": refused("The body came too slowly."),
                "409": refused("A newer request of the client is answered in its place."),
                "413": refused(&format!("The body has more than {MAX_BODY_BYTES} bytes.")),
                "415": refused("The body is no JSON."),
                "422": refused("The scenario or a change has problems, each with code, place and help."),
                "429": refused("Too many questions wait."),
                "503": refused("The answer takes too long: ask it as a job."),
            },
        })
    };
    let job = |summary: &str, responses: Value| json!({ "summary": summary, "parameters": [parameter("id", "path", "integer")], "responses": responses });
    let page = json!({
        "description": "The page, as blocks or as Markdown.",
        "content": { "application/json": { "schema": schema("Page") }, "text/markdown": { "schema": { "type": "string" } } },
    });
    let mut end =
        job("Give up a job", json!({ "204": { "description": "It is given up." }, "404": refused("No such job.") }));
    end["security"] = json!([{ "token": [] }]);
    json!({
        "/api/scenarios": { "get": {
            "summary": "The scenarios that are served",
            "responses": { "200": reply("Their keys and titles.", schema("Scenarios")) },
        } },
        "/api/scenarios/{key}": { "get": {
            "summary": "What a scenario holds",
            "parameters": [parameter("key", "path", "string")],
            "responses": {
                "200": reply("Demands, corridors, switches, rules and figures.", schema("Scenario")),
                "404": refused("No such scenario is served."),
                "422": refused("Its files have problems."),
            },
        } },
        "/api/answer": { "post": asked(
            "The answer for programs, byte for byte that of the command with --format json",
            reply("The document that its `schema` names.", json!({ "oneOf": answers })),
        ) },
        "/api/page": { "post": asked("The answer for people", page) },
        "/api/jobs/{id}": {
            "get": job("The answer of a job, or how far it is", json!({
                "200": { "description": "The answer, as the question asked for it." },
                "202": reply("It is not done.", schema("Job")),
                "404": refused("No such job."),
            })),
            "delete": end,
        },
        "/api/events": { "get": {
            "summary": "Waits until the files of a scenario change, or half a minute",
            "parameters": [parameter("since", "query", "integer")],
            "responses": { "200": reply("The scenarios, with the number of the last reading.", schema("Scenarios")) },
        } },
        "/report": { "get": {
            "summary": "The report of a question, for a browser",
            "parameters": [{ "name": "question", "in": "query", "required": true, "content": content(schema("Question")) }],
            "responses": {
                "200": { "description": "One file.", "content": { "text/html": { "schema": { "type": "string" } } } },
                "400": refused("The question is none, or no report."),
            },
        } },
        "/api/openapi.json": { "get": {
            "summary": "This document", "responses": { "200": { "description": "OpenAPI 3.1." } },
        } },
    })
}

fn add<T: JsonSchema>(
    schemas: &mut Map<String, Value>,
    name: &str,
    contract: &dyn Fn(SchemaSettings) -> SchemaSettings,
) {
    let generator: SchemaGenerator = contract(SchemaSettings::draft2020_12()).into_generator();
    schemas.insert(name.to_owned(), placed(generator.into_root_schema_for::<T>().to_value(), name));
}

/// Moves a schema below a name of the document: what it refers to moves with it.
fn placed(mut schema: Value, name: &str) -> Value {
    fn follow(value: &mut Value, name: &str) {
        match value {
            Value::Object(fields) => {
                for (key, field) in fields {
                    match field {
                        Value::String(to) if key == "$ref" => {
                            *to = to.strip_prefix('#').map_or(to.clone(), |inside| format!("{SCHEMAS}{name}{inside}"));
                        }
                        field => follow(field, name),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| follow(item, name)),
            _ => {}
        }
    }
    follow(&mut schema, name);
    schema
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::openapi;

    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|field| references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_leads_to_a_schema() {
        let document = openapi();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 100, "the references are found");
        for reference in found {
            let pointer =
                reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} leads out of the document"));
            assert!(document.pointer(pointer).is_some_and(|it| it.is_object() || it.is_boolean()), "{reference}");
        }
        assert_eq!(document["paths"].as_object().map(serde_json::Map::len), Some(8));
        for described in ["Question", "Page", "Scenarios", "Scenario", "Job", "Error", "corridor.compare"] {
            let schema = &document["components"]["schemas"][described];
            assert!(schema["properties"].as_object().is_some_and(|fields| fields.len() > 2), "{described}");
        }
    }
}
