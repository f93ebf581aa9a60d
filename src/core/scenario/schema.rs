//! The scenario language for editors: JSON Schema of scenario files, Table Schema of tables.

use serde_json::{Map, Value, json};

use super::cell::{WEEKDAYS, WORD_RULE};
use super::columns::{Kind, TableColumn, TableName};
use super::keys::{self, Key, KeyKind};
use super::number::SensibleRange;

/// The pattern of names.
const WORD: &str = "^[a-z0-9_-]+$";

/// Returns the JSON Schema 2020-12 of scenario files, which TOML editors understand.
pub fn scenario_schema() -> Value {
    let mut schema = titled("corridor scenario", section(keys::TOP, false));
    // The other keys may be inherited.
    schema["required"] = json!(["schema"]);
    schema
}

/// Returns the JSON Schema 2020-12 of plans of studies.
pub fn plan_schema() -> Value {
    titled("corridor plan", section(keys::PLAN, true))
}

fn titled(title: &str, mut schema: Value) -> Value {
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(title);
    schema
}

/// Returns the schema of one section; keys that may be inherited are not required.
fn section(keys: &[Key], complete: bool) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), describe(key))).collect();
    let mut schema = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    if complete && !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn describe(key: &Key) -> Value {
    let mut schema = kind(&key.kind);
    schema["description"] = json!(key.meaning);
    schema
}

