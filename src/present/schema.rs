//! The JSON Schema of the answers of `compare` and `route`.

use serde_json::{Map, Value, json};

use crate::results::PARTS;
use crate::units::Grade;

/// Describes the JSON that [`super::json::render`] writes, as JSON Schema 2020-12.
pub fn results_schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Answers of corridor compare and corridor route",
        "description": "One answer for each scenario, demand and corridor, always in the order of the files. Money is in the \
            scenario's currency per tonne of cargo, a plain decimal with six places; the ten parts add up to the total exactly.",
        "type": "object",
        "required": ["schema", "version", "manifest", "places", "answers", "summary"],
        "properties": {
            "schema": { "const": "corridor.compare" },
            "version": { "const": super::json::VERSION },
            "manifest": manifest(),
            "places": {
                "description": "Every place named in the answers, by key.",
                "type": "object",
                "additionalProperties": object(&[
                    ("name", json!({ "type": "string" })),
                    ("name_zh", text_or_null("The Chinese name.")),
                    ("name_ru", text_or_null("The Russian name.")),
                    ("lat_deg", number_or_null("Degrees north.")),
                    ("lon_deg", number_or_null("Degrees east.")),
                ]),
            },
            "answers": { "type": "array", "items": { "$ref": "#/$defs/answer" } },
            "summary": {
                "description": "Who wins where, one entry for each scenario; empty where only a part of the answers was asked for.",
                "type": "array",
                "items": summary(),
            },
        },
        "$defs": {
            "money": { "description": "Currency per tonne of cargo, six places.", "type": "number" },
            "parts": parts(),
            "hours": hours(),
            "grade": { "enum": grades() },
            "permission": permission(),
            "step": step(),
            "answer": answer(),
        },
    })
}

/// Describes an object that has all of these fields and may get more in later versions.
fn object(fields: &[(&str, Value)]) -> Value {
    let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

fn text_or_null(description: &str) -> Value {
    json!({ "type": ["string", "null"], "description": description })
}

fn number(description: &str) -> Value {
    json!({ "type": "number", "description": description })
}

fn number_or_null(description: &str) -> Value {
    json!({ "type": ["number", "null"], "description": description })
}

fn list(items: &Value, description: &str) -> Value {
    json!({ "type": "array", "items": items, "description": description })
}

fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn refer_or_null(name: &str) -> Value {
    json!({ "anyOf": [refer(name), { "type": "null" }] })
}

fn grades() -> Vec<&'static str> {
    Grade::ALL.into_iter().map(Grade::as_str).collect()
}

fn parts() -> Value {
    let fields: Vec<(&str, Value)> = PARTS.into_iter().map(|part| (part, refer("money"))).collect();
    let mut schema = object(&fields);
    schema["additionalProperties"] = false.into();
    schema
}

fn hours() -> Value {
    object(&[
        ("moving", number("Hours under way.")),
        ("waiting", number("Hours lying for a service or a lot.")),
        ("handling", number("Hours being loaded, unloaded, transhipped, changed in gauge.")),
        ("border", number("Hours at borders.")),
        ("total", number("Hours in all.")),
    ])
}

fn km() -> Value {
    let mut schema = object(&[
        ("rail", number("Kilometres by rail.")),
        ("road", number("Kilometres by road.")),
        ("sea", number("Kilometres by sea.")),
        ("waterway", number("Kilometres by inland waterway.")),
        ("total", number("Kilometres in all.")),
    ]);
    schema["type"] = json!(["object", "null"]);
    schema
}

fn permission() -> Value {
    object(&[
        ("key", text("The row of permissions.csv.")),
        ("instrument", text("The notice or agreement.")),
        ("period", text("Its validity in words.")),
        ("sources", list(&json!({ "type": "string" }), "The titles of its sources.")),
        ("grade", refer("grade")),
        ("switch", text_or_null("The switch that turns it on.")),
    ])
}

fn refused() -> Value {
    let nearest =
        object(&[("permission", refer("permission")), ("why_not", text("What keeps it from allowing the way."))]);
    object(&[
        ("total_per_t", refer("money")),
        ("region", text("The region that the goods come from.")),
        ("commodity", text("The goods.")),
        ("form", text("Their form.")),
        ("exit_point", text("The key of the place where they would leave the country.")),
        ("transit_port", text_or_null("The key of the foreign port.")),
        ("entry_port", text("The key of the place where they would come back.")),
        ("nearest", list(&nearest, "The rows that come nearest to allowing it.")),
    ])
}

