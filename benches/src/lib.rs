//! What the benchmarks share: the example calls, the keys, a plain server, and the measuring.
//!
//! Not among the workspace's default members, so that `cargo test` does not build it.

pub mod bare;
pub mod cpu;
pub mod example;
pub mod memory;
pub mod paired;
pub mod server;