fn kind(kind: &KeyKind) -> Value {
    let text = || json!({ "type": "string" });
    let one_or_list = |one: Value| json!({ "oneOf": [one, { "type": "array", "items": one }] });
    match *kind {
        KeyKind::Schema => json!({ "const": 1 }),
        KeyKind::Text | KeyKind::File => text(),
        // TOML dates reach editors as strings.
        KeyKind::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        KeyKind::Currency => json!({ "type": "string", "pattern": "^[A-Z]{3}$" }),
        KeyKind::Choice(choices) => json!({ "enum": choices }),
        KeyKind::Choices(choices) => one_or_list(json!({ "enum": choices })),
        KeyKind::Texts | KeyKind::Folders => one_or_list(text()),
        KeyKind::Number(range) => number(range),
        KeyKind::Figure(_, range) => {
            let mut table = section(keys::FIGURE, true);
            for name in ["value", "low", "high"] {
                retype(&mut table, name, number(range));
            }
            json!({ "oneOf": [number(range), table] })
        }
        KeyKind::Range => json!({ "oneOf": [{ "type": "number" }, section(keys::RANGE, true)] }),
        KeyKind::Section(keys) => section(keys, false),
        KeyKind::Named(keys) => json!({
            "type": "object", "propertyNames": { "pattern": WORD }, "additionalProperties": section(keys, false),
        }),
        KeyKind::List(keys) => json!({ "type": "array", "items": section(keys, true) }),
        KeyKind::ListOrFile(keys) => {
            json!({ "oneOf": [{ "type": "array", "items": section(keys, true) }, text()] })
        }
        KeyKind::Flags => json!({
            "type": "object", "propertyNames": { "pattern": WORD }, "additionalProperties": { "type": "boolean" },
        }),
        KeyKind::Changes => changes(),
        KeyKind::Runs => json!({ "type": "array", "items": changes() }),
        KeyKind::Count(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        KeyKind::Levels => levels(),
        KeyKind::Draws => {
            let draws: Vec<Value> = keys::DISTRIBUTIONS.iter().map(distribution).collect();
            json!({ "type": "object", "additionalProperties": { "oneOf": draws } })
        }
    }
}

/// Returns the schema of a section that maps paths of figures to values or changes.
fn changes() -> Value {
    let value = json!({ "type": ["number", "string", "boolean"] });
    json!({ "type": "object", "additionalProperties": { "oneOf": [value, one_change()] } })
}

/// Returns the schema of a section that maps paths of figures to levels.
fn levels() -> Value {
    let list = |kinds: Value| json!({ "type": "array", "minItems": 1, "items": { "type": kinds } });
    let mut change = one_change();
    for name in ["times", "plus"] {
        retype(&mut change, name, list(json!("number")));
    }
    let values = list(json!(["number", "string", "boolean"]));
    json!({ "type": "object", "additionalProperties": { "oneOf": [values, change, { "const": "bounds" }] } })
}

fn one_change() -> Value {
    let mut change = section(keys::CHANGE, false);
    change["minProperties"] = json!(1);
    change["maxProperties"] = json!(1);
    change
}

/// Replaces the schema of a key of a section, but not its description.
fn retype(section: &mut Value, name: &str, mut schema: Value) {
    let property = &mut section["properties"][name];
    schema["description"] = property["description"].take();
    *property = schema;
}

fn number(range: SensibleRange) -> Value {
    let SensibleRange { unit, least, most } = range;
    json!({ "type": "number", "minimum": least, "maximum": most, "$comment": format!("unit: {unit}") })
}

fn distribution(known: &keys::DistributionKeys) -> Value {
    let parameter = |name: &&str| {
        let schema = match *name {
            "probabilities" => json!({ "type": "array", "items": number(keys::PROBABILITY) }),
            "probability" => number(keys::PROBABILITY),
            name if keys::LISTS.contains(&name) => json!({ "type": "array", "items": { "type": "number" } }),
            _ => json!({ "type": "number" }),
        };
        ((*name).to_owned(), schema)
    };
    let mut properties: Map<String, Value> = known.required.iter().chain(known.optional).map(parameter).collect();
    properties.insert("dist".to_owned(), json!({ "const": known.name }));
    let required: Vec<&str> = std::iter::once("dist").chain(known.required.iter().copied()).collect();
    json!({
        "type": "object", "description": known.meaning, "additionalProperties": false,
        "properties": properties, "required": required,
    })
}

/// Returns the Frictionless Table Schema of one table.
pub fn table_schema(table: TableName) -> Value {
    let fields: Vec<Value> = table.columns().iter().map(field).collect();
    let references: Vec<Value> = table
        .columns()
        .iter()
        .filter_map(|column| {
            let Kind::Ref(to) = column.kind else { return None };
            Some(json!({ "fields": [column.name], "reference": { "resource": to.as_str(), "fields": ["key"] } }))
        })
        .collect();
    json!({
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": table.as_str(), "fields": fields, "missingValues": [""], "foreignKeys": references,
    })
}

fn field(column: &TableColumn) -> Value {
    let mut constraints = Map::new();
    if column.required {
        constraints.insert("required".to_owned(), json!(true));
    }
    let mut add = |name: &str, value: Value| constraints.insert(name.to_owned(), value);
    let mut field = json!({ "name": column.name, "type": "string", "description": column.meaning });
    let period = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$";
    let refers = |to: TableName| json!({ "table": to.as_str() });
    match column.kind {
        Kind::Key | Kind::Group => {
            add("pattern", json!(WORD));
            field["format_note"] = json!(WORD_RULE);
        }
        Kind::Text | Kind::WordOrAny => {}
        Kind::Choice(choices) => {
            add("enum", json!(choices));
        }
        Kind::Ref(to) | Kind::RefOrAny(to) => field["refers_to"] = refers(to),
        Kind::Refs(to) => {
            field["refers_to"] = refers(to);
            field["separator"] = json!(";");
        }
        Kind::Words => field["separator"] = json!(";"),
        Kind::Country => {
            add("pattern", json!(if column.required { "^[A-Z]{2}$" } else { "^([A-Z]{2}|\\*)$" }));
        }
        Kind::Currency => {
            add("pattern", json!("^[A-Z]{3}$"));
        }
        Kind::Number { range: SensibleRange { unit, least, most }, .. } => {
            field["type"] = json!("number");
            field["unit"] = json!(unit);
            add("minimum", json!(least));
            add("maximum", json!(most));
        }
        Kind::Flag => {
            field["type"] = json!("boolean");
            field["trueValues"] = json!(["yes"]);
            field["falseValues"] = json!(["no"]);
        }
        Kind::DateFrom | Kind::DateTo | Kind::DateWithin => {
            add("pattern", json!(period));
        }
        Kind::Months => {
            add("pattern", json!("^[0-9]{1,2}(-[0-9]{1,2})?(;[0-9]{1,2}(-[0-9]{1,2})?)*$"));
        }
        Kind::Days => {
            add("pattern", json!("^[0-9]{4}-[0-9]{2}-[0-9]{2}(; *[0-9]{4}-[0-9]{2}-[0-9]{2})*;?$"));
        }
        Kind::Weekdays => {
            let day = WEEKDAYS.join("|");
            add("pattern", json!(format!("^({day})(; *({day}))*;?$")));
        }
        Kind::Time => {
            add("pattern", json!("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"));
        }
    }
    if !constraints.is_empty() {
        field["constraints"] = Value::Object(constraints);
    }
    field
}

#[cfg(test)]
mod tests {
    use super::{plan_schema, scenario_schema, table_schema};
    use crate::scenario::TableName;

    #[test]
    fn every_key_is_described() {
        let schema = scenario_schema();
        assert_eq!(schema["properties"]["cargo"]["properties"]["lot_t"]["oneOf"][0]["type"], "number");
        assert_eq!(schema["properties"]["wait"]["enum"][0], "half-headway");
        assert_eq!(schema["additionalProperties"], false);
        for (name, property) in schema["properties"].as_object().expect("properties") {
            assert!(property["description"].is_string(), "{name}");
        }
    }

    #[test]
    fn every_key_of_a_plan_is_described() {
        let schema = plan_schema();
        assert_eq!(schema["required"], serde_json::json!(["schema", "design"]));
        assert_eq!(schema["properties"]["runs"]["type"], "integer");
        assert_eq!(schema["properties"]["factors"]["additionalProperties"]["oneOf"][2]["const"], "bounds");
    }

    #[test]
    fn every_column_is_described_with_its_unit() {
        for table in TableName::ALL {
            let schema = table_schema(table);
            let fields = schema["fields"].as_array().expect("fields");
            assert_eq!(fields.len(), table.columns().len());
            assert!(fields.iter().all(|field| field["type"] != "number" || field["unit"].is_string()));
        }
    }
}
