//! Downloads: from a URL returned by the platform, or from a media id, with both steps in one call.

use whatsapp_business_core::id::MediaId;
use whatsapp_business_core::{Download, Error, OperationInfo};

use crate::Client;
use crate::types::Media;

impl Client {
    /// Opens the download of a media object by its URL, as returned by [`get_media_url`](Self::get_media_url) and webhooks.
    ///
    /// The content is streamed: only the chunk being read is held in memory. The URL is valid for 5 minutes and requires the access
    /// token, which is sent only to the media hosts of the client's configuration, over https. To check the content, pass the digest of
    /// the webhook or of `get_media_url` to [`Download::with_sha256`].
    ///
    /// `GET /{media_url}`
    ///
    /// # Errors
    ///
    /// See [`Client`]; [`is_not_found`](Error::is_not_found) if the URL has expired: request a new one. A URL on a host that is not a
    /// media host is rejected before anything is sent.
    ///
    /// # Permissions
    ///
    /// `whatsapp_business_messaging`
    ///
    /// [Platform documentation](https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/media/media-download-api)
    pub async fn download_media(&self, media_url: &str) -> Result<Download, Error> {
        let operation = OperationInfo::get("download_media", "/{media_url}");
        self.transport().download(media_url, operation).await
    }

    /// Opens the download of a media object by its id: requests its URL and opens that. If the URL has expired in between, requests a
    /// new one once. The content is checked against the digest that the platform states; see
    /// [`Download::with_sha256`].
    ///
    /// # Errors
    ///
    /// See [`download_media`](Self::download_media) and [`get_media_url`](Self::get_media_url).
    pub async fn download(&self, media_id: impl Into<MediaId>) -> Result<Download, Error> {
        let media_id = media_id.into();
        let media = self.get_media_url(&media_id).await?;
        match self.checked(&media).await {
            Err(error) if error.is_not_found() => {
                let media = self.get_media_url(media_id).await?;
                self.checked(&media).await
            }
            result => result,
        }
    }

    async fn checked(&self, media: &Media) -> Result<Download, Error> {
        let download = self.download_media(&media.url).await?;
        let digest = media.sha256.as_deref().and_then(|text| text.parse().ok());
        Ok(match digest {
            Some(digest) => download.with_sha256(digest),
            None => download,
        })
    }
}
