//! What is sent again, to where, after how long, and with which bytes; and what errors advise.

mod bytes;
mod hosts;
mod pauses;
mod safety;
mod world;
