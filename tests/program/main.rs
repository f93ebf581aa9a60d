//! The program as its users run it: stories, arguments and files, the README and the guide.

mod cli;
mod guide;
mod stories;
#[path = "../support/mod.rs"]
mod support;
