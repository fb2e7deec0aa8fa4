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
