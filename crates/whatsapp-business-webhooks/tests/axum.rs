//! The router and the extractors of axum, over HTTP, and replies, sent to the simulator.

#[cfg(test)]
mod axum {
    mod client;
    mod extract;
    mod load;
    #[cfg(feature = "reply")]
    mod outcome;
    #[cfg(feature = "reply")]
    mod reply;
    mod router;
}
