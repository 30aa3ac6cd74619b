//! An endpoint under load, with handlers that fail, connections that break, and a restart.
//!
//! `cargo test --release -p whatsapp-business-webhooks --features axum --test axum load -- --ignored --nocapture`

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use whatsapp_business_webhooks::{Event, HandlerError, MemoryDeduplicator, WebhookService, axum};

use super::client::{SECRET, receiver, signature};

const WEBHOOKS: usize = if cfg!(debug_assertions) {
    2_000
} else {
    20_000
};
const CONNECTIONS: usize = 200;
const EVENTS_PER_WEBHOOK: usize = 2;
const SEED: u64 = 0x5eed;

/// How much memory may grow after the first tenth of the load: the documented size of the deduplicator, twice, because its
/// table doubles, and 8 MiB. The bodies of the full load are more than ten times as large.
const MAY_GROW: usize = 2 * 150 * WEBHOOKS * EVENTS_PER_WEBHOOK + 8 * 1024 * 1024;

/// SplitMix64.
struct Random(u64);

impl Random {
    fn of(parts: [usize; 2]) -> Self {
        let mut random = Self(SEED);
        for part in parts {
            random.0 ^= part as u64;
            random.0 = random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }
}

/// What happened to one event.
#[derive(Default)]
struct Tally {
    started: AtomicU32,
    failed: AtomicU32,
    handled: AtomicU32,
}

/// What the sender saw.
#[derive(Default)]
struct Seen {
    /// The number of webhooks that were taken for sending.
    taken: AtomicUsize,
    /// The number of webhooks that got status 200.
    accepted: AtomicUsize,
    refused: AtomicUsize,
    cut: AtomicUsize,
    /// Requests that the server did not respond to, and connections that it refused.
    lost: AtomicUsize,
}

/// Fails and sleeps at random, and the same in every run for the same attempt of an event.
async fn handle(tallies: Arc<[Tally]>, event: Event) -> Result<(), HandlerError> {
    let Event::Message(message) = event else {
        panic!("only messages are sent");
    };
    let number: usize = message.id.as_str().parse().expect("number");
    let tally = &tallies[number];
    let attempt = tally.started.fetch_add(1, SeqCst);
    let mut random = Random::of([number, attempt as usize]);
    if random.percent(50) {
        sleep(Duration::from_micros(random.below(10_000))).await;
    }
    if random.percent(15) {
        tally.failed.fetch_add(1, SeqCst);
        return Err(HandlerError::retry("at random"));
    }
    tally.handled.fetch_add(1, SeqCst);
    Ok(())
}

/// A server, and the means to shut it down gracefully.
struct Server {
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Server {
    async fn start(address: &str, service: WebhookService) -> (Self, String) {
        let listener = TcpListener::bind(address).await.expect("bind");
        let address = listener.local_addr().expect("address").to_string();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = ::axum::serve(listener, axum::router("/webhooks", service))
            .with_graceful_shutdown(async { drop(stopped.await) });
        let task = tokio::spawn(async move { server.await });
        (Self { stop, task }, address)
    }

    async fn stop(self) {
        self.stop.send(()).expect("the server runs");
        self.task.await.expect("join").expect("serve");
    }
}

/// A signed webhook with texts of up to 4,096 characters.
fn request(webhook: usize) -> Vec<u8> {
    let mut random = Random::of([webhook, usize::MAX]);
    let messages: Vec<String> = (0..EVENTS_PER_WEBHOOK)
        .map(|index| {
            let text = "a".repeat(1 + random.below(4_096) as usize);
            let id = webhook * EVENTS_PER_WEBHOOK + index;
            format!(
                r#"{{"id":"{id}","from":"15550100042","type":"text","text":{{"body":"{text}"}}}}"#
            )
        })
        .collect();
    let body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"messages":[{}]}}}}]}}]}}"#,
        messages.join(",")
    );
    let head = format!(
        "POST /webhooks HTTP/1.1\r\nhost: localhost\r\nx-hub-signature-256: {}\r\ncontent-length: {}\r\n\r\n",
        signature(SECRET, body.as_bytes()),
        body.len()
    );
    [head.into_bytes(), body.into_bytes()].concat()
}

/// One connection of the platform, opened again whenever it breaks.
struct Sender {
    address: String,
    stream: Option<TcpStream>,
    random: Random,
    seen: Arc<Seen>,
}

impl Sender {
    /// Sends webhooks until none is left, each until its status is 200.
    async fn run(mut self) {
        loop {
            let webhook = self.seen.taken.fetch_add(1, SeqCst);
            if webhook >= WEBHOOKS {
                return;
            }
            let request = request(webhook);
            self.until_accepted(&request).await;
            self.seen.accepted.fetch_add(1, SeqCst);
            // The platform sometimes repeats what was accepted.
            if self.random.percent(5) {
                self.until_accepted(&request).await;
            }
        }
    }

