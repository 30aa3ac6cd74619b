//! Payloads of webhooks: their events, where each of them is, and which of them an oddity may change.

use serde_json::Value;
use whatsapp_business::webhooks::{Event, Payload};

use super::compare::{is_absent, same_outside};
use super::document::{Document, Step};
use super::oddity::Oddity;

/// The lists that events of a kind are in, in the order of the events. Events of other kinds are whole values.
const LISTS: [(&str, &[&str]); 18] = [
    ("Message", &["messages"]),
    ("Status", &["statuses"]),
    ("UserAction", &["user_actions"]),
    ("Error", &["errors"]),
    ("Call", &["calls"]),
    ("CallStatus", &["statuses"]),
    ("MessageEcho", &["message_echoes"]),
    ("AppStateSync", &["state_sync"]),
    ("History", &["history"]),
    ("HistoryMessage", &["messages", "message_echoes"]),
    ("StandbyMessage", &["standby/messages"]),
    ("StandbyStatus", &["standby/statuses"]),
    ("StandbyEcho", &["standby/message_echoes"]),
    ("Group", &["groups"]),
    ("UserPreference", &["user_preferences"]),
    ("UserIdUpdate", &["user_id_update"]),
    ("AutomaticEvent", &["automatic_events"]),
    ("TrackingEvent", &["events"]),
];

/// An event, as far as it can be compared.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its kind.
    pub kind: &'static str,
    /// Its data; of an unknown event, its JSON as text.
    pub data: Value,
    /// What it belongs to, and the contact.
    pub context: String,
    /// Its deduplication key.
    pub key: String,
    /// Where its JSON, or that of its change, begins in the body.
    start: usize,
}

/// An event of a document without oddities, and its place.
#[derive(Clone, Debug)]
pub struct Located {
    /// The event.
    pub seen: Seen,
    /// Place of the event.
    pub place: usize,
    /// Place of the value of its change.
    pub change: usize,
}

/// Encodes the data of an event, whatever its kind.
macro_rules! encode {
    ($event:ident: $($kind:ident)*) => {
        match $event {
            $(Event::$kind(event) => (
                serde_json::to_value(&**event).map_err(|error| error.to_string())?,
                format!("{:?}", serde_json::to_string(&event.contact())),
            ),)*
            Event::Unknown(unknown) => (
                Value::String(unknown.raw().as_str().to_owned()),
                format!("{:?}", unknown.reason()),
            ),
            other => return Err(format!("the kind {} is not compared", other.kind())),
        }
    };
}

fn see(event: &Event, body: usize) -> Result<Seen, String> {
    let (data, contact) = encode!(event:
        Message Status UserAction Error Call CallStatus MessageEcho AppStateSync History HistoryMessage StandbyMessage
        StandbyStatus StandbyEcho Handover Group UserPreference UserIdUpdate AutomaticEvent TrackingEvent AccountAlert
        AccountReview AccountUpdate AccountSettings BusinessCapability BusinessUsername BusinessStatus PhoneNumberName
        PhoneNumberQuality Security TemplateStatus TemplateQuality TemplateComponents TemplateCategory
        TemplateCategoryDetection Flow PartnerSolution PaymentConfiguration);
    let metadata = event.metadata();
    let owner = metadata.owner().map(|owner| owner.as_str().to_owned());
    Ok(Seen {
        kind: event.kind(),
        data,
        context: format!(
            "{owner:?} {} {:?} {contact}",
            metadata.field(),
            metadata.time()
        ),
        key: event.dedup_key().to_string(),
        start: event.raw().as_str().as_ptr().addr().wrapping_sub(body),
    })
}

/// The events of a body, and the number of its changes.
///
/// # Errors
///
/// Returns why the body is rejected.
pub fn events(body: &[u8]) -> Result<(Vec<Seen>, usize), String> {
    let payload = Payload::parse(body.to_vec()).map_err(|error| format!("{error} {error:?}"))?;
    let begin = payload.body().as_ptr().addr();
    let events = payload.events().map(|event| see(&event, begin));
    let changes = payload.entries().iter().map(|entry| entry.changes().len());
    Ok((events.collect::<Result<_, _>>()?, changes.sum()))
}

/// The events of a document, with their places.
///
/// # Errors
///
/// Returns an error if the document is rejected, or an event has no place.
pub fn locate(document: &Document) -> Result<Vec<Located>, String> {
    let (events, _) = events(&document.text)?;
    let mut located: Vec<Located> = Vec::new();
    for seen in events {
        if seen.context.contains("Undecodable") {
            return Err(format!("not decoded: {}", seen.context));
        }
        let found = document.at(seen.start);
        let change = found.ok_or_else(|| format!("{} has no place", seen.kind))?;
        let is_same = |other: &&Located| other.change == change && other.seen.kind == seen.kind;
        let before = located.iter().filter(is_same).count();
        let lists = LISTS.iter().find(|(kind, _)| *kind == seen.kind);
        let place = match lists {
            // Some examples have the list in another spelling.
            Some((_, lists)) => item(document, change, lists, before).or(Some(change)),
            None => Some(change),
        };
        let place = place.ok_or_else(|| format!("{} {before} has no item", seen.kind))?;
        located.push(Located {
            seen,
            place,
            change,
        });
    }
    Ok(located)
}

