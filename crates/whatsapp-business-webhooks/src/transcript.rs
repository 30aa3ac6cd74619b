//! The transcript of a call: the JSON file that [`CallTranscript::document`](crate::types::call::CallTranscript::document)
//! names.
//!
//! Download the file with the media family, and decode it with [`TranscriptDocument::decode`].
//!
//! ```
//! use whatsapp_business::webhooks::transcript::TranscriptDocument;
//!
//! let file = br#"{"transcript":{"language":"en","segments":[{"speaker":"Customer","text":"Hello.","start":0.5}]}}"#;
//! let document = TranscriptDocument::decode(file)?;
//! let segment = document.transcript.segments.first();
//! assert_eq!(segment.and_then(|segment| segment.text.as_deref()), Some("Hello."));
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Serialize};
use whatsapp_business_core::rt::{json, lenient};

/// A transcript with its metadata. What the platform adds is ignored; what it leaves out is absent.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TranscriptDocument {
    /// How the transcript was made.
    #[serde(deserialize_with = "lenient::or_default")]
    pub metadata: TranscriptMetadata,
    /// The transcript.
    #[serde(deserialize_with = "lenient::or_default")]
    pub transcript: Transcript,
}

impl TranscriptDocument {
    /// Decodes the file. Parts of another form are left out.
    ///
    /// # Errors
    ///
    /// When the file is not a JSON object. The error names the place, and contains nothing of what was said.
    pub fn decode(file: &[u8]) -> serde_json::Result<Self> {
        json::decode(file)
            .map(|decoded| decoded.value)
            .map_err(serde_json::Error::custom)
    }
}

/// How a transcript was made.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TranscriptMetadata {
    /// When the transcript was made, ISO 8601 in UTC.
    #[serde(deserialize_with = "lenient::option_string")]
    pub processed_at: Option<String>,
    /// The recording that it was made from.
    #[serde(deserialize_with = "lenient::or_default")]
    pub audio: TranscriptAudio,
}

/// The recording that a transcript was made from.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TranscriptAudio {
    /// Length in seconds.
    #[serde(deserialize_with = "lenient::option_f64")]
    pub duration: Option<f64>,
    /// Sample rate in hertz.
    #[serde(deserialize_with = "lenient::option_i64")]
    pub sample_rate: Option<i64>,
    /// Number of channels: one for the business and one for the user.
    #[serde(deserialize_with = "lenient::option_i64")]
    pub channels: Option<i64>,
    /// Format, such as `stereo`.
    #[serde(deserialize_with = "lenient::option_string")]
    pub audio_format: Option<String>,
}

/// What was said in a call. `Debug` hides it.
#[derive(Clone, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Transcript {
    /// The whole text, with `[Business]` or `[Customer]` before each part. Empty when the language is not supported.
    #[serde(deserialize_with = "lenient::option_string")]
    pub text: Option<String>,
    /// Language that the platform detected, such as `en`.
    #[serde(deserialize_with = "lenient::option_string")]
    pub language: Option<String>,
    /// Length in seconds.
    #[serde(deserialize_with = "lenient::option_f64")]
    pub duration: Option<f64>,
    /// Confidence of the platform in the text, from 0 to 1.
    #[serde(deserialize_with = "lenient::option_f64")]
    pub confidence: Option<f64>,
    /// What was said, in order.
    #[serde(deserialize_with = "lenient::vec")]
    pub segments: Vec<TranscriptSegment>,
}

/// A part of a call in which one side speaks. `Debug` hides what was said.
#[derive(Clone, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TranscriptSegment {
    /// Number of the segment.
    #[serde(deserialize_with = "lenient::option_i64")]
    pub id: Option<i64>,
    /// The side that speaks: `Business` or `Customer`.
    #[serde(deserialize_with = "lenient::option_string")]
    pub speaker: Option<String>,
    /// Channel of the side: 0 for the business, 1 for the user.
    #[serde(deserialize_with = "lenient::option_i64")]
    pub channel: Option<i64>,
    /// Begin, in seconds since the begin of the recording.
    #[serde(deserialize_with = "lenient::option_f64")]
    pub start: Option<f64>,
    /// End, in seconds since the begin of the recording.
    #[serde(deserialize_with = "lenient::option_f64")]
    pub end: Option<f64>,
    /// What was said.
    #[serde(deserialize_with = "lenient::option_string")]
    pub text: Option<String>,
    /// Confidence of the platform in the text, from 0 to 1.
    #[serde(deserialize_with = "lenient::option_f64")]
    pub confidence: Option<f64>,
    /// The words, in order.
    #[serde(deserialize_with = "lenient::vec")]
    pub words: Vec<TranscriptWord>,
}

