#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod challenge;
mod content;
mod context;
mod decode;
mod dedup;
mod describe;
mod event;
#[rustfmt::skip]
#[allow(clippy::all, reason = "emitted by `cargo xtask codegen`; change the specification or the generator")]
#[allow(missing_docs, unreachable_pub, unused_qualifications, reason = "as above")]
mod generated;
mod hash;
mod media;
mod metadata;
mod payload;
mod raw;
mod received;
mod receiver;
#[cfg(feature = "reply")]
mod reply;
mod routing;
mod sender;
#[cfg(feature = "http")]
mod service;
mod signature;
mod status;
mod stored;
mod subscription;
mod table;
mod unknown;

#[cfg(feature = "axum")]
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
pub mod axum;
pub mod transcript;

pub use challenge::{ChallengeError, verify_challenge};
pub use content::{Content, InteractiveContent};
pub use dedup::{Claim, ClaimToken, DedupKey, Deduplicator, MemoryDeduplicator};
pub use event::Event;
pub use generated::types;
pub use generated::webhooks::{ChangeValue, FIELDS};
#[cfg(feature = "client")]
pub use generated::{Client, builder};
pub use metadata::{Metadata, Owner};
pub use payload::{Change, Entry, Events, ParseError, Payload, VerifyError};
pub use raw::RawJson;
pub use received::Received;
pub use receiver::{Receiver, ReceiverBuilder, ReceiverError};
#[cfg(feature = "reply")]
pub use reply::{ReplyError, ReplyRequest};
pub use routing::{ConversationContent, HandoverContent};
pub use sender::{Sender, SenderKey};
#[cfg(feature = "http")]
pub use service::{
    EventWorker, Failure, FailureCause, Handler, HandlerError, PayloadHandler, Unhandled,
    WebhookService,
};
pub use signature::{SIGNATURE_HEADER, SignatureError, verify_signature};
pub use status::{DeliveryProgress, DeliveryStage, DeliveryStatus, UnknownStage};
pub use stored::StoredEvent;
pub use subscription::SubscribedField;
pub use unknown::{UnknownEvent, UnknownReason};
