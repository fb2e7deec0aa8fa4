//! From our types to plain JavaScript: what serde-wasm-bindgen does for JSON, in half the bytes.
//!
//! To make an object cannot fail. With an error type that has no values the compiler knows so, and none of the code
//! behind a failure is written, in any type that is serialized.

use std::cell::RefCell;
use std::fmt::{Debug, Display, Formatter};

use js_sys::{Array, JsString};
use serde::ser::{self, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Object)]
    type Plain;

    #[wasm_bindgen(constructor, js_class = "Object")]
    fn new() -> Plain;

    #[wasm_bindgen(method, indexing_setter)]
    fn set(this: &Plain, key: &JsString, value: &JsValue);
}

/// `null` for what is absent, plain objects for maps and structs.
#[derive(Clone, Copy)]
pub(super) struct Serializer;

/// What does not happen.
#[derive(Clone, Copy)]
pub(super) enum Never {}

impl Debug for Never {
    fn fmt(&self, _: &mut Formatter<'_>) -> std::fmt::Result {
        match *self {}
    }
}

impl Display for Never {
    fn fmt(&self, _: &mut Formatter<'_>) -> std::fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    /// Only types with state that may be locked or not UTF-8 call this, and ours are none.
    fn custom<T: Display>(_: T) -> Self {
        std::process::abort()
    }
}

type Made = Result<JsValue, Never>;

thread_local! {
    /// The names of fields as JavaScript has them, by the place where they stand in memory.
    static NAMES: RefCell<Vec<(*const u8, JsString)>> = const { RefCell::new(Vec::new()) };
}

/// Names recur in each object: to decode them anew each time was half of the cost of a verdict.
fn name(key: &'static str) -> JsString {
    NAMES.with_borrow_mut(|names| match names.binary_search_by_key(&key.as_ptr(), |(place, _)| *place) {
        // Where one name begins with another, both may be the same place.
        Ok(found) if names[found].1.length() as usize == key.len() => names[found].1.clone(),
        Ok(_) => key.into(),
        Err(free) => {
            let made = JsString::from(key);
            names.insert(free, (key.as_ptr(), made.clone()));
            made
        }
    })
}

fn only(key: &'static str, value: &JsValue) -> JsValue {
    let object = Plain::new();
    object.set(&name(key), value);
    object.into()
}

macro_rules! numbers {
    ($($method:ident: $number:ty,)+) => { $(
        fn $method(self, number: $number) -> Made {
            Ok(JsValue::from_f64(number as f64))
        }
    )+ };
}

impl ser::Serializer for Serializer {
    type Ok = JsValue;
    type Error = Never;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = Variant<List>;
    type SerializeMap = Entries;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Variant<Fields>;

    numbers! {
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_f32: f32,
        serialize_f64: f64,
    }

    fn serialize_bool(self, value: bool) -> Made {
        Ok(JsValue::from_bool(value))
    }

    fn serialize_char(self, value: char) -> Made {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Made {
        Ok(JsValue::from_str(value))
    }

    fn serialize_bytes(self, value: &[u8]) -> Made {
        value.serialize(self)
    }

    fn serialize_none(self) -> Made {
        Ok(JsValue::NULL)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Made {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Made {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Made {
        Ok(JsValue::NULL)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Made {
        Ok(name(variant).into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Made {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Made {
        Ok(only(variant, &value.serialize(self)?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List, Never> {
        Ok(List(Array::new()))
    }

    fn serialize_tuple(self, _: usize) -> Result<List, Never> {
        Ok(List(Array::new()))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List, Never> {
        Ok(List(Array::new()))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Variant<List>, Never> {
        Ok(Variant(variant, List(Array::new())))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, Never> {
        Ok(Entries { object: Plain::new(), key: JsValue::NULL })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, Never> {
        Ok(Fields(Plain::new()))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Variant<Fields>, Never> {
        Ok(Variant(variant, Fields(Plain::new())))
    }
}

pub(super) struct List(Array);

impl ser::SerializeSeq for List {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.0.push(&value.serialize(Serializer)?);
        Ok(())
    }

    fn end(self) -> Made {
        Ok(self.0.into())
    }
}

impl ser::SerializeTuple for List {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Made {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeTupleStruct for List {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        ser::SerializeSeq::serialize_element(self, value)
    }

    fn end(self) -> Made {
        ser::SerializeSeq::end(self)
    }
}

pub(super) struct Fields(Plain);

impl Fields {
    /// One function for all types of values, which are made before it is called.
    #[inline(never)]
    fn put(&self, key: &'static str, value: &JsValue) {
        self.0.set(&name(key), value);
    }
}

impl ser::SerializeStruct for Fields {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Never> {
        self.put(key, &value.serialize(Serializer)?);
        Ok(())
    }

    fn end(self) -> Made {
        Ok(self.0.into())
    }
}

pub(super) struct Entries {
    object: Plain,
    key: JsValue,
}

impl ser::SerializeMap for Entries {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        self.key = key.serialize(Serializer)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        // Keys of our maps are texts.
        self.object.set(self.key.as_ref().unchecked_ref(), &value.serialize(Serializer)?);
        Ok(())
    }

    fn end(self) -> Made {
        Ok(self.object.into())
    }
}

/// An object whose only key is the variant's name.
pub(super) struct Variant<T>(&'static str, T);

impl ser::SerializeTupleVariant for Variant<List> {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        ser::SerializeSeq::serialize_element(&mut self.1, value)
    }

    fn end(self) -> Made {
        Ok(only(self.0, &self.1.0.into()))
    }
}

impl ser::SerializeStructVariant for Variant<Fields> {
    type Ok = JsValue;
    type Error = Never;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Never> {
        ser::SerializeStruct::serialize_field(&mut self.1, key, value)
    }

    fn end(self) -> Made {
        Ok(only(self.0, &self.1.0.into()))
    }
}
