use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::*;
use crate::hash::work;
use crate::payload::Payload;

fn keys(body: &str) -> Vec<DedupKey> {
    let payload = Payload::parse(body.to_owned()).expect(body);
    payload.events().map(|event| event.dedup_key()).collect()
}

fn statuses(items: &str) -> String {
    format!(
        r#"{{"entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"statuses":[{items}]}}}}]}}]}}"#
    )
}

#[test]
fn the_key_of_a_status_covers_message_status_and_recipient() {
    let sent = r#"{"id":"wamid.A","status":"sent","timestamp":"1","recipient_id":"2"}"#;
    let others = [
        sent.replace("wamid.A", "wamid.B"),
        sent.replace("sent", "read"),
        sent.replace("\"2\"", "\"3\""),
        sent.replace("}", r#","recipient_participant_id":"4"}"#),
        sent.replace("}", r#","type":"payment","payment":{"reference_id":"5"}}"#),
    ];
    let mut all: HashSet<DedupKey> = keys(&statuses(sent)).into_iter().collect();
    for other in &others {
        assert!(all.insert(keys(&statuses(other))[0]), "{other}");
    }
    // Delivered again, in another payload and with another property.
    let again = sent.replace("}", r#","pricing":{"billable":true}}"#);
    let again = keys(&statuses(&format!("{},{again}", others[0])));
    assert!(again.iter().all(|key| all.contains(key)));
}

#[test]
fn events_without_an_id_are_identified_by_content_and_position() {
    let body = |id: &str, time: u32| {
        format!(
            r#"{{"entry":[{{"id":"{id}","time":{time},"changes":[{{"field":"account_review_update","value":{{"decision":"APPROVED"}}}}]}}]}}"#
        )
    };
    assert_eq!(
        keys(&body("1", 2))[0].to_string(),
        "6c0978fa4f865a7d46d0770405cac84dfab8ea70ce145bcb5f90ae86c94fe0a8"
    );
    assert_eq!(keys(&body("1", 2)), keys(&body("1", 2)));
    assert_ne!(keys(&body("1", 2)), keys(&body("1", 3)));
    assert_ne!(keys(&body("1", 2)), keys(&body("2", 2)));
    // Equal items of one list are different events, also within an item.
    let history = |messages: &str| {
        format!(
            r#"{{"entry":[{{"id":"1","changes":[{{"field":"history","value":{{"history":[{{"threads":[{{"messages":[{messages}]}}]}}]}}}}]}}]}}"#
        )
    };
    let nested = keys(&history("5,5,5"));
    assert_eq!(nested.iter().collect::<HashSet<_>>().len(), 4);
    let same = statuses(r#"{"id":"","status":"sent"},{"id":null,"status":"sent"},5,5"#);
    let keys = keys(&same);
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), 4);
}

/// A body with one change whose list has many items, all without an id.
fn list(field: &str, name: &str, item: &str, count: usize) -> String {
    let items = vec![item; count].join(",");
    let long = "9".repeat(4096);
    format!(
        r#"{{"entry":[{{"id":"{long}","time":1,"changes":[{{"field":"{field}","value":{{"{name}":[{items}]}}}}]}}]}}"#
    )
}

#[test]
fn the_change_is_hashed_once_for_all_of_its_events() {
    let contact = r#"{"type":"contact","contact":{"full_name":"a"},"action":"add"}"#;
    for (field, name, item) in [
        ("smb_app_state_sync", "state_sync", contact),
        ("smb_app_state_sync", "state_sync", "5"),
        ("history", "history", "{}"),
        (
            "history",
            "history",
            r#"{"threads":[{"messages":[5,5,5]}]}"#,
        ),
        ("messages", "messages", r#"{"id":"","type":"text"}"#),
        ("messages", "messages", r#"{"id":{}}"#),
        ("messages", "statuses", r#"{"id":null}"#),
        ("messages", "errors", r#"{"code":1}"#),
        ("calls", "calls", r#"{"id":""}"#),
        ("smb_message_echoes", "message_echoes", r#"{"id":""}"#),
        ("user_preferences", "user_preferences", r#"{"wa_id":"1"}"#),
        ("group_lifecycle_update", "groups", "[]"),
        ("moon_phase", "phases", "1"),
    ] {
        // The larger value is decoded item by item.
        for count in [10, if name == "state_sync" { 12_000 } else { 1_000 }] {
            let body = list(field, name, item, count);
            let (keys, hashed) = work::of(|| keys(&body));
            let distinct: HashSet<_> = keys.iter().collect();
            assert_eq!(distinct.len(), keys.len(), "{field} {item}");
            assert!(
                keys.len() >= count || field == "moon_phase",
                "{field} {item}"
            );
            // The change once, and a fixed number of bytes for each event.
            let limit = body.len() + 128 * (keys.len() + 1);
            assert!(hashed <= limit, "{field} {item}: {hashed} of {limit} bytes");
            assert_eq!(keys, self::keys(&body), "{field} {item}");
        }
    }
}

#[test]
fn the_key_is_hexadecimal_and_stays_the_same() {
    let key = keys(&statuses(r#"{"id":"wamid.A","status":"sent"}"#))[0];
    assert_eq!(key.to_string().len(), 64);
    assert_eq!(
        key.to_string(),
        "7875c1ca8218ff38a38adefa2bb0ff7fb34c1e7ee685f62b496243163fe7421d",
        "keys are kept in stores: when they change, events are handled twice"
    );
}

fn key(number: u8) -> DedupKey {
    DedupKey([number; 32])
}

/// A deduplicator, and the milliseconds on its clock.
fn deduplicator(capacity: usize) -> (MemoryDeduplicator, Arc<AtomicU64>) {
    let passed = Arc::new(AtomicU64::new(0));
    let (start, clock) = (Instant::now(), Arc::clone(&passed));
    let deduplicator = MemoryDeduplicator::new(capacity, Duration::from_millis(100))
        .with_claim_timeout(Duration::from_millis(10))
        .with_clock(move || start + Duration::from_millis(clock.load(Ordering::SeqCst)));
    (deduplicator, passed)
}

#[test]
fn events_expire() {
    let (seen, passed) = deduplicator(10);
    assert!(seen.insert(&key(1)));
    passed.store(99, Ordering::SeqCst);
    assert!(!seen.insert(&key(1)));
    passed.store(100, Ordering::SeqCst);
    assert!(seen.insert(&key(1)));
}

#[test]
fn the_least_recently_seen_event_is_evicted_first() {
    let (seen, _) = deduplicator(2);
    assert!(seen.insert(&key(1)) && seen.insert(&key(2)));
    assert!(!seen.insert(&key(1)));
    assert!(seen.insert(&key(3)));
    assert!(!seen.insert(&key(1)));
    assert!(seen.insert(&key(2)));
}

async fn claim(seen: &MemoryDeduplicator, number: u8) -> Claim {
    let claim = seen.claim(&key(number), ClaimToken::random()).await;
    claim.expect("claim")
}

async fn acquire(seen: &MemoryDeduplicator, number: u8) -> ClaimToken {
    let token = ClaimToken::random();
    let claim = seen.claim(&key(number), token).await.expect("claim");
    assert_eq!(claim, Claim::Acquired);
    token
}

#[test]
fn random_tokens_differ() {
    let tokens: Vec<_> = (0..4)
        .map(|_| std::thread::spawn(|| [(); 1000].map(|()| ClaimToken::random())))
        .collect();
    let tokens = tokens
        .into_iter()
        .flat_map(|tokens| tokens.join().expect("join"));
    assert_eq!(tokens.collect::<HashSet<_>>().len(), 4000);
}

#[tokio::test]
async fn a_repeated_claim_is_the_same_claim() {
    let (seen, passed) = deduplicator(10);
    let token = acquire(&seen, 1).await;
    let again = async || seen.claim(&key(1), token).await.expect("claim");
    assert_eq!(again().await, Claim::Acquired);
    assert_eq!(claim(&seen, 1).await, Claim::InProgress);
    passed.store(10, Ordering::SeqCst);
    let next = acquire(&seen, 1).await;
    assert_eq!(again().await, Claim::InProgress);
    seen.complete(&key(1), next).await.expect("complete");
    assert_eq!(again().await, Claim::Completed);
}

#[tokio::test]
async fn a_claim_is_held_completed_or_released() {
    let (seen, passed) = deduplicator(10);
    let first = acquire(&seen, 1).await;
    assert_eq!(claim(&seen, 1).await, Claim::InProgress);
    seen.release(&key(1), first).await.expect("release");
    acquire(&seen, 1).await;
    // The claim has expired.
    passed.store(10, Ordering::SeqCst);
    let last = acquire(&seen, 1).await;
    seen.complete(&key(1), last).await.expect("complete");
    passed.store(50, Ordering::SeqCst);
    assert_eq!(claim(&seen, 1).await, Claim::Completed);
}

#[tokio::test]
async fn only_its_holder_releases_a_claim() {
    let (seen, passed) = deduplicator(10);
    let stale = acquire(&seen, 1).await;
    passed.store(10, Ordering::SeqCst);
    let current = acquire(&seen, 1).await;
    assert_ne!(stale, current);
    seen.release(&key(1), stale).await.expect("release");
    assert_eq!(claim(&seen, 1).await, Claim::InProgress);
    // The token of another event does not release it either.
    let other = acquire(&seen, 2).await;
    seen.release(&key(1), other).await.expect("release");
    assert_eq!(claim(&seen, 1).await, Claim::InProgress);
    // Nothing releases what is handled.
    seen.complete(&key(1), current).await.expect("complete");
    for token in [stale, current, other] {
        seen.release(&key(1), token).await.expect("release");
        assert_eq!(claim(&seen, 1).await, Claim::Completed);
    }
    seen.release(&key(2), other).await.expect("release");
    acquire(&seen, 2).await;
}

#[tokio::test]
async fn an_event_is_handled_whoever_completes_it() {
    let (seen, passed) = deduplicator(10);
    let stale = acquire(&seen, 1).await;
    passed.store(10, Ordering::SeqCst);
    let current = acquire(&seen, 1).await;
    seen.complete(&key(1), stale).await.expect("complete");
    seen.release(&key(1), current).await.expect("release");
    assert_eq!(claim(&seen, 1).await, Claim::Completed);
}

#[tokio::test]
async fn a_flood_evicts_handled_events_only() {
    let (seen, passed) = deduplicator(3);
    let working = acquire(&seen, 0).await;
    for number in 1..100 {
        let token = acquire(&seen, number).await;
        seen.complete(&key(number), token).await.expect("complete");
        assert_eq!(claim(&seen, 0).await, Claim::InProgress, "{number}");
        assert!(seen.insert(&key(100 + number)));
    }
    // Full of claims: others are rejected, and none is lost.
    acquire(&seen, 1).await;
    acquire(&seen, 2).await;
    let full = async |number| seen.claim(&key(number), ClaimToken::random()).await;
    full(3).await.expect_err("full");
    assert!(seen.insert(&key(4)) && seen.insert(&key(4)));
    for number in 0..3 {
        assert_eq!(claim(&seen, number).await, Claim::InProgress);
    }
    // A handled event makes room, and so does a claim that expires.
    seen.complete(&key(0), working).await.expect("complete");
    acquire(&seen, 3).await;
    full(4).await.expect_err("full");
    passed.store(10, Ordering::SeqCst);
    acquire(&seen, 4).await;
    // An event whose expired claim was evicted is still recorded, once there is room.
    seen.complete(&key(0), working).await.expect("complete");
    assert_eq!(claim(&seen, 0).await, Claim::Completed);
}
