//! The committed code is what the specs say, in the shapes that are meant, for names of
//! every kind.
#![allow(clippy::unwrap_used)]

mod committed;
mod listing;
mod obstacle_course;
mod shapes;
mod traits;

use std::path::Path;

/// This repository.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
