//! Serializes values as JSON text, which JavaScript turns into objects with one `JSON.parse`.

use std::fmt::Error;

use serde::ser::{self, Impossible, Serialize};

use super::write::quote;
use crate::base::Decimal;

/// Returns the value as JSON text. NaN and infinities become `null`, as with `JSON.stringify`.
///
/// # Errors
///
/// If a map has a key that is not a text, or a type is one that the views do not use.
pub fn to_text<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    let mut text = String::new();
    value.serialize(Serializer { text: &mut text })?;
    Ok(text)
}

struct Serializer<'a> {
    text: &'a mut String,
}

impl<'a> Serializer<'a> {
    fn literal(self, literal: &str) -> Result<(), Error> {
        self.text.push_str(literal);
        Ok(())
    }

    fn object(self) -> Result<Entries<'a>, Error> {
        Ok(Entries { text: self.text, next: '{' })
    }
}

macro_rules! whole_numbers {
    ($($method:ident $number:ty),+) => { $(
        fn $method(self, number: $number) -> Result<(), Error> {
            self.literal(&number.to_string())
        }
    )+ };
}

impl<'a> ser::Serializer for Serializer<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Entries<'a>;
    type SerializeTuple = Entries<'a>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Entries<'a>;
    type SerializeStruct = Entries<'a>;
    type SerializeStructVariant = Impossible<(), Error>;

    whole_numbers! {
        serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64,
        serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64
    }

    fn serialize_bool(self, flag: bool) -> Result<(), Error> {
        self.literal(if flag { "true" } else { "false" })
    }

    fn serialize_f32(self, number: f32) -> Result<(), Error> {
        self.serialize_f64(number.into())
    }

    fn serialize_f64(self, number: f64) -> Result<(), Error> {
        // The conversion to a decimal avoids the standard library's code for printing doubles, which takes
        // several kilobytes.
        match Decimal::from_f64(number) {
            Some(number) => self.literal(&number.to_string()),
            None => self.serialize_unit(),
        }
    }

    fn serialize_char(self, character: char) -> Result<(), Error> {
        self.serialize_str(character.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        quote(text, self.text);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.literal("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let mut object = self.object()?;
        object.key(variant);
        value.serialize(object.value())?;
        object.close('}')
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Entries<'a>, Error> {
        Ok(Entries { text: self.text, next: '[' })
    }

    fn serialize_tuple(self, _: usize) -> Result<Entries<'a>, Error> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Error> {
        Err(Error)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(Error)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'a>, Error> {
        self.object()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'a>, Error> {
        self.object()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(Error)
    }
}

/// A list or an object that is being written.
struct Entries<'a> {
    text: &'a mut String,
    /// The character before the next entry: the opening bracket before the first one.
    next: char,
}

impl Entries<'_> {
    fn separate(&mut self) {
        self.text.push(std::mem::replace(&mut self.next, ','));
    }

    fn key(&mut self, key: &str) {
        self.separate();
        quote(key, self.text);
        self.text.push(':');
    }

    fn value(&mut self) -> Serializer<'_> {
        Serializer { text: self.text }
    }

    fn close(mut self, bracket: char) -> Result<(), Error> {
        // Without entries, the opening bracket has not been written yet.
        if self.next != ',' {
            self.separate();
        }
        self.text.push(bracket);
        Ok(())
    }
}

impl ser::SerializeSeq for Entries<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.separate();
        value.serialize(self.value())
    }

    fn end(self) -> Result<(), Error> {
        self.close(']')
    }
}

impl ser::SerializeTuple for Entries<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Result<(), Error> {
        self.close(']')
    }
}

impl ser::SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.separate();
        let start = self.text.len();
        key.serialize(self.value())?;
        self.text.push(':');
        // JSON keys are always texts.
        if self.text[start..].starts_with('"') { Ok(()) } else { Err(Error) }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(self.value())
    }

    fn end(self) -> Result<(), Error> {
        self.close('}')
    }
}

impl ser::SerializeStruct for Entries<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.key(key);
        value.serialize(self.value())
    }

    fn end(self) -> Result<(), Error> {
        self.close('}')
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Serialize;

    use super::*;
    use crate::base::FieldValue;
    use crate::base::map::Map;

    /// One field of each kind of type that the views use.
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct View {
        text_value: String,
        count: u32,
        absent: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        skipped: Option<bool>,
        list: Vec<Kind>,
        empty: [bool; 0],
        fields: Map<String, FieldValue>,
        #[serde(flatten)]
        part: Part,
    }

    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Open,
        Inner(i64),
    }

    #[derive(Serialize)]
    struct Part {
        nothing: Map<String, u8>,
        unit: (),
    }

    fn view(texts: &[String], count: u32, number: f64) -> View {
        let fields = texts.iter().map(|text| (text.clone(), FieldValue::Text(text.clone())));
        let number = Decimal::from_f64(number).map_or(FieldValue::Null, FieldValue::Number);
        View {
            text_value: texts.concat(),
            count,
            absent: None,
            skipped: None,
            list: vec![Kind::Open, Kind::Inner(-1)],
            empty: [],
            fields: fields.chain([("__proto__".into(), number)]).collect(),
            part: Part { nothing: Map::new(), unit: () },
        }
    }

    proptest! {
        #[test]
        fn writes_valid_json(
            texts in prop::collection::vec(any::<String>(), 0..4),
            count in any::<u32>(),
            number in any::<f64>(),
        ) {
            let view = view(&texts, count, number);
            let read: serde_json::Value = serde_json::from_str(&to_text(&view).unwrap()).unwrap();
            let mut expected = serde_json::to_value(&view).unwrap();
            // A number has several spellings: 1e2 is 100.
            let double = |value: &serde_json::Value| value["fields"]["__proto__"].as_f64();
            prop_assert_eq!(double(&read), double(&expected));
            expected["fields"]["__proto__"] = read["fields"]["__proto__"].clone();
            prop_assert_eq!(read, expected);
        }
    }

    #[test]
    fn writes_nan_and_infinity_as_null() {
        assert_eq!(to_text(&[f64::NAN, f64::INFINITY, 0.5]).unwrap(), "[null,null,0.5]");
    }

    #[test]
    fn rejects_keys_that_are_not_texts() {
        let numbered: Map<u8, bool> = [(1, true)].into_iter().collect();
        assert!(to_text(&numbered).is_err());
    }
}
