//! JSON values.

use std::ops::{Index, IndexMut};

use crate::base::Decimal;
use crate::base::map::Map;

/// A JSON object.
pub type Object = Map<String, Value>;

/// A number, stored as its digits: amounts must not pass through binary floats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(pub(super) Box<str>);

impl Number {
    /// Returns the digits as they were written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A JSON value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Returns the text.
    String(String),
    /// A list.
    Array(Vec<Self>),
    /// An object. If a key occurs twice, the last one counts.
    Object(Object),
}

impl Value {
    /// Returns the text, if the value is a text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// Returns the boolean, if the value is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// Returns the number, if the value is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// Returns the number, if it is whole and not negative.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.0.parse().ok()
    }

    /// Returns the number, if it is whole.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.0.parse().ok()
    }

    /// Returns the list, if the value is one.
    #[must_use]
    pub fn as_array(&self) -> Option<&Vec<Self>> {
        if let Self::Array(list) = self { Some(list) } else { None }
    }

    /// Returns the object, if the value is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }

    /// Returns the value of a key, if the value is an object that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_object()?.get(key)
    }

    /// Returns an item of a list for changing.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut Self> {
        if let Self::Array(list) = self { list.get_mut(index) } else { None }
    }

    /// Takes the value and leaves `null`.
    #[must_use]
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    /// Returns true for `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns true for a text.
    #[must_use]
    pub fn is_string(&self) -> bool {
        matches!(self, Self::String(_))
    }

    /// Returns true for a list.
    #[must_use]
    pub fn is_array(&self) -> bool {
        matches!(self, Self::Array(_))
    }

    /// Returns true for an object.
    #[must_use]
    pub fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

static NULL: Value = Value::Null;

/// A missing key reads as `null`, so that nested values can be read without a check at each step.
impl Index<&str> for Value {
    type Output = Self;

    fn index(&self, key: &str) -> &Self {
        self.get(key).unwrap_or(&NULL)
    }
}

impl Index<usize> for Value {
    type Output = Self;

    fn index(&self, index: usize) -> &Self {
        self.as_array().and_then(|list| list.get(index)).unwrap_or(&NULL)
    }
}

/// Sets a key; a value that is not an object becomes one.
impl IndexMut<&str> for Value {
    fn index_mut(&mut self, key: &str) -> &mut Self {
        if !self.is_object() {
            *self = Self::Object(Object::new());
        }
        match self {
            Self::Object(object) => object.or_insert_with(key.to_owned(), Self::default),
            other => other,
        }
    }
}

impl PartialEq<str> for Value {
    fn eq(&self, text: &str) -> bool {
        self.as_str() == Some(text)
    }
}

impl PartialEq<&str> for Value {
    fn eq(&self, text: &&str) -> bool {
        self.as_str() == Some(text)
    }
}

impl PartialEq<i64> for Value {
    fn eq(&self, number: &i64) -> bool {
        self.as_i64() == Some(*number)
    }
}

/// A type that [`json!`](crate::base::json::json) can convert.
pub trait ToJson {
    /// Returns the value as JSON.
    fn to_json(&self) -> Value;
}

impl ToJson for Value {
    fn to_json(&self) -> Value {
        self.clone()
    }
}

impl ToJson for bool {
    fn to_json(&self) -> Value {
        Value::Bool(*self)
    }
}

impl ToJson for str {
    fn to_json(&self) -> Value {
        Value::String(self.to_owned())
    }
}

impl ToJson for String {
    fn to_json(&self) -> Value {
        Value::String(self.clone())
    }
}

impl ToJson for Object {
    fn to_json(&self) -> Value {
        Value::Object(self.clone())
    }
}

macro_rules! whole_numbers {
    ($($number:ty)+) => { $(
        impl ToJson for $number {
            fn to_json(&self) -> Value {
                Value::Number(Number(self.to_string().into()))
            }
        }
    )+ };
}
whole_numbers! { u8 u16 u32 u64 usize i32 i64 }

