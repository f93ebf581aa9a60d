//! The socket: connections, their limits, and the end.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::guard::RequestGuard;
use super::jobs::Jobs;
use super::routes::Server;
use super::scenarios::{ServedFile, Shelf};
use super::workers::Workers;

/// How long the head of a request may take to arrive, and a connection may be idle.
const MAX_HEAD_TIME: Duration = Duration::from_secs(10);
/// The most bytes of the head of a request.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// The most headers of a request.
const MAX_HEADERS: usize = 64;
/// The most connections at once; others wait.
const MAX_CONNECTIONS: usize = 256;

/// How scenarios are served.
pub(crate) struct ServeOptions {
    /// The address to listen at.
    pub(crate) address: IpAddr,
    /// The port; 0 for any that is free.
    pub(crate) port: u16,
    /// The most answers that are worked out at once.
    pub(crate) parallel: usize,
    /// The longest that an answer may take.
    pub(crate) limit: Duration,
    /// Whether scenarios are read again when their files change.
    pub(crate) watches: bool,
}

/// Serves scenarios until the program is to end; then the answers at hand are finished.
///
/// `began` is told the address of the page, `ends` that the end has begun.
///
/// # Errors
/// Returns why the address cannot be listened at.
pub(crate) fn serve(
    files: Vec<ServedFile>,
    options: &ServeOptions,
    began: impl FnOnce(&str) -> io::Result<()>,
    ends: impl FnOnce(),
) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let workers = Workers::new(options.parallel, options.limit).map_err(io::Error::other)?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(SocketAddr::new(options.address, options.port)).await?;
        let address = listener.local_addr()?;
        let (stop, is_stopped) = watch::channel(false);
        let token = token()?;
        let server = Arc::new(Server {
            guard: RequestGuard { address: address.ip(), port: address.port(), token: token.clone() },
            shelf: Shelf::new(files),
            workers,
            jobs: Arc::new(Jobs::new()),
            is_stopped,
        });
        let asked_to_end = end_of_program()?;
        let is_over = Arc::new(AtomicBool::new(false));
        let watching = options.watches.then(|| {
            let (server, is_over) = (server.clone(), is_over.clone());
            std::thread::spawn(move || server.shelf.watch(|| is_over.load(Ordering::Relaxed)))
        });
        began(&format!("http://{address}/?token={token}"))?;
        let mut connections = JoinSet::new();
        accept(&listener, &server, &mut connections, asked_to_end).await;
        drop(listener);
        ends();
        server.jobs.end_all();
        is_over.store(true, Ordering::Relaxed);
        stop.send_replace(true);
        // Answers have a limit on their time, and so has who does not read them.
        let finish = async { while connections.join_next().await.is_some() {} };
        let again = end_of_program()?;
        tokio::select! {
            () = finish => {}
            () = again => {}
            () = tokio::time::sleep(options.limit) => {}
        }
        if let Some(watching) = watching {
            // It only reads files.
            let _ = watching.join();
        }
        Ok(())
    });
    runtime.shutdown_background();
    served
}

/// Accepts connections until the program is asked to end.
async fn accept(
    listener: &TcpListener,
    server: &Arc<Server>,
    connections: &mut JoinSet<()>,
    asked_to_end: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut asked_to_end = pin!(asked_to_end);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            () = &mut asked_to_end => return,
            next = next => next,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, _)) => {
                let server = server.clone();
                connections.spawn(async move {
                    let _place = place;
                    connection(stream, server).await;
                });
            }
            // No descriptor is free, or the other side is gone already: others are accepted in a moment.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Answers the requests of a connection; once the server is to end, the one at hand is the last.
async fn connection(stream: TcpStream, server: Arc<Server>) {
    let mut is_stopped = server.is_stopped.clone();
    let answer = service_fn(move |request| {
        let server = server.clone();
        async move { Ok::<_, Infallible>(server.reply(request).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(MAX_HEAD_TIME)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEADERS);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), answer));
    // Whatever is wrong with a connection is the concern of its other side alone.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = is_stopped.wait_for(|&is_stopped| is_stopped) => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// Returns 128 bits that nobody guesses, in hexadecimal.
fn token() -> io::Result<String> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(io::Error::other)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bits)))
}

/// Waits for Ctrl-C, or for whatever else asks a program to end.
fn end_of_program() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let [mut interrupt, mut terminate, mut hangup] =
            [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?, signal(SignalKind::hangup())?];
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
