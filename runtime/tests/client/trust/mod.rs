//! How a client comes to trust certificates by itself, and goes on trusting the right ones.

mod bootstrap;
mod file;
mod rotation;
mod world;
