//! Images of codes that exist.

use crate::types::{QrCodeField, QrImageFormat};

impl QrCodeField {
    /// The image of the code, in this format. It is in `qr_image_url` of the answer.
    ///
    /// [`QrCodeField::QrImageUrl`] alone leaves the format to the platform.
    #[must_use]
    pub fn image(format: impl Into<QrImageFormat>) -> Self {
        Self::from(format!("qr_image_url.format({})", format.into().as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_is_an_argument_of_the_field() {
        let field = QrCodeField::image(QrImageFormat::Svg);
        assert_eq!(field.as_str(), "qr_image_url.format(SVG)");
    }
}
