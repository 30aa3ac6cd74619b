//! Decoding of anything: documents from the specification, what may be at each of their places instead, and what must not be lost then.
//!
//! Every response, webhook and error is a [`Subject`](subject::Subject). Its examples, and instances that are generated from its schema, are
//! [documents](document::Document) with places. A case is one document with one [`Oddity`](oddity::Oddity) at one place: it is decoded,
//! encoded again, and compared with what the document is decoded to without the oddity.

pub mod check;
pub mod compare;
pub mod document;
pub mod fuzz;
pub mod instance;
pub mod oddity;
pub mod payload;
pub mod random;
pub mod run;
pub mod shape;
pub mod subject;
pub mod transport;
