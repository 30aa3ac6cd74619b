//! Lists that come in pages.
//!
//! A list is asked for page by page, by cursor and never by the URL of the next page, which may
//! carry credentials and belongs to another host. [`Pages`] gives whole pages, [`Items`] single
//! items; both are [`Stream`](futures_core::Stream)s and have `try_next`, which needs no further
//! crate.

mod items;
mod model;
mod pages;

pub use items::Items;
pub use model::{Cursors, Paging};
pub use pages::{Continue, Pages};

/// A page of a list.
pub trait Page {
    /// What the list is of.
    type Item;

    /// The items of this page.
    fn items(self) -> Vec<Self::Item>;

    /// Where this page stands in the list; `None` when it is the whole list.
    fn paging(&self) -> Option<&Paging>;

    /// Whether this page has no items. Needed only where an empty page ends the list, see
    /// [`Continue::ByCursor`].
    fn is_empty(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests;
