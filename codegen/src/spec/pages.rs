//! `pages`: how a list that comes in pages is read to its end.
//!
//! Invariant: names only; whether the fields exist is not known here.

use super::read::{Spanned, keys};

keys! {
    /// How a list comes in pages. One of `offset`, `number` and `token` says which field of
    /// the request chooses the page.
    pub(crate) struct Pages {
        /// The field that counts the items before the page.
        "offset" => offset: Option<Spanned<String>>,
        /// The field that holds the page's number.
        "number" => number: Option<Spanned<String>>,
        /// Beside `number`: the number of the first page; the default is 0.
        "first" => first: Option<Spanned<i64>>,
        /// The field that holds what the page before gave.
        "token" => token: Option<Spanned<String>>,
        /// Beside `token`: the field of the response that holds the next page's token.
        "next" => next: Option<Spanned<String>>,
        /// The field of the request that chooses how many items a page has.
        "size" => size: Option<Spanned<String>>,
        /// The list in the response.
        "items" => items: Spanned<String>,
        /// The field of the response that says how many items there are in all.
        "total" => total: Option<Spanned<String>>,
    }
}
