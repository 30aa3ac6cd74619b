#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

/// The runtime of all families. The items that most programs use are also at the root of this crate.
#[doc(no_inline)]
pub use whatsapp_business_core as core;
#[cfg(any(feature = "chrono", feature = "jiff"))]
#[cfg_attr(docsrs, doc(cfg(any(feature = "chrono", feature = "jiff"))))]
pub use whatsapp_business_core::TryFromTimestampError;
#[cfg(feature = "client")]
#[cfg_attr(docsrs, doc(cfg(feature = "client")))]
pub use whatsapp_business_core::{
    AccessToken, ClientBuilder, ConfigError, Download, Error, FilePart, GRAPH_VERSION, Method,
    Operation, OperationInfo, RateLimit, RawRequest, Request, RequestOptions, Response, Result,
    Timer, TokenSource, Transport, UploadBody, Usage, UsageCounts, http,
};
pub use whatsapp_business_core::{
    BoxError, BoxFuture, ErrorClass, GraphError, InvalidSha256, MimeType, Secret, Sha256,
    Timestamp, codes, error, id, page,
};

/// Re-exports the crate of each family behind its feature, and combines their clients.
macro_rules! families {
    ($($(#[$doc:meta])* $module:ident, $feature:literal, $krate:ident;)*) => {
        $(
            #[cfg(feature = $feature)]
            #[cfg_attr(docsrs, doc(cfg(feature = $feature)))]
            #[doc(inline)]
            pub use $krate as $module;
        )*

        /// Client for all families whose features are enabled.
        ///
        /// Cheap to clone: create one and share it. A service with many tenants uses one client, and sets the token of the
        /// tenant on each request with `with_access_token`.
        #[cfg(feature = "client")]
        #[cfg_attr(docsrs, doc(cfg(feature = "client")))]
        #[derive(Clone, Debug)]
        pub struct Client {
            transport: Transport,
            $(#[cfg(feature = $feature)] $module: $module::Client,)*
        }

        #[cfg(feature = "client")]
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

        #[cfg(feature = "client")]
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
    /// Set up, test and switch on the Meta Business Agent; pass threads between responders.
    agents, "agents", whatsapp_business_agents;
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
    /// Create in-app signups and manage customer bases.
    signups, "signups", whatsapp_business_signups;
    /// Create, accept and migrate Multi-Partner Solutions.
    solutions, "solutions", whatsapp_business_solutions;
    /// Create, list, edit and delete message templates.
    templates, "templates", whatsapp_business_templates;
    /// Subscribe to webhooks. To receive them, use the module [`webhooks`].
    webhooks, "webhooks", whatsapp_business_webhooks;
}

#[cfg(feature = "client")]
impl Client {
    /// Creates a builder.
    pub fn builder() -> ClientBuilder<Self> {
        ClientBuilder::new()
    }

    /// Creates a client from environment variables: `WHATSAPP_ACCESS_TOKEN`, and optionally `WHATSAPP_APP_SECRET`,
    /// `WHATSAPP_BASE_URL`, `WHATSAPP_API_BASE_URL` and `WHATSAPP_GRAPH_VERSION`.
    ///
    /// # Errors
    ///
    /// When a variable is missing or invalid; the error names it.
    pub fn from_env() -> std::result::Result<Self, ConfigError> {
        ClientBuilder::from_env()?.build()
    }

    /// The transport shared by all families.
    #[must_use]
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Begins a request to a path below the version segment, given as its segments, for operations that this library does not
    /// have.
    ///
    /// ```no_run
    /// # async fn example(wa: whatsapp_business::Client) -> Result<(), whatsapp_business::Error> {
    /// use whatsapp_business::Method;
    ///
    /// let unpaused = wa
    ///     .request(Method::Post, ["1234567890", "unpause"])
    ///     .operation("unpause_template")
    ///     .send::<serde_json::Value>()
    ///     .await?;
    /// println!("{}", unpaused.value());
    /// # Ok(())
    /// # }
    /// ```
    pub fn request<I>(&self, method: Method, path: I) -> RawRequest
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        self.transport.request(method, path)
    }

    /// Sends any operation, one of your own included.
    ///
    /// # Errors
    ///
    /// Those of the operation.
    pub async fn call<O: Operation + Sync>(&self, operation: &O) -> Result<Response<O::Output>> {
        self.transport.call(operation).await
    }
}
