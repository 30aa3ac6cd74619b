//! `Debug` of models, which hides all text that the specification does not mark as safe.

use crate::redact::{Hidden, HiddenList};

/// Implements `Debug` for a struct. `field: hidden` hides a value, `hidden_option` a value but for
/// its presence, `hidden_list` a list but for its length.
#[doc(hidden)]
#[macro_export]
macro_rules! debug {
    ($name:ident { $($field:ident $(: $hide:ident)?),* $(,)? }) => {
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), $crate::debug!(@ self.$field $(, $hide)?)))*
                    .finish()
            }
        }
    };
    (@ $value:expr) => { &$value };
    (@ $value:expr, $hide:ident) => { &$crate::rt::$hide(&$value) };
}

/// Hides a value.
pub fn hidden<T: ?Sized>(_: &T) -> Hidden {
    Hidden
}

/// Hides a value but for its presence.
pub fn hidden_option<T>(value: &Option<T>) -> Option<Hidden> {
    value.as_ref().map(|_| Hidden)
}

/// Hides a list or a map but for its length.
pub fn hidden_list<'a, T>(list: &'a T) -> HiddenList
where
    &'a T: IntoIterator,
{
    HiddenList(list.into_iter().count())
}
