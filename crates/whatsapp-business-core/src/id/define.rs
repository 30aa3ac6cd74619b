//! The macro behind the id types.

/// Defines id types. The word in parentheses says what `Debug` shows: all (`shown`), what
/// precedes a signature (`unsigned`), the last six characters (`tail`), or nothing (`hidden`).
macro_rules! define_ids {
    ($($(#[doc = $doc:literal])* $name:ident($debug:ident);)+) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(String);

        impl $name {
            /// The id as it is sent.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), $crate::id::define::$debug(&self.0))
            }
        }

        impl std::fmt::Display for $name {
            /// The id as it is sent, also where `Debug` hides it.
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&String> for $name {
            fn from(text: &String) -> Self {
                Self(text.clone())
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::id::text(deserializer).map(Self)
            }
        }

        $crate::json_schema!($name, |generator| $crate::rt::schema::id(generator, &[$($doc),*]));
    )+};
}
pub(super) fn shown(id: &str) -> &str {
    id
}

/// A signature in an id is as good as a key.
pub(super) fn unsigned(id: &str) -> &str {
    id.split_once('?').map_or(id, |(id, _)| id)
}

pub(super) fn tail(id: &str) -> String {
    // Whatever is shorter than twice the tail would be shown by half or more.
    let cut = id
        .char_indices()
        .rev()
        .nth(5)
        .map_or(0, |(position, _)| position);
    match id.get(cut..) {
        Some(end) if cut >= 6 => format!("..{end}"),
        _ => "[redacted]".to_owned(),
    }
}

pub(super) fn hidden(_: &str) -> &'static str {
    "[redacted]"
}
