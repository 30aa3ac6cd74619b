#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub use whatsapp_business_core::{
    AccessToken, BoxFuture, ClientBuilder, ConfigError, Content, Download, Error, FilePart,
    GRAPH_VERSION, GraphError, MessagingProduct, RequestOptions, Response, Result, Secret, Success,
    Timestamp, TokenSource, Transport, UnknownValue, Usage, codes, error, id, page,
};

/// Re-exports each family's crate behind its feature, and makes one client of their clients.
macro_rules! families {
    ($($(#[$doc:meta])* $module:ident, $feature:literal, $krate:ident;)*) => {
        $(
            #[cfg(feature = $feature)]
            #[cfg_attr(docsrs, doc(cfg(feature = $feature)))]
            #[doc(inline)]
            pub use $krate as $module;
        )*

        /// Client of all families whose features are enabled.
        ///
        /// Cheap to clone; make one and share it. A service with many tenants keeps one client and gives each request the token
        /// of its tenant, with `with_access_token`.
        #[derive(Clone, Debug)]
        pub struct Client {
            transport: Transport,
            $(#[cfg(feature = $feature)] $module: $module::Client,)*
        }

        impl Client {
            $(
                $(#[$doc])*
                #[cfg(feature = $feature)]
                #[cfg_attr(docsrs, doc(cfg(feature = $feature)))]
                #[must_use]
                pub fn $module(&self) -> &$module::Client {
                    &self.$module
                }
            )*
        }

        impl From<Transport> for Client {
            fn from(transport: Transport) -> Self {
                Self {
                    $(#[cfg(feature = $feature)] $module: transport.clone().into(),)*
                    transport,
                }
            }
        }
    };
}

families! {
    /// Numbers about messages, prices, templates and calls.
    analytics, "analytics", whatsapp_business_analytics;
    /// Read and change WhatsApp Business Accounts and who may use them.
    accounts, "accounts", whatsapp_business_accounts;
    /// Read and change business profiles and official business account status.
    profiles, "profiles", whatsapp_business_profiles;
    /// Manage the accounts, users and credit lines of a business portfolio.
    portfolios, "portfolios", whatsapp_business_portfolios;
    /// Ask for call permissions; offer, accept and end calls.
    calling, "calling", whatsapp_business_calling;
    /// Commerce settings, catalogs and payment configurations.
    commerce, "commerce", whatsapp_business_commerce;
    /// Create, edit, publish and measure flows.
    flows, "flows", whatsapp_business_flows;
    /// Create groups and manage invites, join requests and participants.
    groups, "groups", whatsapp_business_groups;
    /// Send marketing messages and report conversions.
    marketing, "marketing", whatsapp_business_marketing;
    /// Upload, download and delete media.
    media, "media", whatsapp_business_media;
    /// Send messages, mark as read, block users, message history.
    messages, "messages", whatsapp_business_messages;
    /// Exchange tokens, verify numbers and onboard businesses.
    onboarding, "onboarding", whatsapp_business_onboarding;
    /// Register, verify and configure business phone numbers.
    phone_numbers, "phone-numbers", whatsapp_business_phone_numbers;
    /// Create and manage QR codes and short links.
    qr_codes, "qr-codes", whatsapp_business_qr_codes;
    /// Create, accept and migrate Multi-Partner Solutions.
    solutions, "solutions", whatsapp_business_solutions;
    /// Create, list, edit and delete message templates.
    templates, "templates", whatsapp_business_templates;
    /// Subscribe to webhooks. Received ones are the business of the functions of the crate.
    webhooks, "webhooks", whatsapp_business_webhooks;
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
}