/// The place of an item of several lists, one after the other.
fn item(document: &Document, change: usize, lists: &[&str], index: usize) -> Option<usize> {
    let child = |parent: usize, step: &Step| {
        let mut places = document.places.iter();
        places.position(|place| {
            place
                .parent
                .as_ref()
                .is_some_and(|(of, by)| *of == parent && by == step)
        })
    };
    let mut left = index;
    for list in lists {
        let mut at = Some(change);
        for name in list.split('/') {
            at = at.and_then(|at| child(at, &Step::Name(name.to_owned())));
        }
        let Some(at) = at else { continue };
        let length = document
            .get(at)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        if left < length {
            return child(at, &Step::Index(left));
        }
        left -= length;
    }
    None
}

/// Checks the events of a body, which is the document with an oddity at the place.
///
/// # Errors
///
/// Returns what was lost.
pub fn check(
    document: &Document,
    base: &[Located],
    place: usize,
    oddity: Oddity,
    body: &[u8],
) -> Result<(), String> {
    let mut odd = document.path(place);
    let (got, changes) = match events(body) {
        Ok(got) => got,
        Err(_) if odd.is_empty() => return Ok(()),
        Err(error) => return Err(format!("the body is rejected: {error}")),
    };
    if got.len() < changes {
        return Err(format!("{changes} changes have {} events", got.len()));
    }
    let repeats = matches!(oddity, Oddity::Twice | Oddity::Before(_) | Oddity::Again(_));
    let keeps = oddity.adds() || repeats;
    // What decides about a whole payload or change is as good as that.
    let names: Vec<_> = odd
        .iter()
        .filter_map(|step| match step {
            Step::Name(name) => Some(name.as_str()),
            Step::Index(_) => None,
        })
        .collect();
    let is_envelope = matches!(names.as_slice(), ["object"] | ["entry", "changes", "field"]);
    let of_context = matches!(
        names.as_slice(),
        ["entry", "id" | "time"]
            | ["entry", "changes", "value", "metadata" | "contacts", ..]
            | [
                "entry",
                "changes",
                "value",
                "standby",
                "metadata" | "contacts",
                ..
            ]
    );
    if is_envelope {
        odd.pop();
    }
    let mut rest = got.iter();
    for Located {
        seen,
        place: at,
        change,
    } in base
    {
        let path = document.path(*at);
        let is_inside = odd.len() >= path.len() && odd.starts_with(&path);
        if is_inside && !is_envelope {
            affected(document, place, path.len(), seen, &got)?;
            continue;
        }
        let is_above = path.starts_with(&odd);
        if is_above && (!keeps || is_envelope) {
            continue;
        }
        let is_same = |other: &Seen| {
            other.kind == seen.kind
                && other.data == seen.data
                && (of_context || is_above || other.context == seen.context)
        };
        let Some(found) = rest.find(|other| is_same(other)) else {
            return Err(format!(
                "lost the {} at {}",
                seen.kind,
                document.pointer(*at)
            ));
        };
        let is_other_change = !document.path(place).starts_with(&document.path(*change));
        if is_other_change && !of_context && !is_above && found.key != seen.key {
            return Err(format!(
                "another key of the {} at {}",
                seen.kind,
                document.pointer(*at)
            ));
        }
    }
    if keeps && got.len() < base.len() {
        return Err("fewer events".to_owned());
    }
    Ok(())
}

/// Checks the event that the oddity is in; it is below the first `depth` steps.
fn affected(
    document: &Document,
    place: usize,
    depth: usize,
    seen: &Seen,
    got: &[Seen],
) -> Result<(), String> {
    let below = |place| {
        let path = document.path(place);
        path.get(depth..).map(<[&Step]>::to_vec).unwrap_or_default()
    };
    let odd = below(place);
    let droppable = document.places.get(place).and_then(|place| place.droppable);
    let droppable = droppable.map(below).unwrap_or_default();
    let unknown = got.iter().any(|event| event.kind == "Unknown");
    // Its JSON is all it has.
    if seen.kind == "Unknown" {
        return Ok(());
    }
    let mut first = None;
    for event in got.iter().filter(|event| event.kind == seen.kind) {
        let kept = same_outside(&seen.data, &event.data, &odd);
        let left_out = || {
            same_outside(&seen.data, &event.data, &droppable).is_ok()
                && is_absent(&seen.data, &event.data, &droppable)
        };
        match kept {
            Ok(()) => return Ok(()),
            Err(_) if !droppable.is_empty() && left_out() => return Ok(()),
            Err(error) => {
                first.get_or_insert(error);
            }
        }
    }
    if unknown && (droppable.is_empty() || only(&seen.data, &odd)) {
        return Ok(());
    }
    // The documentation has two kinds of events with one field; a property distinguishes them.
    if matches!(odd.as_slice(), [Step::Name(name)] if name == "event")
        && seen.kind == "TemplateStatus"
    {
        return Ok(());
    }
    let what = first.unwrap_or_else(|| "no event of its kind".to_owned());
    Err(format!("{} in its own event, {}", what, seen.kind))
}

/// Whether an event without what is at the path would be empty.
fn only(data: &Value, path: &[&Step]) -> bool {
    same_outside(data, &Value::Null, path).is_ok()
}
