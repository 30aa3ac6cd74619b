//! Constants of requests.

/// Defines unit types that are always sent as one text, and decode only from that text.
///
/// ```
/// whatsapp_business_core::constants! {
///     TextTag = "text",
/// }
/// assert_eq!(serde_json::to_string(&TextTag)?, "\"text\"");
/// assert!(serde_json::from_str::<TextTag>("\"image\"").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! constants {
    ($($name:ident = $value:literal),* $(,)?) => {$(
        #[doc = concat!("Always `", $value, "`.")]
        #[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name;

        impl $name {
            /// The value as it is sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                $value
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str($value)
            }
        }

        impl $crate::rt::serde::Serialize for $name {
            fn serialize<S: $crate::rt::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str($value)
            }
        }

        impl<'de> $crate::rt::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::rt::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                if $crate::rt::text(deserializer)?.eq_ignore_ascii_case($value) {
                    Ok(Self)
                } else {
                    Err($crate::rt::serde::de::Error::custom(
                        $crate::InvalidValue::__new(&[$value]),
                    ))
                }
            }
        }

        $crate::json_schema!(inline $name, |_| $crate::rt::schema::constant($value));
    )*};
}
