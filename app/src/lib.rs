//! gongkai: a college's information disclosure in one program.
//!
//! This crate puts the features together: which routes there are
//! ([`routes`]), who follows which event ([`subscriptions`]), what time itself
//! changes ([`timetable`]), and the commands.

pub mod backup;
pub mod commands;
mod demo;
pub mod export;
pub mod house;
mod metrics;
mod rebuilds;
pub mod rereading;
pub mod routes;
pub mod settings;
pub mod subscriptions;
pub mod timetable;
pub mod upkeep;
mod whole;

use std::process::ExitCode;

use clap::Parser;
use commands::{Command, Complaint};
use documents::child;
use documents::reader::Eyes;

/// 高校信息公开
#[derive(Debug, Parser)]
#[command(name = "gongkai", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(flatten)]
    place: settings::Place,
    #[command(subcommand)]
    command: Command,
}

/// Runs the command line. Exit codes: 0 done, 1 done in part or refused, 2
/// wrong usage or unreadable input.
pub fn run() -> ExitCode {
    if let Some(kind) = reading_child() {
        return ExitCode::from(child::main(
            &kind,
            Eyes::folder().as_deref(),
            &mut std::io::stdin().lock(),
            &mut std::io::stdout().lock(),
        ));
    }
    // TLS to an S3 server or to PostgreSQL; an error says that it was done before.
    rustls::crypto::ring::default_provider().install_default().ok();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            error.print().ok();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let outcome = settings::read(&arguments.place)
        .map_err(Complaint::usage)
        .and_then(|settings| commands::run(arguments.command, settings));
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(complaint) => {
            eprintln!("{complaint}");
            ExitCode::from(complaint.code)
        }
    }
}

/// The kind of document to read, where this process was started only for that. Such a child
/// reads no settings and opens nothing.
fn reading_child() -> Option<String> {
    let mut arguments = std::env::args().skip(1);
    (arguments.next()? == child::ARGUMENT).then(|| arguments.next()).flatten()
}
