//! Bodies of requests.

use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use serde::Serialize;

use super::Error;
use super::param::form_fields;

/// Bodies that the HTTP client does not offer in the form that the platform reads.
pub trait RequestBuilderExt<E> {
    /// A form: scalars as text, lists and objects as JSON, `null` not at all.
    ///
    /// # Errors
    ///
    /// When the body cannot be encoded.
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<RequestBuilder, Error<E>>;
}

impl<E> RequestBuilderExt<E> for RequestBuilder {
    fn form_urlencoded<T: Serialize + ?Sized>(self, body: &T) -> Result<RequestBuilder, Error<E>> {
        let text = form_fields(body)
            .ok()
            .and_then(|fields| serde_urlencoded::to_string(fields).ok())
            .ok_or_else(|| Error::InvalidRequest(String::new()))?;
        Ok(self
            .header(
                CONTENT_TYPE,
                HeaderValue::from_static("application/x-www-form-urlencoded"),
            )
            .body(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_carry_lists_as_json() {
        let request = RequestBuilderExt::<()>::form_urlencoded(
            reqwest::Client::new().post("http://localhost/"),
            &serde_json::json!({"user": 7, "tasks": ["MANAGE"], "none": null}),
        )
        .and_then(|builder| Ok(builder.build()?))
        .expect("request");
        let body = request
            .body()
            .and_then(reqwest::Body::as_bytes)
            .unwrap_or_default();
        let mut fields: Vec<&[u8]> = body.split(|byte| *byte == b'&').collect();
        fields.sort_unstable();
        assert_eq!(
            fields,
            [b"tasks=%5B%22MANAGE%22%5D".as_slice(), b"user=7".as_slice()]
        );
    }
}
