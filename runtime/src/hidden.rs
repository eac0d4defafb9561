//! A value in a box that hides its type.
//!
//! What drops a value is compiled into each codegen unit that may have to, unless it is
//! called through a pointer. Of values of many parts that go through many hands (errors, the
//! client's builder) that is some 30 KB of an application.

use std::ops::{Deref, DerefMut};

/// A `T`.
pub(crate) struct Hidden<T>(Box<dyn Inside<T> + Send + Sync>);

trait Inside<T> {
    fn inside(&self) -> &T;
    fn inside_mut(&mut self) -> &mut T;
}

impl<T> Inside<T> for T {
    fn inside(&self) -> &T {
        self
    }

    fn inside_mut(&mut self) -> &mut T {
        self
    }
}

impl<T: Send + Sync + 'static> Hidden<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Box::new(value))
    }
}

impl<T> Deref for Hidden<T> {
    type Target = T;

    fn deref(&self) -> &T {
        (*self.0).inside()
    }
}

impl<T> DerefMut for Hidden<T> {
    fn deref_mut(&mut self) -> &mut T {
        (*self.0).inside_mut()
    }
}
