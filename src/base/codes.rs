//! Declares enums whose variants have names in JavaScript.

/// Declares an enum of codes with all of its variants, their names, and serialization by name.
macro_rules! codes {
    ($(#[$about:meta])* $name:ident: $($(#[$doc:meta])* $variant:ident = $text:literal;)+) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// All of them, in the order of the TypeScript union.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the name that JavaScript sees.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
pub(crate) use codes;

/// Returns the members of a string union in a file of the public types.
#[cfg(test)]
pub(crate) fn typescript_union<'a>(types: &'a str, name: &str) -> Vec<&'a str> {
    let (_, rest) = types.split_once(&format!("export type {name} =")).expect("the union is declared");
    let (union, _) = rest.split_once(';').expect("the union ends");
    union.split('"').skip(1).step_by(2).collect()
}
