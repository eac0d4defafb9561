//! The command line over the generator: parses arguments, prints results, sets the exit
//! code. What is worth a test lives in `wechatpay-codegen`.

mod bench;
mod coverage;
mod features;
mod generate;
mod list;
mod new;
mod schema;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The tasks of this repository.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Writes the generated crate from the specs
    Generate {
        /// Writes nothing; fails where something differs
        #[arg(long)]
        check: bool,
    },
    /// Lists all operations
    List {
        /// As a JSON array, for other programs
        #[arg(long)]
        json: bool,
    },
    /// Writes the JSON Schema of the spec format
    Schema {
        /// Writes nothing; fails where it differs
        #[arg(long)]
        check: bool,
    },
    /// Writes a skeleton for an operation: `new "POST /v3/pay/transactions/jsapi"`
    New {
        /// The verb and the path
        operation: String,
    },
    /// Holds the specs against facts files: what is missing, what differs
    Coverage {
        /// JSON lines of operations, in the form of the catalogue
        endpoints: PathBuf,
        /// JSON lines of notifications
        notifications: Option<PathBuf>,
    },
    /// Checks that the generated crate compiles with each of its features alone
    CheckFeatures {
        /// Only the features whose name contains this
        #[arg(long)]
        only: Option<String>,
    },
    /// Measures what the types cost to compile, printed in several ways
    BenchCompile(bench::Options),
    /// Measures what the bindings add to an application
    BenchSize,
}

fn main() -> ExitCode {
    let root = root();
    let done = match Arguments::parse().task {
        Task::Generate { check } => generate::run(&root, check),
        Task::List { json } => list::run(&root, json),
        Task::Schema { check } => schema::run(&root, check),
        Task::New { operation } => new::run(&root, &operation),
        Task::Coverage {
            endpoints,
            notifications,
        } => coverage::run(&root, &endpoints, notifications.as_deref()),
        Task::CheckFeatures { only } => features::run(&root, only.as_deref()),
        Task::BenchCompile(options) => bench::run(&root, &options),
        Task::BenchSize => bench::size::run(&root),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The repository.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The cargo that runs this task.
fn cargo_program() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
