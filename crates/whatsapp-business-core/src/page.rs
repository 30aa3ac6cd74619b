//! Paged lists.
//!
//! A list is fetched page by page, by cursor and never by the URL of the next page, which may
//! contain credentials and may name another host. `Pages` returns whole pages, `Items` single items;
//! both are streams, and have `try_next`, which needs no other crate.

#[cfg(feature = "client")]
mod items;
mod model;
#[cfg(feature = "client")]
mod pages;

#[cfg(feature = "client")]
pub use items::Items;
pub use model::{Cursors, Paging};
#[cfg(feature = "client")]
pub use pages::{Continue, Pages};

/// A page of a list.
pub trait Page {
    /// Type of the items.
    type Item;

    /// The items of this page.
    fn items(self) -> Vec<Self::Item>;

    /// Position of this page in the list; `None` when it is the whole list.
    fn paging(&self) -> Option<&Paging>;

    /// Whether this page has no items. Needed only where an empty page ends the list, see
    /// `Continue::ByCursor`.
    fn is_empty(&self) -> bool {
        false
    }
}

#[cfg(all(test, feature = "client"))]
mod tests;
