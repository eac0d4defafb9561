//! What can go wrong when records are written and read.
//!
//! Invariant: neither an error nor a deviation holds the value of a field.

use super::seal::SealError;
use crate::text::joined;

/// A record cannot be sent as it is. Nothing has been sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A number is infinite or not a number.
    #[error("{path} is not a finite number, which JSON cannot express: give it a value")]
    NotFinite {
        /// Where.
        path: String,
    },
    /// A field must travel encrypted, and nothing here can encrypt.
    #[error(
        "{path} travels encrypted, and there is no key of WeChat Pay to encrypt it with: \
         give the client a WeChat Pay public key or a platform certificate"
    )]
    NoKey {
        /// Where.
        path: String,
    },
    /// A field could not be encrypted.
    #[error("{path} cannot be encrypted: {source}")]
    Seal {
        /// Where.
        path: String,
        /// Why.
        source: SealError,
    },
    /// Of a group of fields, exactly one must be given.
    #[error(
        "{path}: give exactly one of {}; {}",
        names(fields),
        given_names(given)
    )]
    ExactlyOneOf {
        /// The object that the fields are in.
        path: String,
        /// The fields of the group.
        fields: Vec<&'static str>,
        /// Those that are there.
        given: Vec<&'static str>,
    },
    /// A value is of a kind that cannot travel where its field travels.
    #[error("{path} holds {found}, which cannot travel in {place}")]
    Misplaced {
        /// Where.
        path: String,
        /// The kind of value.
        found: &'static str,
        /// Where the field travels.
        place: &'static str,
    },
    /// An upload without a file.
    #[error("there is no file to upload: give one")]
    NoFile,
    /// A file is longer than WeChat Pay takes.
    #[error(
        "the file `{field}` has {length} bytes, and WeChat Pay takes at most {limit}: make it smaller"
    )]
    FileTooLong {
        /// The field.
        field: &'static str,
        /// How many bytes the file has.
        length: u64,
        /// How many it may have.
        limit: u64,
    },
    /// A file is of a type that WeChat Pay does not take.
    #[error(
        "the file `{field}` is {found}, and WeChat Pay takes {}: convert it, or set its \
         `media_type` if that was told wrongly",
        joined(taken.iter(), ", ")
    )]
    MediaType {
        /// The field.
        field: &'static str,
        /// The file's media type.
        found: String,
        /// Those that are taken.
        taken: &'static [&'static str],
    },
}

/// `a`, `b` or `c`, in quotes.
fn names(fields: &[&str]) -> String {
    joined(fields.iter().map(|name| format!("`{name}`")), ", ")
}

fn given_names(given: &[&str]) -> String {
    if given.is_empty() {
        "none is given".to_owned()
    } else {
        format!("{} are given", names(given))
    }
}

/// A body cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// There is no body where one was promised.
    #[error("the body is empty where JSON was promised")]
    Empty,
    /// The body is not JSON.
    #[error("the body is not JSON: {reason} at line {line}, column {column}")]
    Malformed {
        /// What is wrong, in words that repeat nothing of the body.
        reason: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1; 0 is the line's end before.
        column: usize,
    },
}

/// A place where a body differs from what the documentation says, and was read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deviation {
    /// Where: `$.amount.total`, `$.items[2].name`.
    pub path: String,
    /// How it differs.
    pub kind: DeviationKind,
}

/// How a body differs from what the documentation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeviationKind {
    /// A required field is not there; it has its empty value.
    MissingRequired,
    /// `null` where it is not foreseen; the field is absent, or has its empty value.
    Null,
    /// A value of another type. It was converted where that loses nothing (`"12"` for
    /// 12 and the reverse); else the field is absent, or has its empty value.
    WrongType {
        /// What the documentation says.
        expected: &'static str,
        /// What was there.
        found: &'static str,
    },
    /// A field that this version does not know; it was ignored.
    UnknownField,
    /// A value of an enum that this version does not know; it was kept.
    UnknownValue,
    /// An encrypted value that does not decrypt; the field is absent, or has its empty value.
    Undecryptable,
}

impl std::fmt::Display for Deviation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = &self.path;
        match self.kind {
            DeviationKind::MissingRequired => write!(f, "{path} is missing"),
            DeviationKind::Null => write!(f, "{path} is null"),
            DeviationKind::WrongType { expected, found } => {
                write!(f, "{path} should be {expected} and is {found}")
            }
            DeviationKind::UnknownField => write!(f, "{path} is not known"),
            DeviationKind::UnknownValue => write!(f, "{path} has a value that is not known"),
            DeviationKind::Undecryptable => write!(f, "{path} cannot be decrypted"),
        }
    }
}
