//! Load: many calls at once against a sandbox in another process. Fails where a call fails,
//! or where a process holds more memory at the end than after the first quarter.
//!
//! ```sh
//! cargo run --release -p wechatpay-benches --features load --bin load -- 10000 64
//! ```

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use wechatpay_benches::example::{MERCHANT, OUT_TRADE_NO, order};
use wechatpay_benches::memory::resident;
use wechatpay_openapi::Wechatpay;
use wechatpay_openapi::v3::pay::transactions::out_trade_no::out_trade_no::get;
use wechatpay_sandbox::{Credentials, Sandbox};

/// The argument that makes this program the sandbox.
const SERVE: &str = "serve-the-sandbox";
const SAMPLING: Duration = Duration::from_millis(100);
/// So much more memory at the end is noise of the allocator, in MiB.
const NOISE: f64 = 8.0;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<ExitCode, Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Runtime::new()?;
    if let [serve, folder] = arguments.as_slice()
        && serve == SERVE
    {
        return runtime.block_on(sandbox(folder));
    }
    let number = |index: usize, otherwise| {
        let argument = arguments.get(index).map(|argument| argument.parse());
        argument.unwrap_or(Ok(otherwise))
    };
    let (calls, width) = (number(0, 10_000)?, number(1, 64)?);
    runtime.block_on(load(calls, width))
}

/// Serves until its input ends.
async fn sandbox(folder: &str) -> Result<ExitCode, Failure> {
    let sandbox = Sandbox::start().await?;
    sandbox.write_credentials(folder)?;
    println!("{}", sandbox.url());
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(ExitCode::SUCCESS)
}

/// Starts this program once more, as the sandbox; it is ready when this returns.
fn start(folder: &std::path::Path) -> Result<Child, Failure> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(SERVE)
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let out = child.stdout.take().ok_or("the sandbox has no output")?;
    BufReader::new(out).read_line(&mut String::new())?;
    Ok(child)
}

/// What the tasks share.
struct Run {
    wxpay: Wechatpay,
    calls: usize,
    begun: AtomicUsize,
    done: AtomicUsize,
    failed: AtomicUsize,
}

async fn load(calls: usize, width: usize) -> Result<ExitCode, Failure> {
    let folder = tempfile::tempdir()?;
    let mut sandbox = start(folder.path())?;
    let client = Credentials::from_dir(folder.path())?.client_builder();
    let run = Arc::new(Run {
        wxpay: Wechatpay::new(client.strict(true).build()?),
        calls,
        begun: AtomicUsize::new(0),
        done: AtomicUsize::new(0),
        failed: AtomicUsize::new(0),
    });
    let started = Instant::now();
    let tasks: Vec<_> = (0..width)
        .map(|_| tokio::spawn(work(Arc::clone(&run))))
        .collect();
    let watch = tokio::spawn(watch(Arc::clone(&run), [std::process::id(), sandbox.id()]));
    for task in tasks {
        task.await?;
    }
    let elapsed = started.elapsed().as_secs_f64();
    let samples = watch.await?;
    drop(sandbox.stdin.take());
    sandbox.wait()?;
    let failed = run.failed.load(Ordering::Relaxed);
    println!(
        "{calls} calls at concurrency {width} in {elapsed:.1} s ({:.0} a second), {failed} failed",
        calls as f64 / elapsed
    );
    let [client, sandbox] = samples;
    let client = is_flat("client", calls, &client);
    let sandbox = is_flat("sandbox", calls, &sandbox);
    Ok(if client && sandbox && failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// One of the tasks: a call after the other, orders and queries in turn.
async fn work(run: Arc<Run>) {
    loop {
        let number = run.begun.fetch_add(1, Ordering::Relaxed);
        if number >= run.calls {
            return;
        }
        let transactions = run.wxpay.v3().pay().transactions();
        let outcome = if number.is_multiple_of(2) {
            transactions.jsapi().post(order()).await.map(|_| ())
        } else {
            let mchid = MERCHANT.into();
            let place = transactions.out_trade_no().out_trade_no(OUT_TRADE_NO);
            place.get(get::Request { mchid }).await.map(|_| ())
        };
        if let Err(error) = outcome
            && run.failed.fetch_add(1, Ordering::Relaxed) < 5
        {
            eprintln!("call {number}: {error}");
        }
        run.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// Calls done and MiB held, again and again until all are done.
async fn watch(run: Arc<Run>, processes: [u32; 2]) -> [Vec<(usize, f64)>; 2] {
    let mut samples = [Vec::new(), Vec::new()];
    loop {
        let done = run.done.load(Ordering::Relaxed);
        for (samples, process) in samples.iter_mut().zip(processes) {
            samples.extend(resident(process).map(|held| (done, held)));
        }
        if done == run.calls {
            return samples;
        }
        tokio::time::sleep(SAMPLING).await;
    }
}

/// Prints what a process held, and says whether it stayed so after the first quarter.
fn is_flat(name: &str, calls: usize, samples: &[(usize, f64)]) -> bool {
    let within = |from: usize, to: usize| {
        let part = samples
            .iter()
            .filter(|(done, _)| (from..=to).contains(done));
        part.map(|(_, held)| *held).fold(0.0, f64::max)
    };
    let quarters: Vec<f64> = (0..4)
        .map(|quarter| within(calls * quarter / 4, calls * (quarter + 1) / 4))
        .collect();
    println!("{name}: the most MiB held in each quarter of the calls: {quarters:.1?}");
    quarters[3] <= quarters[0] + NOISE
}
