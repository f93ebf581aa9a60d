//! The local page: HTTP to the same request, the same request to the same answer.
//!
//! [`serve`] binds a socket, and each connection is answered by `routes`. `guard` refuses what does not come from the
//! page itself; `workers` puts questions to prepared scenarios in threads of their own, so many at once and no longer than
//! is allowed; `scenarios` keeps what was read and prepared. No path of a request ever leads to a file.

mod asked;
mod described;
mod guard;
mod jobs;
mod openapi;
mod reply;
mod routes;
mod scenarios;
mod server;
mod workers;

pub(crate) use scenarios::ServedFile;
pub(crate) use server::{ServeOptions, serve};
