//! The error of generated methods, on its way to the public one.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use crate::error::{Answer, Call, Error as CoreError, Kind};
use crate::response::Response;
use crate::transport::graph_error;

/// Carries the public error through generated methods. `E` is the error type of the specification,
/// which the public error already has.
pub struct Error<E = ()> {
    error: CoreError,
    declared: PhantomData<fn() -> E>,
}

/// Generated code names these as if they were variants.
#[allow(non_snake_case)]
impl<E> Error<E> {
    /// An answer that the specification declares as an error.
    #[must_use]
    pub fn ErrorResponse(response: Response<E>) -> Self {
        let (status, headers, body) = response.into_parts();
        CoreError::new(Kind::Refused)
            .with_graph(graph_error(&body))
            .with_answer(Answer {
                status,
                headers,
                body: Some(body),
            })
            .into()
    }

    /// An answer that the specification does not declare. Refusals have become errors before, so
    /// this is a success of another status, whose shape is not known.
    #[must_use]
    pub fn UnexpectedResponse(mut response: reqwest::Response) -> Self {
        let call = response.extensions().get::<Call>().copied();
        let kind = if response.status().is_success() {
            Kind::Decode("the status is not one that is documented".to_owned())
        } else {
            Kind::Refused
        };
        let error = CoreError::new(kind).with_answer(Answer {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body: None,
        });
        match call {
            Some(call) => error.with_call(call),
            None => error,
        }
        .into()
    }

    /// A request that cannot be made.
    #[must_use]
    pub fn InvalidRequest(_: String) -> Self {
        CoreError::new(Kind::Request("the request could not be built")).into()
    }
}

impl<E> From<CoreError> for Error<E> {
    fn from(error: CoreError) -> Self {
        Self {
            error,
            declared: PhantomData,
        }
    }
}

impl<E> From<Error<E>> for CoreError {
    fn from(error: Error<E>) -> Self {
        error.error
    }
}

impl<E> From<reqwest::Error> for Error<E> {
    fn from(error: reqwest::Error) -> Self {
        CoreError::from_http(error).into()
    }
}

impl<E> From<reqwest::header::InvalidHeaderValue> for Error<E> {
    fn from(_: reqwest::header::InvalidHeaderValue) -> Self {
        CoreError::new(Kind::Request(
            "a header value contains characters that no header may have",
        ))
        .into()
    }
}

impl<E> From<Infallible> for Error<E> {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}
