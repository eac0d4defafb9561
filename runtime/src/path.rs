//! A place in the tree of URLs, on the way to a call.
//!
//! Invariant: `Copy`, and holds nothing but references, so that the handles of the
//! generated tree cost nothing and can be passed by value.

use crate::client::Client;
use crate::error::RequestError;
use crate::protocol::expand_path;

/// The most parameters that a path has.
const LIMIT: usize = 4;

/// A client and the path parameters collected so far. Generated handles are made of it.
#[derive(Clone, Copy)]
pub struct Path<'a> {
    client: &'a Client,
    values: [&'a str; LIMIT],
    /// How many values were given; past [`LIMIT`] only counted, and the call reports it.
    count: usize,
}

impl<'a> Path<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self {
            client,
            values: [""; LIMIT],
            count: 0,
        }
    }

    /// The same place below the next `{parameter}`, in the order of the path's template.
    #[must_use]
    pub fn param(mut self, value: &'a str) -> Self {
        if let Some(slot) = self.values.get_mut(self.count) {
            *slot = value;
        }
        self.count += 1;
        self
    }

    pub(crate) fn client(self) -> &'a Client {
        self.client
    }

    /// `template` with the parameters' values, percent-encoded.
    pub(crate) fn expand(&self, template: &str) -> Result<String, RequestError> {
        match self.values.get(..self.count) {
            Some(values) => expand_path(template, values),
            None => Err(RequestError::PathParameterCount {
                template: template.to_owned(),
            }),
        }
    }
}

/// Hides the values: order numbers and the like.
impl std::fmt::Debug for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Path({} parameters)", self.count)
    }
}
