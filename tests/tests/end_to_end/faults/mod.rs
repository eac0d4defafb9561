//! What becomes of calls when something goes wrong on the way: what the caller sees, and how
//! often the operation took effect.

mod clocks;
mod downloads;
mod kinds;
mod matrix;
mod mid_flight;
mod seen;