/// A word of a transcript. `Debug` hides it.
#[derive(Clone, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
#[non_exhaustive]
pub struct TranscriptWord {
    /// The word, with its punctuation.
    #[serde(deserialize_with = "lenient::option_string")]
    pub word: Option<String>,
    /// Begin, in seconds since the begin of the recording.
    #[serde(deserialize_with = "lenient::option_f64")]
    pub start: Option<f64>,
    /// End, in seconds since the begin of the recording.
    #[serde(deserialize_with = "lenient::option_f64")]
    pub end: Option<f64>,
    /// Confidence of the platform in the word, from 0 to 1.
    #[serde(deserialize_with = "lenient::option_f64")]
    pub confidence: Option<f64>,
    /// Language of the word, such as `en`.
    #[serde(deserialize_with = "lenient::option_string")]
    pub lang: Option<String>,
}

impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transcript")
            .field("language", &self.language)
            .field("duration", &self.duration)
            .field("segments", &self.segments)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TranscriptSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TranscriptSegment")
            .field("speaker", &self.speaker)
            .field("start", &self.start)
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TranscriptWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TranscriptWord").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_transcript_is_decoded_whole_and_not_printed() {
        let file = json!({
            "metadata": {
                "processed_at": "2026-09-01T10:00:00Z",
                "audio": {"duration": 6.5, "sample_rate": 16000, "channels": 2, "audio_format": "stereo"},
            },
            "transcript": {
                "text": "[Business] Good morning. [Customer] Hello there.",
                "language": "en",
                "duration": 6.5,
                "confidence": 0.87,
                "segments": [{
                    "id": 1, "speaker": "Business", "channel": 0, "start": 1.0, "end": 2.0,
                    "text": "Good morning.", "confidence": 0.85,
                    "words": [{"word": "Good", "start": 1.0, "end": 1.5, "confidence": 0.9, "lang": "en"}],
                }],
            },
        });
        let document = TranscriptDocument::decode(file.to_string().as_bytes()).expect("document");
        assert_eq!(serde_json::to_value(&document).expect("JSON"), file);
        let segment = document.transcript.segments.first().expect("segment");
        let words = &segment.words;
        for said in ["Good", "morning", "Hello"] {
            assert!(!format!("{document:?} {words:?}").contains(said));
        }
    }

    #[test]
    fn what_is_missing_or_null_is_absent() {
        for file in [
            "{}",
            r#"{"metadata":null,"transcript":{}}"#,
            r#"{"transcript":{"segments":null,"text":null}}"#,
        ] {
            let document = TranscriptDocument::decode(file.as_bytes()).expect(file);
            assert_eq!(document, TranscriptDocument::default(), "{file}");
        }
        assert!(TranscriptDocument::decode(b"[Business] Hello.").is_err());
    }

    #[test]
    fn what_is_odd_costs_itself_and_is_in_no_error() {
        let file = br#"{"metadata":"Hello","transcript":{"text":"\ud83d","segments":[{"text":"Hello"},7],"duration":[]}}"#;
        let document = TranscriptDocument::decode(file).expect("document");
        assert_eq!(document.metadata, TranscriptMetadata::default());
        assert_eq!(document.transcript.text.as_deref(), Some("\u{fffd}"));
        assert_eq!(
            (
                document.transcript.segments.len(),
                document.transcript.duration
            ),
            (1, None)
        );
        for file in [r#""Hello""#, r#"["Hello"]"#, "Hello"] {
            let error = TranscriptDocument::decode(file.as_bytes()).expect_err(file);
            assert!(!format!("{error} {error:?}").contains("Hello"), "{error:?}");
        }
    }
}
