//! One value of one row, as a backup carries it from engine to engine.

use serde_json::{Value, json};
use sqlx::any::AnyRow;
use sqlx::{Row, ValueRef};

use crate::{ColumnKind, Failure};

/// A value of the types that both engines share.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A number, an instant, a truth.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// A text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl Cell {
    pub(crate) fn read(row: &AnyRow, index: usize, kind: ColumnKind) -> Result<Cell, Failure> {
        if row.try_get_raw(index)?.is_null() {
            return Ok(Cell::Null);
        }
        Ok(match kind {
            ColumnKind::Integer => Cell::Integer(row.try_get(index)?),
            ColumnKind::Real => Cell::Real(row.try_get(index)?),
            ColumnKind::Text => Cell::Text(row.try_get(index)?),
            ColumnKind::Blob => Cell::Blob(row.try_get(index)?),
        })
    }

    /// The value in JSON. Fractions and bytes are written as text inside an
    /// object, so that nothing is rounded and nothing taken for a text.
    pub fn to_json(&self) -> Value {
        match self {
            Cell::Null => Value::Null,
            Cell::Integer(number) => json!(number),
            Cell::Real(number) => json!({ "real": format!("{number:?}") }),
            Cell::Text(text) => json!(text),
            Cell::Blob(bytes) => json!({ "blob": hex(bytes) }),
        }
    }

    /// The value that stands in this JSON, in a column of this kind.
    pub fn of_json(value: Value, kind: ColumnKind) -> Option<Cell> {
        Some(match (kind, value) {
            (_, Value::Null) => Cell::Null,
            (ColumnKind::Integer, Value::Number(number)) => Cell::Integer(number.as_i64()?),
            (ColumnKind::Text, Value::String(text)) => Cell::Text(text),
            (ColumnKind::Real, Value::Object(object)) => {
                Cell::Real(object.get("real")?.as_str()?.parse().ok()?)
            }
            (ColumnKind::Blob, Value::Object(object)) => Cell::Blob(bytes(object.get("blob")?.as_str()?)?),
            _ => return None,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || !hex.len().is_multiple_of(2) {
        return None;
    }
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_from_json_as_it_went() {
        for (kind, cell) in [
            (ColumnKind::Integer, Cell::Integer(i64::MIN)),
            (ColumnKind::Integer, Cell::Integer(9_007_199_254_740_993)),
            (ColumnKind::Real, Cell::Real(0.1 + 0.2)),
            (ColumnKind::Real, Cell::Real(f64::INFINITY)),
            (ColumnKind::Text, Cell::Text("{\"blob\":\"00\"}\n公开".into())),
            (ColumnKind::Blob, Cell::Blob(vec![0, 255, 10])),
            (ColumnKind::Blob, Cell::Blob(vec![])),
            (ColumnKind::Text, Cell::Null),
        ] {
            let line = cell.to_json().to_string();
            assert_eq!(Cell::of_json(serde_json::from_str(&line).unwrap(), kind), Some(cell), "{line}");
        }
    }

    #[test]
    fn a_value_of_another_kind_is_refused() {
        assert_eq!(Cell::of_json(json!("7"), ColumnKind::Integer), None);
        assert_eq!(Cell::of_json(json!(7.5), ColumnKind::Integer), None);
        assert_eq!(Cell::of_json(json!("00"), ColumnKind::Blob), None);
        assert_eq!(Cell::of_json(json!({"blob": "0"}), ColumnKind::Blob), None);
        assert_eq!(Cell::of_json(json!({"blob": "zz"}), ColumnKind::Blob), None);
    }
}
