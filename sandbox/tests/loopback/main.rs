//! The sandbox over real HTTP on loopback, from a table of its own that shows each kind of
//! operation, field and limit once; and, in `typed`, from the tables of the generated crate.

mod answers;
mod authorization;
mod connections;
mod effects;
mod faults;
mod load;
mod notifications;
mod parameters;
mod receivers;
mod support;
mod tables;
mod typed;
mod uploads;