fn step() -> Value {
    let key = json!({ "type": "string" });
    object(&[
        ("kind", json!({ "enum": ["load", "wait", "ride", "cross", "tranship", "gauge", "unload"] })),
        ("from", text("The key of the place where it begins.")),
        ("to", text("The key of the place where it ends.")),
        ("through", list(&key, "The keys of the places passed, both ends included.")),
        ("mode", text_or_null("rail, road, sea or waterway.")),
        ("legs", list(&key, "The rows of legs.csv.")),
        ("tariff", text_or_null("The schedule charged.")),
        ("service", text_or_null("The service ridden or waited for.")),
        ("regime", text_or_null("How the goods stand to customs at a crossing.")),
        ("km", number("Its length in kilometres.")),
        ("hours", refer("hours")),
        ("total_per_t", refer("money")),
        ("parts", refer("parts")),
        ("co2e_kg_per_t", number("Kilograms of CO2e per tonne of cargo.")),
        ("grade", refer("grade")),
    ])
}

fn answer() -> Value {
    let shares: Vec<(&str, Value)> =
        grades().into_iter().map(|grade| (grade, number("A share from 0 to 1."))).collect();
    let mut shares = object(&shares);
    shares["type"] = json!(["object", "null"]);
    let countries = json!({
        "type": ["object", "null"],
        "additionalProperties": { "type": "number" },
        "description": "Kilometres by the country of the leg's beginning.",
    });
    object(&[
        ("scenario", text("The file name without ending.")),
        ("from", text("The key of the origin.")),
        ("to", text("The key of the destination.")),
        ("from_name", text("Its English name.")),
        ("to_name", text("Its English name.")),
        ("corridor", text("The corridor's key.")),
        ("corridor_title", text("The corridor's title.")),
        ("regime", json!({ "enum": ["domestic", "bonded", "export", "import"] })),
        ("status", json!({ "enum": ["answered", "no-route"] })),
        ("reason", text_or_null("Why there is no route, as a sentence.")),
        ("reason_kind", json!({ "enum": ["permission", "constraint", "no-connection", null] })),
        (
            "rank",
            json!({ "type": ["integer", "null"], "minimum": 1, "description": "1 for the cheapest; equal totals share a rank." }),
        ),
        ("form", text_or_null("bulk, bag, box20 or box40.")),
        ("tonnes_per_year", number_or_null("The yearly tonnes of the demand.")),
        ("total_per_t", refer_or_null("money")),
        ("low_per_t", refer_or_null("money")),
        ("high_per_t", refer_or_null("money")),
        ("challenge_per_t", refer_or_null("money")),
        ("parts", refer_or_null("parts")),
        ("more_than_best", refer_or_null("money")),
        ("saving_per_t", refer_or_null("money")),
        ("hours", refer_or_null("hours")),
        ("days", number_or_null("Days in all.")),
        ("km", km()),
        ("km_by_country", countries),
        ("co2e_kg_per_t", number_or_null("Kilograms of CO2e per tonne of cargo.")),
        ("grades", shares),
        ("permissions", list(&refer("permission"), "The rows that the way rests on.")),
        ("refused", json!({ "anyOf": [refused(), { "type": "null" }] })),
        ("steps", list(&refer("step"), "The itinerary; its parts add up to the answer's.")),
    ])
}

fn manifest() -> Value {
    let texts = json!({ "type": "string" });
    let input = object(&[("path", text("As it was given.")), ("sha256", text("The hash of its bytes."))]);
    let scenario = object(&[
        ("name", text("The file name without ending.")),
        ("title", text("The title.")),
        ("reading", text("The question and how to read the answer.")),
        ("date", text("The day that picks dated rows.")),
        ("currency", text("The currency of all money.")),
        ("commodity", text("The goods.")),
        ("lot_t", number("The lot in tonnes.")),
        ("wait", text("How waiting is counted.")),
        ("switches", list(&texts, "The switches that are on.")),
        ("set", list(&texts, "The changed figures.")),
        ("inputs", list(&input, "Every file read.")),
    ]);
    object(&[
        ("program", text("The program.")),
        ("version", text("Its version.")),
        ("scenarios", list(&scenario, "The scenarios in the order asked.")),
        (
            "audited",
            json!({ "type": ["integer", "null"], "description": "Answers recomputed by the audit, if it ran." }),
        ),
    ])
}

