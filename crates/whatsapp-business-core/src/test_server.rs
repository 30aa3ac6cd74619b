//! A server on the loopback interface that plays scripted behavior and records requests.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::test_service::TOKEN;
use crate::{ClientBuilder, Transport};

/// What the server does with a request.
#[derive(Clone)]
pub(crate) enum Act {
    /// Sends these bytes and closes.
    Respond(Vec<u8>),
    /// Closes without a response.
    HangUp,
    /// Waits longer than any test.
    Stall,
    /// Sends these bytes, then waits longer than any test.
    RespondAndStall(Vec<u8>),
}

impl Act {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::with_headers(status, "", body)
    }

    /// `headers` are lines, each ending with CR LF.
    pub(crate) fn with_headers(status: u16, headers: &str, body: &str) -> Self {
        Self::Respond(
            format!(
                "HTTP/1.1 {status} -\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n{body}",
                body.len()
            )
            .into_bytes(),
        )
    }

    pub(crate) fn redirect(location: &str) -> Self {
        Self::with_headers(302, &format!("location: {location}\r\n"), "")
    }
}

/// A request as it arrived.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arrived {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Arrived {
    pub(crate) fn target(&self) -> &str {
        self.head.split(' ').nth(1).expect("target")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

pub(crate) struct TestServer {
    pub(crate) port: u16,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<Arrived>>>,
}

impl TestServer {
    /// Plays these acts in turn, one for each connection, and the last one from then on.
    pub(crate) async fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("bind");
        let port = listener.local_addr().expect("address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        tokio::spawn(async move {
            let mut acts = acts.into_iter().peekable();
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let act = acts.next().expect("act");
                if acts.peek().is_none() {
                    acts = vec![act.clone()].into_iter().peekable();
                }
                tokio::spawn(serve(stream, act, Arc::clone(&log)));
            }
        });
        Self {
            port,
            connections,
            requests,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn builder(&self) -> ClientBuilder<Transport> {
        ClientBuilder::new()
            .access_token(TOKEN)
            .base_url(self.url())
    }

    pub(crate) fn transport(&self) -> Transport {
        self.builder().build().expect("transport")
    }

    pub(crate) fn requests(&self) -> Vec<Arrived> {
        self.requests.lock().expect("log").clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

async fn serve(mut stream: TcpStream, act: Act, log: Arc<Mutex<Vec<Arrived>>>) {
    let arrived = read(&mut stream).await;
    log.lock().expect("log").push(arrived);
    match act {
        Act::Respond(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Act::HangUp => {}
        Act::Stall => tokio::time::sleep(Duration::from_secs(60)).await,
        Act::RespondAndStall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
    }
}

async fn read(stream: &mut TcpStream) -> Arrived {
    let mut bytes = Vec::new();
    let mut arrived = Arrived::default();
    loop {
        let head = bytes.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = head {
            arrived.head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            arrived.body = bytes[end + 4..].to_vec();
            let length = arrived.header("content-length").map(str::parse::<usize>);
            let complete = match length {
                Some(length) => arrived.body.len() >= length.expect("length"),
                None if arrived.header("transfer-encoding").is_some() => {
                    arrived.body.ends_with(b"0\r\n\r\n")
                }
                None => true,
            };
            if complete {
                return arrived;
            }
        }
        let mut buffer = vec![0; 64 * 1024];
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return arrived,
            Ok(length) => bytes.extend_from_slice(&buffer[..length]),
        }
    }
}
