//! What is known about an operation, whatever its arguments.

/// HTTP method of an operation.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, changes or sends.
    Post,
    /// Replaces.
    Put,
    /// Deletes.
    Delete,
}

impl Method {
    /// The method in capitals, as it is sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl From<Method> for http::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
            Method::Delete => Self::DELETE,
        }
    }
}

/// Whether a request may be repeated when its outcome is unknown.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Idempotency {
    /// The request changes nothing.
    Safe,
    /// The request changes something, but repeating it has no further effect.
    Idempotent,
    /// Repeating the request may repeat its effect, such as a second message.
    NotIdempotent,
}

/// Credential that an operation is sent with.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Authentication {
    /// `Authorization: Bearer` with the access token.
    Bearer,
    /// `Authorization: OAuth` with the access token, for sessions of the resumable upload.
    OAuth,
    /// No access token: the request carries other credentials.
    None,
}

/// Host of the platform that serves an operation.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Host {
    /// The Graph API, `https://graph.facebook.com`. Paths follow the version of the Graph API.
    #[default]
    Graph,
    /// `https://api.facebook.com`, without a version in the path. Operations may have versions of
    /// their own, in the header `X-API-Version`.
    Api,
}

/// Description of an operation, the same for all its calls.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct OperationInfo {
    /// Id of the operation in the specification, such as `send_message`. Errors and logs show it.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Host that serves the operation.
    pub host: Host,
    /// Path with its `{parameters}`, such as `/{phone_number_id}/messages`; on [`Host::Graph`] without the version segment.
    pub path: &'static str,
    /// Whether a request may be repeated when its outcome is unknown.
    pub idempotency: Idempotency,
    /// Credential that the operation is sent with.
    pub authentication: Authentication,
}

impl OperationInfo {
    /// Describes an operation of the Graph API. GET is safe, PUT and DELETE are idempotent, POST is not; the
    /// access token is sent as `Bearer`.
    #[must_use]
    pub const fn new(method: Method, id: &'static str, path: &'static str) -> Self {
        let idempotency = match method {
            Method::Get => Idempotency::Safe,
            Method::Put | Method::Delete => Idempotency::Idempotent,
            Method::Post => Idempotency::NotIdempotent,
        };
        Self {
            id,
            method,
            host: Host::Graph,
            path,
            idempotency,
            authentication: Authentication::Bearer,
        }
    }

    /// Describes a GET operation.
    #[must_use]
    pub const fn get(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::Get, id, path)
    }

    /// Describes a POST operation.
    #[must_use]
    pub const fn post(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::Post, id, path)
    }

    /// Describes a PUT operation.
    #[must_use]
    pub const fn put(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::Put, id, path)
    }

    /// Describes a DELETE operation.
    #[must_use]
    pub const fn delete(id: &'static str, path: &'static str) -> Self {
        Self::new(Method::Delete, id, path)
    }

    /// Sends the operation to this host.
    #[must_use]
    pub const fn on(mut self, host: Host) -> Self {
        self.host = host;
        self
    }

    /// Marks a POST operation that may be repeated.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotency = Idempotency::Idempotent;
        self
    }

    /// Sends the operation without an access token.
    #[must_use]
    pub const fn anonymous(mut self) -> Self {
        self.authentication = Authentication::None;
        self
    }

    /// Sends the access token with the scheme `OAuth`.
    #[must_use]
    pub const fn oauth(mut self) -> Self {
        self.authentication = Authentication::OAuth;
        self
    }

    pub(crate) const fn is_safe(&self) -> bool {
        matches!(self.idempotency, Idempotency::Safe)
    }
}
