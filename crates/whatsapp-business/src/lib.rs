#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub use whatsapp_business_core::{
    AccessToken, ClientBuilder, ConfigError, Download, Error, FilePart, RequestOptions, Response,
    Result, Secret, Timestamp, TokenSource, Transport, error, id, page,
};

#[cfg(feature = "media")]
#[cfg_attr(docsrs, doc(cfg(feature = "media")))]
#[doc(inline)]
pub use whatsapp_business_media as media;
#[cfg(feature = "messages")]
#[cfg_attr(docsrs, doc(cfg(feature = "messages")))]
#[doc(inline)]
pub use whatsapp_business_messages as messages;
#[cfg(feature = "templates")]
#[cfg_attr(docsrs, doc(cfg(feature = "templates")))]
#[doc(inline)]
pub use whatsapp_business_templates as templates;

/// Client of all families whose features are enabled.
///
/// Cheap to clone; make one and share it. A service with many tenants keeps one client and gives each request the token of its
/// tenant, with `with_access_token`.
#[derive(Clone, Debug)]
pub struct Client {
    transport: Transport,
    #[cfg(feature = "media")]
    media: media::Client,
    #[cfg(feature = "messages")]
    messages: messages::Client,
    #[cfg(feature = "templates")]
    templates: templates::Client,
}

impl Client {
    /// Configures a client.
    pub fn builder() -> ClientBuilder<Self> {
        ClientBuilder::new()
    }

    /// A client as the environment says: `WHATSAPP_ACCESS_TOKEN`, and where they are set `WHATSAPP_APP_SECRET`,
    /// `WHATSAPP_BASE_URL` and `WHATSAPP_GRAPH_VERSION`.
    ///
    /// # Errors
    ///
    /// A variable is missing or not usable; the error names it.
    pub fn from_env() -> std::result::Result<Self, ConfigError> {
        ClientBuilder::from_env()?.build()
    }

    /// The transport that all families share.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Upload, download and delete media.
    #[cfg(feature = "media")]
    #[cfg_attr(docsrs, doc(cfg(feature = "media")))]
    #[must_use]
    pub fn media(&self) -> &media::Client {
        &self.media
    }

    /// Send messages, mark as read, block users, message history.
    #[cfg(feature = "messages")]
    #[cfg_attr(docsrs, doc(cfg(feature = "messages")))]
    #[must_use]
    pub fn messages(&self) -> &messages::Client {
        &self.messages
    }

    /// Create, list, edit and delete message templates.
    #[cfg(feature = "templates")]
    #[cfg_attr(docsrs, doc(cfg(feature = "templates")))]
    #[must_use]
    pub fn templates(&self) -> &templates::Client {
        &self.templates
    }
}

impl From<Transport> for Client {
    fn from(transport: Transport) -> Self {
        Self {
            #[cfg(feature = "media")]
            media: transport.clone().into(),
            #[cfg(feature = "messages")]
            messages: transport.clone().into(),
            #[cfg(feature = "templates")]
            templates: transport.clone().into(),
            transport,
        }
    }
}
