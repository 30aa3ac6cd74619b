//! Page by page.

use std::collections::HashSet;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::{Page, Paging};
use crate::error::{Error, Kind};
use crate::future::BoxFuture;

/// What indicates that there is another page.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Continue {
    /// The URL of the next page is present.
    #[default]
    ByNext,
    /// The cursor of the next page is present and this page is not empty: for edges that send
    /// cursors but never the URL of the next page.
    ByCursor,
}

type Fetch<P> = Box<dyn FnMut(Option<String>) -> BoxFuture<'static, Result<P, Error>> + Send>;

/// The pages of a list, fetched one after another as they are read.
///
/// Pages without items are returned like the others, at most 100 in a row. After an error there are no
/// more pages; resume from [`cursor`](Self::cursor) with a new list. A page that cannot be continued is
/// returned, and then the error: a cursor that is repeated or absent, or too many pages without items
/// ([`is_paging`](Error::is_paging)), so that a list always ends.
#[must_use = "pages are fetched only when they are read"]
pub struct Pages<P> {
    fetch: Fetch<P>,
    by: Continue,
    state: State,
    /// A page that is being fetched; kept so that cancelling `try_next` loses nothing.
    pending: Option<BoxFuture<'static, Result<P, Error>>>,
    seen: HashSet<String>,
    /// Pages without items since the last item.
    empty: usize,
    /// What ends the list after the page that was returned last.
    problem: Option<Error>,
}

/// Pages without items that are fetched in a row. A filter may leave many of them empty, but a list that never ends is a mistake.
const MOST_EMPTY: usize = 100;

enum State {
    /// The cursor of the next page; `None` for the first one.
    At(Option<String>),
    Done,
    /// As `At`, but fetching it failed.
    Failed(Option<String>),
}

impl<P: Page> Pages<P> {
    /// A list that begins after a cursor, such as that of an earlier list, or at the beginning.
    /// `fetch` returns a page, given the cursor that it begins after.
    pub fn new<F>(start: Option<String>, fetch: F) -> Self
    where
        F: FnMut(Option<String>) -> BoxFuture<'static, Result<P, Error>> + Send + 'static,
    {
        Self {
            fetch: Box::new(fetch),
            by: Continue::default(),
            seen: HashSet::from_iter(start.clone()),
            state: State::At(start),
            pending: None,
            empty: 0,
            problem: None,
        }
    }

    /// Sets what indicates that there is another page.
    pub fn continuing(mut self, by: Continue) -> Self {
        self.by = by;
        self
    }

    /// The next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// Those of the operation, and when the list cannot be continued.
    pub async fn try_next(&mut self) -> Result<Option<P>, Error> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context))
            .await
            .transpose()
    }

    /// The cursor that the next page begins after: `None` before the first page, and after the last
    /// one.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        match &self.state {
            State::At(cursor) | State::Failed(cursor) => cursor.as_deref(),
            State::Done => None,
        }
    }

    /// Whether the last page has been returned.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self.state, State::Done)
    }

    /// Finds where the page after this one begins.
    fn advance(&mut self, page: &P) -> Result<(), Error> {
        let paging = page.paging();
        let after = paging.and_then(Paging::after);
        let has_next = paging.is_some_and(Paging::has_next);
        let continues = match self.by {
            Continue::ByNext => has_next,
            Continue::ByCursor => has_next || (after.is_some() && !page.is_empty()),
        };
        if !continues {
            self.state = State::Done;
            return Ok(());
        }
        self.empty = if page.is_empty() { self.empty + 1 } else { 0 };
        if self.empty >= MOST_EMPTY {
            return Err(Error::new(Kind::Paging("100 pages in a row have no items")));
        }
        let Some(cursor) = after else {
            return Err(Error::new(Kind::Paging(
                "there is a next page, but no cursor for it",
            )));
        };
        if self.seen.insert(cursor.clone()) {
            self.state = State::At(Some(cursor));
            Ok(())
        } else if has_next {
            Err(Error::new(Kind::Paging("a cursor was repeated")))
        } else {
            // Only the cursor indicates another page, and it is a page that was already returned.
            self.state = State::Done;
            Ok(())
        }
    }
}

impl<P: Page> Stream for Pages<P> {
    type Item = Result<P, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(problem) = this.problem.take() {
            return Poll::Ready(Some(Err(problem)));
        }
        let pending = match (&mut this.pending, &this.state) {
            (Some(pending), _) => pending,
            (None, State::At(cursor)) => this.pending.insert((this.fetch)(cursor.clone())),
            (None, State::Done | State::Failed(_)) => return Poll::Ready(None),
        };
        let result = ready!(pending.as_mut().poll(context));
        this.pending = None;
        if let Ok(page) = &result {
            this.problem = this.advance(page).err();
        }
        if result.is_err() || this.problem.is_some() {
            this.state = match std::mem::replace(&mut this.state, State::Done) {
                State::At(cursor) => State::Failed(cursor),
                other => other,
            };
        }
        Poll::Ready(Some(result))
    }
}

impl<P> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("by", &self.by)
            .field("seen", &self.seen.len())
            .finish_non_exhaustive()
    }
}
