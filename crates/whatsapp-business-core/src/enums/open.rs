//! Open enumerations.

/// Defines an open enumeration: known values compare without regard to case, and every other
/// value is kept in a last variant, `Unknown`.
///
/// ```
/// whatsapp_business_core::open_enum! {
///     /// State of a light.
///     pub enum Light {
///         /// It shines.
///         On = "ON" | "enabled",
///         /// It does not.
///         Off = "OFF",
///     }
/// }
/// assert_eq!(Light::from("on"), Light::On);
/// assert_eq!(Light::from("dimmed").as_str(), "dimmed");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    (
        $(#[doc = $doc:literal])*
        $vis:vis enum $name:ident {
            $($(#[doc = $variant_doc:literal])* $variant:ident = $value:literal $(| $alias:literal)*,)*
        }
    ) => {
        $(#[doc = $doc])*
        ///
        /// The platform adds values without notice: match with a last arm, and read values that
        /// have no variant yet with [`as_str`](Self::as_str).
        #[non_exhaustive]
        #[derive(Clone, Debug, Eq, Hash, PartialEq)]
        $vis enum $name {
            $($(#[doc = $variant_doc])* $variant,)*
            /// A value that this version of the crate does not know, kept as it was received.
            Unknown($crate::UnknownValue),
        }

        impl $name {
            /// The value as it is sent.
            #[must_use]
            pub fn as_str(&self) -> &str {
                #[allow(deprecated)]
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }

            /// Whether this version of the crate knows the value.
            #[must_use]
            pub const fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }

            fn find(text: &str) -> Option<Self> {
                let _ = text;
                #[allow(deprecated)]
                {
                    $(if text.eq_ignore_ascii_case($value)
                        $(|| text.eq_ignore_ascii_case($alias))*
                    {
                        return Some(Self::$variant);
                    })*
                }
                None
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::find(text).unwrap_or_else(|| Self::from_unknown(text.to_owned()))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::find(&text).unwrap_or_else(|| Self::from_unknown(text))
            }
        }

        impl $name {
            fn from_unknown(text: String) -> Self {
                Self::Unknown($crate::UnknownValue::__new(text))
            }
        }

        impl From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        impl ::std::default::Default for $name {
            /// The empty value, which represents `null` where a value is required.
            fn default() -> Self {
                Self::from_unknown(String::new())
            }
        }

        impl ::std::cmp::Ord for $name {
            /// By the text that is sent.
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl ::std::cmp::PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<::std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }

        $crate::sent_as_text!($name);

        impl<'de> $crate::rt::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::rt::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::rt::open_value(deserializer, Self::find, Self::from_unknown)
            }
        }

        $crate::json_schema!(
            $name,
            |_| $crate::rt::schema::open_enumeration(
                &[$($doc),*],
                &[$(($value, &[$($variant_doc),*])),*],
            )
        );
    };
}
