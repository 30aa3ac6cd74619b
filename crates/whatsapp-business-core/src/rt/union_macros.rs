//! The macros behind request unions: coding, redacted `Debug`, and conversions from what a variant holds.

/// Implements a union with a tag, and the value that its absence means: `Variant: kind "wire" | "alias"`, then `hide how` if its value is not shown, and `from Type` if the type
/// means this variant. The kinds are `unit`, `keyed` (the value is named like the tag) and `whole` (its properties are next to the tag).
#[doc(hidden)]
#[macro_export]
macro_rules! tagged_union {
    ($name:ident by $tag:literal $(or $absent:literal)? {
        $($variant:ident: $kind:ident $wire:literal $(| $alias:literal)* $(hide $hide:ident)? $(from $from:ty)?),* $(,)?
    }) => {
        impl $crate::rt::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error>
            where
                S: $crate::rt::serde::Serializer,
            {
                match self {
                    $($crate::tagged_union!(@pattern $kind $variant value) => {
                        $crate::tagged_union!(@encode $kind serializer $tag $wire value)
                    })*
                }
            }
        }

        impl<'de> $crate::rt::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
            where
                D: $crate::rt::serde::Deserializer<'de>,
            {
                let object = $crate::rt::union::Object::read(deserializer, $tag, &[$($absent)?])?;
                $(if object.is(&[$wire $(, $alias)*]) {
                    return $crate::tagged_union!(@decode $kind $variant object $wire);
                })*
                Err(object.unknown(&[$($wire),*]))
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut tuple;
                match self {
                    $($crate::tagged_union!(@pattern $kind $variant value) => {
                        tuple = f.debug_tuple(stringify!($variant));
                        $crate::tagged_union!(@show $kind tuple value $($hide)?);
                    })*
                }
                tuple.finish()
            }
        }

        $crate::union_conversions!($name { $($($variant $from;)?)* });
    };
    (@pattern unit $variant:ident $value:ident) => { Self::$variant };
    (@pattern $kind:ident $variant:ident $value:ident) => { Self::$variant($value) };
    (@encode unit $serializer:ident $tag:literal $wire:literal $value:ident) => {
        $crate::rt::union::unit($serializer, $tag, $wire)
    };
    (@encode $kind:ident $serializer:ident $tag:literal $wire:literal $value:ident) => {
        $crate::rt::union::$kind($serializer, $tag, $wire, $value)
    };
    (@decode unit $variant:ident $object:ident $wire:literal) => { Ok(Self::$variant) };
    (@decode keyed $variant:ident $object:ident $wire:literal) => {
        $object.keyed($wire).map(Self::$variant)
    };
    (@decode whole $variant:ident $object:ident $wire:literal) => {
        $object.whole().map(Self::$variant)
    };
    (@show unit $tuple:ident $value:ident) => {};
    (@show $kind:ident $tuple:ident $value:ident) => { $tuple.field($value); };
    (@show $kind:ident $tuple:ident $value:ident $hide:ident) => {
        $tuple.field(&$crate::rt::$hide($value));
    };
}

/// Implements a union without a tag: `Variant: Schema` holds the schema itself, `Variant: Schema.field "wire"` its only property, next to
/// the constants after `with`. `hide` and `from` are as for [`tagged_union`].
#[doc(hidden)]
#[macro_export]
macro_rules! untagged_union {
    ($name:ident {
        $($variant:ident: $schema:ident $(. $field:ident $wire:literal)? $(with $constant:literal = $is:literal)* $(hide $hide:ident)? $(from $from:ty)?),*
        $(,)?
    }) => {
        impl $crate::rt::serde::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error>
            where
                S: $crate::rt::serde::Serializer,
            {
                match self {
                    $(Self::$variant(value) => {
                        $crate::untagged_union!(@encode serializer value [$($wire)?] [$(($constant, $is)),*])
                    })*
                }
            }
        }

        impl<'de> $crate::rt::serde::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
            where
                D: $crate::rt::serde::Deserializer<'de>,
            {
                let value = $crate::rt::union::Untagged::read(deserializer)?;
                $(if let Ok(value) = value.as_type::<$schema>() {
                    return Ok(Self::$variant(value $(. $field)?));
                })*
                Err(value.no_variant(stringify!($name)))
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut tuple;
                match self {
                    $(Self::$variant(value) => {
                        tuple = f.debug_tuple(stringify!($variant));
                        $crate::tagged_union!(@show whole tuple value $($hide)?);
                    })*
                }
                tuple.finish()
            }
        }

        $crate::union_conversions!($name { $($($variant $from;)?)* });
    };
    (@encode $serializer:ident $value:ident [] []) => {
        $crate::rt::serde::Serialize::serialize($value, $serializer)
    };
    (@encode $serializer:ident $value:ident [$wire:literal] [$($constant:expr),*]) => {
        $crate::rt::union::single($serializer, &[$($constant),*], $wire, $value)
    };
}

/// Implements `From` for what a variant holds, and for a reference to the union.
#[doc(hidden)]
#[macro_export]
macro_rules! union_conversions {
    ($name:ident { $($variant:ident $from:ty;)* }) => {
        $(impl From<$from> for $name {
            fn from(value: $from) -> Self {
                Self::$variant(value)
            }
        })*

        impl From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }
    };
}

/// Implements `From` for what the union converts from that a variant holds: `Variant from Type`.
#[doc(hidden)]
#[macro_export]
macro_rules! nested_union {
    ($name:ident { $($variant:ident from $from:ty),* $(,)? }) => {
        $(impl From<$from> for $name {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        })*
    };
}