/// The shortest digits that round-trip; `null` for NaN and infinities.
impl ToJson for f64 {
    fn to_json(&self) -> Value {
        Decimal::from_f64(*self)
            .map_or(Value::Null, |number| Value::Number(Number(number.to_string().into())))
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn to_json(&self) -> Value {
        (**self).to_json()
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self) -> Value {
        self.as_ref().map_or(Value::Null, ToJson::to_json)
    }
}

impl<T: ToJson> ToJson for [T] {
    fn to_json(&self) -> Value {
        Value::Array(self.iter().map(ToJson::to_json).collect())
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self) -> Value {
        self.as_slice().to_json()
    }
}

impl<T: ToJson, const N: usize> ToJson for [T; N] {
    fn to_json(&self) -> Value {
        self.as_slice().to_json()
    }
}

impl<T: ToJson> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.to_json()
    }
}

macro_rules! from {
    ($($kind:ty)+) => { $(
        impl From<$kind> for Value {
            fn from(value: $kind) -> Self {
                value.to_json()
            }
        }
    )+ };
}
from! { bool &str u8 u16 u32 u64 usize i32 i64 }

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<Vec<Self>> for Value {
    fn from(list: Vec<Self>) -> Self {
        Self::Array(list)
    }
}

impl FromIterator<(String, Self)> for Value {
    fn from_iter<T: IntoIterator<Item = (String, Self)>>(entries: T) -> Self {
        Self::Object(entries.into_iter().collect())
    }
}

/// Builds a JSON value from a JSON-like literal. Interpolated values are taken by reference.
macro_rules! json {
    (@list [$($done:expr,)*]) => { vec![$($done,)*] };
    (@list [$($done:expr,)*] null $(, $($rest:tt)*)?) => {
        $crate::base::json::json!(@list [$($done,)* $crate::base::json::Value::Null,] $($($rest)*)?)
    };
    (@list [$($done:expr,)*] [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $crate::base::json::json!(@list [$($done,)* $crate::base::json::json!([$($inner)*]),] $($($rest)*)?)
    };
    (@list [$($done:expr,)*] {$($inner:tt)*} $(, $($rest:tt)*)?) => {
        $crate::base::json::json!(@list [$($done,)* $crate::base::json::json!({$($inner)*}),] $($($rest)*)?)
    };
    (@list [$($done:expr,)*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::base::json::json!(@list [$($done,)* $crate::base::json::json!($value),] $($($rest)*)?)
    };
    (@object $object:ident) => {};
    (@object $object:ident $key:tt : null $(, $($rest:tt)*)?) => {
        $object.insert($key.into(), $crate::base::json::Value::Null);
        $crate::base::json::json!(@object $object $($($rest)*)?)
    };
    (@object $object:ident $key:tt : [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $object.insert($key.into(), $crate::base::json::json!([$($inner)*]));
        $crate::base::json::json!(@object $object $($($rest)*)?)
    };
    (@object $object:ident $key:tt : {$($inner:tt)*} $(, $($rest:tt)*)?) => {
        $object.insert($key.into(), $crate::base::json::json!({$($inner)*}));
        $crate::base::json::json!(@object $object $($($rest)*)?)
    };
    (@object $object:ident $key:tt : $value:expr $(, $($rest:tt)*)?) => {
        $object.insert($key.into(), $crate::base::json::json!($value));
        $crate::base::json::json!(@object $object $($($rest)*)?)
    };
    (null) => { $crate::base::json::Value::Null };
    ([$($inner:tt)*]) => { $crate::base::json::Value::Array($crate::base::json::json!(@list [] $($inner)*)) };
    ({}) => { $crate::base::json::Value::Object($crate::base::json::Map::new()) };
    ({$($inner:tt)*}) => {{
        let mut object = $crate::base::json::Map::<String, $crate::base::json::Value>::new();
        $crate::base::json::json!(@object object $($inner)*);
        $crate::base::json::Value::Object(object)
    }};
    ($value:expr) => { $crate::base::json::ToJson::to_json(&$value) };
}
pub(crate) use json;
