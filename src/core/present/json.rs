//! JSON: the form that scripts rely on.
//!
//! Money has six places and no number has an exponent; other numbers are rounded to at most six decimals.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use super::words::plain;

/// The version of all forms; it grows when a field goes or changes its meaning.
pub(super) const VERSION: u32 = 1;
/// The program that writes documents.
const PROGRAM: &str = concat!("corridor ", env!("CARGO_PKG_VERSION"));

/// A document: its head, then its body.
#[derive(Serialize)]
struct JsonDocument<'a, T: ?Sized> {
    schema: String,
    version: u32,
    program: &'static str,
    #[serde(flatten)]
    body: &'a T,
}

/// Writes a document of a form.
pub(super) fn document<T: Serialize + ?Sized>(form: &str, body: &T, to: &mut dyn Write) -> io::Result<()> {
    write_to(&JsonDocument { schema: format!("corridor.{form}"), version: VERSION, program: PROGRAM, body }, to)
}

/// Writes any value, indented, with a line end.
fn write_to<T: Serialize>(value: &T, to: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *to, Plain(PrettyFormatter::new())))?;
    to.write_all(b"\n")
}

/// Returns any value, indented, with a line end.
pub(super) fn write<T: Serialize>(value: &T) -> String {
    into_text(|to| write_to(value, to))
}

/// Writes into memory.
pub(super) fn into_text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    // Writing into memory cannot fail, and no map here has keys other than text.
    if write(&mut bytes).is_err() {
        debug_assert!(false, "results are always writable as JSON");
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// Indents like [`PrettyFormatter`] and writes numbers without exponents.
struct Plain(PrettyFormatter<'static>);

macro_rules! as_pretty {
    ($($name:ident($($flag:ident)?);)*) => {$(
        fn $name<W: ?Sized + Write>(&mut self, to: &mut W $(, $flag: bool)?) -> io::Result<()> {
            self.0.$name(to $(, $flag)?)
        }
    )*};
}

impl Formatter for Plain {
    fn write_f64<W: ?Sized + Write>(&mut self, to: &mut W, value: f64) -> io::Result<()> {
        to.write_all(plain(value).as_bytes())
    }

    as_pretty! {
        begin_array();
        end_array();
        begin_array_value(first);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first);
        begin_object_value();
        end_object_value();
    }
}
