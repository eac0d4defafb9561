//! The codes of all problems that a spec can have.
//!
//! Invariant: a code keeps its number and its meaning for ever; a retired number
//! is not given away again. Each code has a fixture below `tests/diagnostics/`.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $number:literal,)+) => {
        /// What is wrong, as a stable number: `WX0012`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Code {
            $($(#[doc = $doc])+ $name = $number,)+
        }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What the code means, in a sentence.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => concat!($($doc),+).trim_ascii(),)+
                }
            }
        }
    };
}

codes! {
    /// The file is not well-formed YAML, or uses a part of YAML that specs do without.
    Syntax = 1,
    /// A key is not one of those that are known at its place.
    UnknownKey = 2,
    /// A value is of another type than its key takes.
    WrongType = 3,
    /// A key stands twice in one map.
    DuplicateKey = 4,
    /// A key that must be there is missing.
    MissingKey = 5,
    /// A word is not one of those that its key knows.
    UnknownWord = 6,
    /// The file's place does not say which URL it describes.
    Misplaced = 7,
    /// The file is in a folder that is reserved for later.
    ReservedFolder = 8,
    /// Two fields of one record get the same Rust name.
    DuplicateField = 9,
    /// A name that the spec gives is no Rust identifier, or not in the right case.
    InvalidName = 10,
    /// A name that the spec gives belongs to the generated code.
    ReservedName = 11,
    /// A type is named that does not exist.
    UnknownType = 12,
    /// A `{parameter}` of the URL has no field under `path`.
    ParameterWithoutField = 13,
    /// A field under `path` is no `{parameter}` of the URL.
    FieldWithoutParameter = 14,
    /// A path parameter is marked optional.
    OptionalParameter = 15,
    /// A `GET` has a body.
    BodyOnGet = 16,
    /// An enum has no values.
    EmptyEnum = 17,
    /// An enum has one value twice.
    DuplicateValue = 18,
    /// A sample or default contradicts its type, its enum or its limits.
    Sample = 19,
    /// An encrypted field is not a string.
    EncryptedType = 20,
    /// A type contains itself through required fields only.
    RequiredCycle = 21,
    /// A declared type is used nowhere.
    UnusedType = 22,
    /// Two inline types have one name but different shapes.
    InlineClash = 23,
    /// `exactly_one_of` names a field that does not exist.
    GroupUnknownField = 24,
    /// `exactly_one_of` names a required field.
    GroupRequiredField = 25,
    /// An operation has no response.
    NoResponse = 26,
    /// Several bodies exclude each other.
    SeveralBodies = 27,
    /// A minimum is greater than its maximum.
    MinimumAboveMaximum = 28,
    /// A pattern is no regular expression.
    BadPattern = 29,
    /// Keys of one field or type contradict each other.
    Contradiction = 30,
    /// A response's status is not 2xx.
    NotSuccess = 31,
    /// Two URL segments under one URL get the same Rust name.
    SegmentClash = 32,
    /// A key says something that the field's type cannot have.
    DoesNotApply = 33,
    /// A type is declared twice in one module.
    DuplicateType = 34,
    /// `?` marks something that cannot be optional.
    OptionalMark = 35,
    /// A field's type cannot travel where the field does.
    WrongPlace = 36,
    /// A notification's shapes cannot be told apart.
    Shapes = 37,
    /// A type that is always there uses a type that a Cargo feature gates.
    GatedType = 38,
    /// A group of `exactly_one_of` has fewer than two fields, or one twice.
    GroupSize = 39,
    /// `repeat` names nothing by which a repeat could be recognised, or stands where it says nothing.
    Repeat = 40,
    /// `pages` names a field that does not exist or cannot be what it is named for.
    Pages = 41,
}

impl Code {
    /// The number.
    pub fn number(self) -> u16 {
        self as u16
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WX{:04}", self.number())
    }
}
