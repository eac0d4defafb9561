//! What a field can hold, seen without knowing its Rust type: [`Value`] hands out a
//! [`Ref`] to read it and a [`Slot`] to fill it.
//!
//! Invariant: `get` and `slot` of one value are of the same kind, save that an absent
//! `Option` reads as [`Ref::Absent`] and a present one as what it holds, while both
//! are filled through [`Slot::Optional`].

use super::{AnyJson, File, Number, Record};
use crate::value::{Date, Secret, Timestamp, Upload};

/// Any JSON value: the type of a field whose shape the documentation leaves open.
pub use serde_json::Value as JsonValue;

/// The value of a field.
///
/// Implemented here for the plain types, `Option` and `Vec` of a value, and every
/// [`Record`]; by generated code for its open enums.
pub trait Value: Send + Sync {
    /// The value, to be read.
    fn get(&self) -> Ref<'_>;

    /// The value, to be filled.
    fn slot(&mut self) -> Slot<'_>;

    /// The empty value: no text, zero, `false`, absent, no items.
    #[doc(hidden)]
    fn empty() -> Self
    where
        Self: Sized;
}

/// A value to be read, by kind.
#[derive(Clone, Copy)]
pub enum Ref<'a> {
    /// An optional value that is not there.
    Absent,
    /// Text, a time, a date, or an enum over text.
    Text(&'a str),
    /// Text that never shows.
    Secret(&'a Secret),
    /// An integer, or an enum over integers.
    Integer(i64),
    /// A number with a fraction.
    Number(&'a dyn Number),
    /// A truth value.
    Boolean(bool),
    /// Any JSON.
    Json(&'a dyn AnyJson),
    /// A nested struct.
    Record(&'a dyn Record),
    /// A list.
    List(&'a dyn List),
    /// A file to send.
    File(&'a dyn File),
}

/// A value to be filled, by kind.
pub enum Slot<'a> {
    /// Text, a time, a date, or an enum over text, with the values that are known of an enum;
    /// none where any text is as good.
    Text(&'a mut dyn Text, &'static [&'static str]),
    /// Text that never shows.
    Secret(&'a mut Secret),
    /// An integer, or an enum over integers, with the values that are known of an enum;
    /// none where any integer is as good.
    Integer(&'a mut dyn Integer, &'static [i64]),
    /// A number with a fraction.
    Number(&'a mut dyn Number),
    /// A truth value.
    Boolean(&'a mut bool),
    /// Any JSON.
    Json(&'a mut dyn AnyJson),
    /// A nested struct.
    Record(&'a mut dyn Record),
    /// A value that may be absent.
    Optional(&'a mut dyn Optional),
    /// A list.
    List(&'a mut dyn List),
    /// A file to send.
    File(&'a mut dyn File),
}

impl Slot<'_> {
    /// The same slot once more, for a shorter time.
    pub fn reborrow(&mut self) -> Slot<'_> {
        match self {
            Slot::Text(text, values) => Slot::Text(&mut **text, values),
            Slot::Secret(secret) => Slot::Secret(secret),
            Slot::Integer(integer, values) => Slot::Integer(&mut **integer, values),
            Slot::Number(number) => Slot::Number(&mut **number),
            Slot::Boolean(boolean) => Slot::Boolean(boolean),
            Slot::Json(json) => Slot::Json(&mut **json),
            Slot::Record(record) => Slot::Record(&mut **record),
            Slot::Optional(optional) => Slot::Optional(&mut **optional),
            Slot::List(list) => Slot::List(&mut **list),
            Slot::File(file) => Slot::File(&mut **file),
        }
    }
}

/// Something that text can be put into: whatever can be made of text.
pub trait Text {
    /// Keeps `text`.
    fn set(&mut self, text: &str);
}

impl<T: for<'a> From<&'a str>> Text for T {
    fn set(&mut self, text: &str) {
        // Mostly empty before: a new text of the right size is cheaper than a grown one.
        *self = text.into();
    }
}

/// Something that an integer can be put into: whatever can be made of an integer.
pub trait Integer {
    /// Keeps `value`.
    fn set(&mut self, value: i64);
}

impl<T: From<i64>> Integer for T {
    fn set(&mut self, value: i64) {
        *self = value.into();
    }
}

/// Whether `value` is one of the known `values`, or there are none, so that each is as good.
pub(super) fn is_known<T: PartialEq>(values: &[T], value: &T) -> bool {
    values.is_empty() || values.contains(value)
}

/// A value that may be absent.
///
/// One function rather than three because an application has it for each type; the runtime
/// asks by [`insert`](#method.insert), [`clear`](#method.clear) and [`present`](#method.present).
pub trait Optional {
    /// Makes the value what `presence` says; the value, where it is present then.
    fn make(&mut self, presence: Presence) -> Option<&mut dyn Value>;
}

/// What becomes of a value that may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It is present and empty, whatever was there before.
    Anew,
    /// It is absent.
    Absent,
    /// It is what it was before.
    Unchanged,
}

impl dyn Optional + '_ {
    /// Makes the value present and empty, whatever was there before.
    pub fn insert(&mut self) -> &mut dyn Value {
        match self.make(Presence::Anew) {
            Some(value) => value,
            None => unreachable!("a value that was made present is"),
        }
    }

    /// Makes the value absent.
    pub fn clear(&mut self) {
        self.make(Presence::Absent);
    }

    /// The value, where it is present.
    #[must_use]
    pub fn present(&mut self) -> Option<&mut dyn Value> {
        self.make(Presence::Unchanged)
    }
}

/// A list of values.
#[allow(
    clippy::len_without_is_empty,
    reason = "each function is there for each type"
)]
pub trait List {
    /// How many items there are.
    fn len(&self) -> usize;

    /// The item at `index`, where there is one.
    fn item(&self, index: usize) -> Option<&dyn Value>;

    /// Appends an empty item and hands it out.
    fn push(&mut self) -> &mut dyn Value;

    /// Removes all items.
    fn clear(&mut self);
}

impl<T: Record> Value for T {
    fn get(&self) -> Ref<'_> {
        Ref::Record(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self)
    }

    fn empty() -> Self {
        <T as Record>::empty()
    }
}

impl<T: Value> Value for Option<T> {
    fn get(&self) -> Ref<'_> {
        self.as_ref().map_or(Ref::Absent, Value::get)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Optional(self)
    }

    fn empty() -> Self {
        None
    }
}

impl<T: Value> Optional for Option<T> {
    fn make(&mut self, presence: Presence) -> Option<&mut dyn Value> {
        if presence != Presence::Unchanged {
            *self = (presence == Presence::Anew).then(T::empty);
        }
        self.as_mut().map(|value| value as &mut dyn Value)
    }
}

impl<T: Value> Value for Vec<T> {
    fn get(&self) -> Ref<'_> {
        Ref::List(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }

    fn empty() -> Self {
        Self::new()
    }
}

impl<T: Value> List for Vec<T> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn item(&self, index: usize) -> Option<&dyn Value> {
        self.as_slice().get(index).map(|item| item as &dyn Value)
    }

    fn push(&mut self) -> &mut dyn Value {
        let last = Vec::len(self);
        Vec::push(self, T::empty());
        &mut self[last]
    }

    fn clear(&mut self) {
        Vec::clear(self);
    }
}

/// Implements [`Value`] for a type that has a `Default`, given how it is read and filled.
macro_rules! value {
    ($ty:ty, $this:ident => $get:expr, $slot:expr) => {
        impl Value for $ty {
            fn get(&self) -> Ref<'_> {
                let $this = self;
                $get
            }

            fn slot(&mut self) -> Slot<'_> {
                let $this = self;
                $slot
            }

            fn empty() -> Self {
                <$ty>::default()
            }
        }
    };
}

value!(String, this => Ref::Text(this), Slot::Text(this, &[]));
value!(Timestamp, this => Ref::Text(this.as_str()), Slot::Text(this, &[]));
value!(Date, this => Ref::Text(this.as_str()), Slot::Text(this, &[]));
value!(Secret, this => Ref::Secret(this), Slot::Secret(this));
value!(i64, this => Ref::Integer(*this), Slot::Integer(this, &[]));
value!(f64, this => Ref::Number(this), Slot::Number(this));
value!(bool, this => Ref::Boolean(*this), Slot::Boolean(this));
value!(JsonValue, this => Ref::Json(this), Slot::Json(this));
value!(Upload, this => Ref::File(this), Slot::File(this));

/// Makes what `slot` leads to empty again.
pub(super) fn reset(slot: Slot<'_>) {
    match slot {
        Slot::Text(text, _) => text.set(""),
        Slot::Secret(secret) => *secret = Secret::default(),
        Slot::Integer(integer, _) => integer.set(0),
        Slot::Number(number) => number.set(0.0),
        Slot::Boolean(boolean) => *boolean = false,
        Slot::Json(json) => json.clear(),
        Slot::Record(record) => {
            for index in 0..record.schema().fields.len() {
                reset(record.field_mut(index).slot());
            }
        }
        Slot::Optional(optional) => optional.clear(),
        Slot::List(list) => list.clear(),
        Slot::File(file) => file.clear(),
    }
}
