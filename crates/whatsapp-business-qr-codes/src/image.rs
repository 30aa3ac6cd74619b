//! Images of existing codes.

use crate::types::{QrCodeField, QrImageFormat};

impl QrCodeField {
    /// Selects the image of the code in this format. The response has it in `qr_image_url`.
    ///
    /// With [`QrCodeField::QrImageUrl`], the platform chooses the format.
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
