//! Many merchants in one process: what a client of each costs to build and to hold, with
//! connections of its own and with those of another client.
//!
//! Each way is measured in a process of its own, so that none finds memory that another gave back.
#![allow(missing_docs)]

use std::process::Command;
use std::time::Instant;

use wechatpay_benches::example::{PRIVATE_KEY, PUBLIC_KEY, PUBLIC_KEY_ID, SERIAL};
use wechatpay_benches::memory::resident;
use wechatpay_benches::{cpu, paired};
use wechatpay_runtime::{Client, ClientBuilder};

type Failure = Box<dyn std::error::Error>;

/// The argument that makes this program measure one way.
const MEASURE: &str = "measure";
const SHARED: &str = "the connections of one";
const OWN: &str = "connections of its own";
/// With connections of its own, a tenth of the clients is enough to see it.
const FEWER: usize = 10;

fn main() -> Result<(), Failure> {
    let count = paired::rounds(5_000);
    let way = std::env::args().skip_while(|it| it != MEASURE).nth(1);
    if let Some(way) = way {
        return measure(&way, count);
    }
    println!("A client for each merchant, with a key and a trust store of its own:");
    for (way, count) in [(SHARED, count), (OWN, count.div_ceil(FEWER))] {
        let count = count.to_string();
        let program = std::env::current_exe()?;
        let status = Command::new(program)
            .args([&count, MEASURE, way])
            .status()?;
        assert!(status.success(), "measuring failed");
    }
    Ok(())
}

fn measure(way: &str, count: usize) -> Result<(), Failure> {
    // What there is once in a process, however many clients there are.
    let first = merchant(0).build()?;
    let mut clients = Vec::with_capacity(count);
    let (memory, began, used) = (memory()?, Instant::now(), cpu::of_process());
    for number in 1..=count {
        let builder = merchant(number);
        let builder = match way {
            SHARED => builder.connections_of(&first),
            _ => builder,
        };
        clients.push(builder.build()?);
    }
    let each = 1.0 / count as f64;
    let held = (self::memory()? - memory) * 1024.0 * each;
    let used = (cpu::of_process() - used).as_secs_f64() * 1e6 * each;
    let all = began.elapsed().as_secs_f64();
    println!(
        "{way:<24} {count:>5} clients: {held:>7.1} KiB and {used:>7.0} µs of CPU each; {all:.2} s for all"
    );
    Ok(())
}

fn merchant(number: usize) -> ClientBuilder {
    Client::builder()
        .merchant_id(format!("19{number:08}"))
        .certificate_serial(SERIAL)
        .private_key_pem(PRIVATE_KEY)
        .api_v3_key("TestOnlyApiV3Key0123456789abcdef")
        .public_key(PUBLIC_KEY_ID, PUBLIC_KEY)
}

/// The memory of this process, in MiB.
fn memory() -> Result<f64, Failure> {
    Ok(resident(std::process::id()).ok_or("the system does not say how much memory there is")?)
}