fn summary() -> Value {
    let whole = json!({ "type": "integer", "minimum": 0 });
    let corridor = object(&[
        ("corridor", text("The corridor's key.")),
        ("title", text("Its title.")),
        ("answered", whole.clone()),
        ("no_route", whole.clone()),
        ("wins", whole.clone()),
        ("could_win", whole.clone()),
        ("could_win_from", list(&text("An origin."), "Where it could be cheapest within the bounds of its figures.")),
        ("mean_saving_per_t", refer_or_null("money")),
        ("tonnes_won_per_year", number_or_null("The yearly tonnes for which it is cheapest.")),
        ("least_per_t", refer_or_null("money")),
        ("most_per_t", refer_or_null("money")),
    ]);
    let wins = object(&[("corridor", text("The corridor's key.")), ("destinations", whole.clone())]);
    let origin = object(&[
        ("from", text("The key of the origin.")),
        ("from_name", text("Its English name.")),
        ("destinations", whole.clone()),
        ("wins", list(&wins, "Destinations to which each corridor is cheapest, most first.")),
        ("lead_changes", json!({ "type": "boolean" })),
    ]);
    let call = object(&[
        ("corridor", text("The corridor's key.")),
        ("from", text("The key of the origin.")),
        ("to", text("The key of the destination.")),
        ("more_per_t", refer("money")),
        ("winner", text("The key of the cheapest corridor there.")),
    ]);
    object(&[
        ("scenario", text("The file name without ending.")),
        ("title", text("Its title.")),
        ("demands", whole.clone()),
        ("unanswered", whole),
        ("baseline", text_or_null("The corridor that savings are taken against.")),
        ("usual_winner", text_or_null("The corridor that is cheapest most often.")),
        ("corridors", list(&corridor, "In the order of the file.")),
        ("origins", list(&origin, "In the order of the file.")),
        ("nearest_calls", list(&call, "Where each corridor comes closest to being cheapest.")),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::{json, sample};
    use super::results_schema;

    /// Checks a value against the words of JSON Schema that are used here.
    fn check(value: &Value, schema: &Value, root: &Value, at: &str) {
        if let Some(name) = schema["$ref"].as_str() {
            let target = root.pointer(name.trim_start_matches('#')).expect("a definition");
            return check(value, target, root, at);
        }
        if let Some(choices) = schema["anyOf"].as_array() {
            let choice = usize::from(value.is_null());
            return check(value, &choices[choice], root, at);
        }
        if let Some(words) = schema["enum"].as_array() {
            assert!(words.contains(value), "{at}: {value}");
        }
        if let Some(wanted) = schema.get("const") {
            assert_eq!(value, wanted, "{at}");
        }
        let kind = match value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_u64() => "integer",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let fits = |wanted: &Value| wanted == kind || (wanted == "number" && kind == "integer");
        let kinds = &schema["type"];
        assert!(
            kinds.is_null() || fits(kinds) || kinds.as_array().is_some_and(|kinds| kinds.iter().any(fits)),
            "{at}: {kind}"
        );
        if let Some(map) = value.as_object() {
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                assert!(map.contains_key(name), "{at} lacks {name}");
            }
            for (name, value) in map {
                let known = schema["properties"].get(name).or_else(|| schema.get("additionalProperties"));
                let schema = known.unwrap_or_else(|| panic!("{at}.{name} is not described"));
                check(value, schema, root, &format!("{at}.{name}"));
            }
        }
        for (position, item) in value.as_array().into_iter().flatten().enumerate() {
            check(item, &schema["items"], root, &format!("{at}[{position}]"));
        }
    }

    #[test]
    fn what_is_written_is_what_is_described() {
        let schema = results_schema();
        let value: Value = serde_json::from_str(&json::render(&sample::results())).expect("JSON");
        check(&value, &schema, &schema, "$");
    }
}
