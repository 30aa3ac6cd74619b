//! Item by item.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::{Page, Pages};
use crate::error::Error;

/// The items of a list, whose pages are fetched as they are needed.
#[must_use = "items are fetched only when they are read"]
pub struct Items<P: Page> {
    pages: Pages<P>,
    /// The rest of the current page, and the cursor that it began after.
    page: std::vec::IntoIter<P::Item>,
    page_cursor: Option<String>,
    left: Option<usize>,
}

impl<P: Page> Pages<P> {
    /// The items of all pages.
    pub fn items(self) -> Items<P> {
        Items::new(self)
    }
}

impl<P: Page> Items<P> {
    fn new(pages: Pages<P>) -> Self {
        Self {
            page_cursor: pages.cursor().map(str::to_owned),
            pages,
            page: Vec::new().into_iter(),
            left: None,
        }
    }

    /// Stops after this many items, and fetches no further pages then.
    pub fn max_items(mut self, items: usize) -> Self {
        self.left = Some(items);
        self
    }

    /// The next item; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Those of the operation, and when the list cannot be continued.
    pub async fn try_next(&mut self) -> Result<Option<P::Item>, Error> {
        std::future::poll_fn(|context| self.poll_item(context))
            .await
            .transpose()
    }

    /// The cursor to resume from, with [`Pages::new`]. Cursors are between pages: while items of a
    /// page are left, it is the one before that page, and resuming there repeats the items of the
    /// page that were already returned.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        if self.page.len() == 0 {
            self.pages.cursor()
        } else {
            self.page_cursor.as_deref()
        }
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P::Item, Error>>> {
        loop {
            if self.left == Some(0) {
                return Poll::Ready(None);
            }
            if let Some(item) = self.page.next() {
                self.left = self.left.map(|left| left - 1);
                return Poll::Ready(Some(Ok(item)));
            }
            let cursor = self.pages.cursor().map(str::to_owned);
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    self.page = page.items().into_iter();
                    self.page_cursor = cursor;
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

// Nothing in it is pinned in place.
impl<P: Page> Unpin for Items<P> {}

impl<P: Page> Stream for Items<P> {
    type Item = Result<P::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }
}

impl<P: Page> fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("left_of_page", &self.page.len())
            .field("left", &self.left)
            .finish()
    }
}
