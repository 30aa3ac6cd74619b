//! One case: a document, a place and an oddity.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;
use whatsapp_business_conformance::Decoded;

use super::compare::{is_absent, is_empty, same_outside};
use super::document::{Document, find};
use super::oddity::{CANARY, Oddity};
use super::payload::{self, Located};
use super::shape::Shape;
use super::subject::{Decoder, Subject};
use crate::json;

/// What a document is decoded to without oddities.
#[derive(Clone, Debug)]
enum Base {
    Value(Value),
    Events(Vec<Located>),
}

/// A document of a subject, ready for cases.
#[derive(Clone, Debug)]
pub struct Prepared<'s> {
    /// The subject.
    pub subject: &'s Subject,
    /// File of the example, or seed of the instance.
    pub name: String,
    /// The document.
    pub document: Document,
    base: Base,
}

impl<'s> Prepared<'s> {
    /// Decodes a document of a subject without oddities.
    ///
    /// # Errors
    ///
    /// Returns why it cannot be decoded.
    pub fn new(subject: &'s Subject, name: String, value: Value) -> Result<Self, String> {
        let document = Document::new(&subject.shapes, subject.shape, value);
        let base = match &subject.decoder {
            Decoder::Payload => Base::Events(payload::locate(&document)?),
            _ => {
                let decoded = decode(subject, &document.text)?;
                if let Some(place) = decoded.left_out.iter().flatten().next() {
                    return Err(format!("left out {place}"));
                }
                Base::Value(decoded.value)
            }
        };
        Ok(Self {
            subject,
            name,
            document,
            base,
        })
    }

    /// The parts of the document that are lost without any oddity.
    #[must_use]
    pub fn lost(&self) -> Vec<String> {
        match &self.base {
            Base::Value(base) => json::lost(&self.document.value, base),
            Base::Events(_) => Vec::new(),
        }
    }

    /// Checks a case. `None` if the oddity does not apply to the place.
    pub fn check(
        &self,
        place: usize,
        oddity: Oddity,
        text: &mut Vec<u8>,
    ) -> Option<Result<(), String>> {
        if !oddity.write(&self.document, place, text) {
            return None;
        }
        Some(self.judge(place, oddity, text))
    }

    /// Checks the document with any JSON at the place.
    ///
    /// # Errors
    ///
    /// Returns what was lost.
    pub fn check_given(
        &self,
        place: usize,
        given: &[u8],
        text: &mut Vec<u8>,
    ) -> Result<(), String> {
        let Some(at) = self.document.places.get(place) else {
            return Ok(());
        };
        let whole = self.document.text.as_slice();
        let (before, after) = (whole.get(..at.span.start), whole.get(at.span.end..));
        text.clear();
        text.extend_from_slice(before.unwrap_or_default());
        text.extend_from_slice(given);
        text.extend_from_slice(after.unwrap_or_default());
        let list = given.trim_ascii_start().starts_with(b"[");
        self.judge(place, Oddity::Given { list }, text)
    }

    fn judge(&self, place: usize, oddity: Oddity, text: &[u8]) -> Result<(), String> {
        let check = || match &self.base {
            Base::Value(base) => self.value(base, place, oddity, text),
            Base::Events(base) => payload::check(&self.document, base, place, oddity, text),
        };
        let checked = catch_unwind(AssertUnwindSafe(check));
        checked.unwrap_or_else(|_| Err("panic".to_owned()))
    }

    fn value(&self, base: &Value, place: usize, oddity: Oddity, text: &[u8]) -> Result<(), String> {
        let droppable = self
            .document
            .places
            .get(place)
            .and_then(|place| place.droppable);
        let decoded = match decode(self.subject, text) {
            Ok(decoded) => decoded,
            Err(error) if error.contains(CANARY) => {
                return Err(format!("the error quotes data: {error}"));
            }
            Err(_) if droppable.is_none() && !oddity.adds() => return Ok(()),
            Err(error) => return Err(format!("nothing is decoded: {error}")),
        };
        let got = &decoded.value;
        let reports = decoded.left_out.as_deref();
        if let Some(report) = reports
            .into_iter()
            .flatten()
            .find(|report| report.contains(CANARY))
        {
            return Err(format!("the report quotes data: {report}"));
        }
        let is_reported = reports.is_none_or(|reports| !reports.is_empty());
        let path = self.document.path(place);
        if oddity.adds() {
            return self.added(base, got, place, oddity);
        }
        match (same_outside(base, got, &path), droppable) {
            (Ok(()), _) => {}
            (Err(what), Some(droppable)) if droppable != place => {
                let whole = self.document.path(droppable);
                if same_outside(base, got, &whole).is_err() || !is_absent(base, got, &whole) {
                    return Err(what);
                }
                return if is_reported {
                    Ok(())
                } else {
                    Err("left out silently, with siblings".to_owned())
                };
            }
            (Err(what), _) => return Err(what),
        }
        let absent = is_absent(base, got, &path);
        if !absent && oddity.is_positional() && self.is_object(place) {
            return Err("a list is decoded as an object".to_owned());
        }
        let had_data = find(base, &path).is_some_and(|value| !is_empty(value));
        // An object of unknown properties is one without any; instead of a list, an item without any.
        let is_known = oddity.is_data() && !oddity.is_object();
        if absent && had_data && is_known && !is_reported {
            return Err("left out silently".to_owned());
        }
        Ok(())
    }

    /// Something more in a place costs at most itself.
    fn added(&self, base: &Value, got: &Value, place: usize, oddity: Oddity) -> Result<(), String> {
        let added = oddity.added_step(self.document.get(place));
        let path = self.document.path(place);
        let shape = self
            .document
            .places
            .get(place)
            .and_then(|place| place.shape);
        let is_whole = shape.is_none_or(|shape| {
            matches!(
                self.subject.shapes.get(shape),
                Shape::Any | Shape::AnyObject | Shape::Map(_)
            )
        });
        if is_whole {
            return same_outside(base, got, &path);
        }
        let whole: Vec<_> = path.into_iter().chain(&added).collect();
        same_outside(base, got, &whole)
    }

    fn is_object(&self, place: usize) -> bool {
        let shape = self
            .document
            .places
            .get(place)
            .and_then(|place| place.shape);
        shape.is_some_and(|shape| {
            matches!(
                self.subject.shapes.get(shape),
                Shape::Object(_) | Shape::Map(_)
            )
        })
    }
}

/// Decodes a text as the subject.
///
/// # Errors
///
/// Returns why nothing is decoded.
pub fn decode(subject: &Subject, text: &[u8]) -> Result<Decoded, String> {
    match &subject.decoder {
        Decoder::Model(codec) => (codec.decode)(text),
        Decoder::Route(route) => route.decode(text).map(Decoded::new),
        Decoder::Payload => payload::events(text).map(|_| Decoded::new(Value::Null)),
    }
}