    async fn until_accepted(&mut self, request: &[u8]) {
        loop {
            if self.random.percent(10) {
                self.cut(request).await;
                self.seen.cut.fetch_add(1, SeqCst);
                continue;
            }
            match self.deliver(request).await {
                Ok(200) => return,
                Ok(500) => self.seen.refused.fetch_add(1, SeqCst),
                Ok(status) => panic!("status {status}"),
                Err(_) => {
                    self.stream = None;
                    self.seen.lost.fetch_add(1, SeqCst)
                }
            };
            sleep(Duration::from_micros(self.random.below(5_000))).await;
        }
    }

    /// Closes the connection within the request, or before its response is read.
    async fn cut(&mut self, request: &[u8]) {
        let sent = if self.random.percent(30) {
            self.random.below(request.len() as u64) as usize
        } else {
            request.len()
        };
        if let Ok(stream) = self.connected().await {
            let _ = stream.write_all(&request[..sent]).await;
            sleep(Duration::from_micros(self.random.below(5_000))).await;
        }
        self.stream = None;
    }

    async fn deliver(&mut self, request: &[u8]) -> std::io::Result<u16> {
        let stream = self.connected().await?;
        stream.write_all(request).await?;
        let mut response = Vec::new();
        // The responses have no body.
        while !response.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut response).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
        let response = String::from_utf8(response).expect("text");
        let status = response.split(' ').nth(1).expect("status line");
        if response.contains("connection: close") {
            self.stream = None;
        }
        Ok(status.parse().expect("status"))
    }

    async fn connected(&mut self) -> std::io::Result<&mut TcpStream> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(&self.address).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        Ok(self.stream.as_mut().expect("a connection"))
    }
}

/// Resident memory in bytes, on Linux.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: usize = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}

async fn until_accepted(seen: &Seen, count: usize) {
    while seen.accepted.load(SeqCst) < count {
        sleep(Duration::from_millis(1)).await;
    }
}

#[ignore = "takes long: run it in release, with the command at the top of this file"]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_event_is_lost_or_handled_twice_under_load() {
    let tallies: Arc<[Tally]> = (0..WEBHOOKS * EVENTS_PER_WEBHOOK)
        .map(|_| Tally::default())
        .collect();
    let shared = Arc::clone(&tallies);
    let service = WebhookService::new(receiver(), move |event| handle(Arc::clone(&shared), event))
        .with_deduplicator(MemoryDeduplicator::default());
    let (server, address) = Server::start("127.0.0.1:0", service.clone()).await;
    let (seen, start) = (Arc::new(Seen::default()), Instant::now());
    let senders: Vec<_> = (0..CONNECTIONS)
        .map(|number| {
            let sender = Sender {
                address: address.clone(),
                stream: None,
                random: Random::of([number, 0]),
                seen: Arc::clone(&seen),
            };
            tokio::spawn(sender.run())
        })
        .collect();
    until_accepted(&seen, WEBHOOKS / 10).await;
    let warm = resident();
    until_accepted(&seen, WEBHOOKS / 2).await;
    server.stop().await;
    // The senders notice.
    sleep(Duration::from_millis(20)).await;
    let (server, _) = Server::start(&address, service).await;
    for sender in senders {
        sender.await.expect("sender");
    }
    let (end, took) = (resident(), start.elapsed());

    let sum = |count: fn(&Tally) -> &AtomicU32| -> usize {
        tallies
            .iter()
            .map(|tally| count(tally).load(SeqCst) as usize)
            .sum()
    };
    let (started, failed, handled) = (sum(|t| &t.started), sum(|t| &t.failed), sum(|t| &t.handled));
    let [refused, cut, lost] =
        [&seen.refused, &seen.cut, &seen.lost].map(|count| count.load(SeqCst));
    println!(
        "{WEBHOOKS} webhooks in {took:?}: {:.0} per second; {started} calls of the handler, {failed} failed; \
         {refused} requests got 500, {cut} were cut, {lost} got no response; \
         resident memory {warm:?} after a tenth, {end:?} at the end",
        WEBHOOKS as f64 / took.as_secs_f64()
    );
    // Not only the easy path was taken.
    let dropped = started - failed - handled;
    assert!(failed > 0 && dropped > 0 && refused > 0 && cut > 0 && lost > 0);
    // Nothing awaits between the end of the handler and that of its claim, so this is exact.
    for (number, tally) in tallies.iter().enumerate() {
        assert_eq!(tally.handled.load(SeqCst), 1, "event {number}");
    }
    if let (Some(warm), Some(end)) = (warm, end) {
        assert!(end <= warm + MAY_GROW, "{warm} bytes grew to {end}");
    }
    // No claim is left: each event is known as handled, so the handler is not called again.
    let mut sender = Sender {
        address,
        stream: None,
        random: Random(0),
        seen,
    };
    for webhook in 0..WEBHOOKS {
        let status = sender.deliver(&request(webhook)).await.expect("response");
        assert_eq!(status, 200, "webhook {webhook}");
    }
    assert_eq!(sum(|tally| &tally.started), started);
    server.stop().await;
}
