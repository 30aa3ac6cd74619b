//! The macro behind the JSON Schemas of types that other macros define. It is not in `schema`, because it has to
//! exist without the feature `schemars` too, where it defines nothing.

/// Implements `JsonSchema` for a type; `inline` writes the schema out wherever the type is used.
#[cfg(feature = "schemars")]
#[doc(hidden)]
#[macro_export]
macro_rules! json_schema {
    (inline $name:ident, |$generator:pat_param| $schema:expr) => {
        $crate::json_schema!(true, $name, |$generator| $schema);
    };
    ($name:ident, |$generator:pat_param| $schema:expr) => {
        $crate::json_schema!(false, $name, |$generator| $schema);
    };
    ($inline:literal, $name:ident, |$generator:pat_param| $schema:expr) => {
        impl $crate::rt::schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                $inline
            }

            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> ::std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema(
                $generator: &mut $crate::rt::schemars::SchemaGenerator,
            ) -> $crate::rt::schemars::Schema {
                $schema
            }
        }
    };
}

/// Defines nothing: the feature `schemars` is off.
#[cfg(not(feature = "schemars"))]
#[doc(hidden)]
#[macro_export]
macro_rules! json_schema {
    ($($tokens:tt)*) => {};
}
