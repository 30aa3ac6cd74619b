//! The router and the extractors of axum, over HTTP; and answers, sent to the simulator.

#[path = "axum/client.rs"]
mod client;
#[path = "axum/extract.rs"]
mod extract;
#[cfg(feature = "reply")]
#[path = "axum/reply.rs"]
mod reply;
#[path = "axum/router.rs"]
mod router;
