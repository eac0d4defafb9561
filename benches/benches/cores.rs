//! Whether signing scales with cores: requests built and signed on one thread and on two,
//! beside the bare RSA signature on one thread and on two, in the same rounds.
#![allow(missing_docs)]

use std::time::Instant;

use wechatpay_benches::bare::Rsa;
use wechatpay_benches::example::{builder, order, wxpay};
use wechatpay_benches::paired::{Samples, rounds};
use wechatpay_openapi::Wechatpay;

const TIMES: u32 = 64;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rounds = rounds(100);
    let wxpay = wxpay(builder())?;
    let message = sign(&wxpay).ok_or("the client does not sign")?;
    let mut rsas = [Rsa::new()?, Rsa::new()?];
    let mut speedups = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        let alone = time(|| prepare(&wxpay));
        let both = time(|| {
            std::thread::scope(|scope| {
                scope.spawn(|| prepare(&wxpay));
                scope.spawn(|| prepare(&wxpay));
            });
        });
        speedups[0].push(2.0 * alone / both);
        let [one, two] = &mut rsas;
        let alone = time(|| bare(one, &message));
        let both = time(|| {
            std::thread::scope(|scope| {
                scope.spawn(|| bare(one, &message));
                scope.spawn(|| bare(two, &message));
            });
        });
        speedups[1].push(2.0 * alone / both);
    }
    println!(
        "throughput of two threads beside one, median of {rounds} rounds, and its 95 % bounds:"
    );
    let [ours, bare] = speedups.map(Samples::new);
    ours.print("order: build, encode, sign (one client)", "×");
    bare.print("bare RSA-2048 signature (a key for each)", "×");
    Ok(())
}

fn time(run: impl FnOnce()) -> f64 {
    let started = Instant::now();
    run();
    started.elapsed().as_secs_f64()
}

fn sign(wxpay: &Wechatpay) -> Option<Vec<u8>> {
    let call = wxpay.v3().pay().transactions().jsapi().post(order());
    call.prepare().ok().map(|prepared| prepared.message)
}

fn prepare(wxpay: &Wechatpay) {
    for _ in 0..TIMES {
        std::hint::black_box(sign(wxpay));
    }
}

fn bare(rsa: &mut Rsa, message: &[u8]) {
    for _ in 0..TIMES {
        std::hint::black_box(rsa.sign(message).len());
    }
}
