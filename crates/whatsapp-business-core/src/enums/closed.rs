//! Closed enumerations, for what is only sent.

use std::fmt;

/// A text that is not one of the values that are allowed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidValue {
    allowed: &'static [&'static str],
}

impl InvalidValue {
    #[doc(hidden)]
    #[must_use]
    pub const fn __new(allowed: &'static [&'static str]) -> Self {
        Self { allowed }
    }

    /// The values that are allowed.
    #[must_use]
    pub const fn allowed(&self) -> &'static [&'static str] {
        self.allowed
    }
}

impl fmt::Display for InvalidValue {
    /// Names the values that are allowed, not the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not one of ")?;
        for (position, value) in self.allowed.iter().enumerate() {
            let separator = if position == 0 { "" } else { ", " };
            write!(f, "{separator}`{value}`")?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidValue {}

/// Defines a closed enumeration; texts compare without regard to case, and other texts are errors.
///
/// ```
/// whatsapp_business_core::closed_enum! {
///     /// Direction of a sort.
///     pub enum Order {
///         /// Smallest first.
///         Ascending = "asc",
///         /// Largest first.
///         Descending = "desc",
///     }
/// }
/// assert_eq!("ASC".parse(), Ok(Order::Ascending));
/// assert!("up".parse::<Order>().is_err());
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! closed_enum {
    (
        $(#[doc = $doc:literal])*
        $vis:vis enum $name:ident {
            $($(#[doc = $variant_doc:literal])* $variant:ident = $value:literal $(| $alias:literal)*,)+
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        $vis enum $name {
            $($(#[doc = $variant_doc])* $variant,)+
        }

        impl $name {
            /// The value as it is sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                #[allow(deprecated)]
                match self {
                    $(Self::$variant => $value,)+
                }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::InvalidValue;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                #[allow(deprecated)]
                {
                    $(if text.eq_ignore_ascii_case($value)
                        $(|| text.eq_ignore_ascii_case($alias))*
                    {
                        return Ok(Self::$variant);
                    })+
                }
                Err($crate::InvalidValue::__new(&[$($value),+]))
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: &str) -> ::std::result::Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::InvalidValue;

            fn try_from(text: String) -> ::std::result::Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<&$name> for $name {
            fn from(value: &$name) -> Self {
                *value
            }
        }

        $crate::sent_as_text!($name);

        impl<'de> $crate::rt::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::rt::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::rt::text(deserializer)?
                    .parse()
                    .map_err($crate::rt::serde::de::Error::custom)
            }
        }

        $crate::json_schema!(
            $name,
            |_| $crate::rt::schema::closed_enumeration(
                &[$($doc),*],
                &[$(($value, &[$($variant_doc),*])),*],
            )
        );
    };
}
