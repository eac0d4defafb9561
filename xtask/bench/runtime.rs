//! A runtime with the same names as the real one, for the ways of printing types that the
//! real one does not fit. It does nothing: what is measured is the crate above it.
#![allow(missing_docs)]

use std::fmt::{Formatter, Result};
use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

pub use serde_json::Value as JsonValue;

#[derive(Clone, Copy)]
pub struct Path<'a>(PhantomData<&'a ()>);

impl<'a> Path<'a> {
    pub fn param(self, _: &'a str) -> Self {
        self
    }
}

pub struct Call<'a, R>(PhantomData<(&'a (), R)>);

impl<'a, R> Call<'a, R> {
    pub fn new<Q: 'static>(_: Path<'a>, _: &'static Operation, _: Q) -> Self {
        Self(PhantomData)
    }

    pub fn paged<Q: 'static>(
        _: Path<'a>,
        _: &'static Operation,
        _: &'static Paging,
        _: Q,
    ) -> Self {
        Self(PhantomData)
    }

    pub fn bare(_: Path<'a>, _: &'static Operation) -> Self {
        Self(PhantomData)
    }
}

pub struct Download;

pub struct Operation {
    pub id: &'static str,
    pub name: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub body: Body,
    pub response: Answer,
    pub host: Host,
    pub auth: Auth,
    pub repeat: Repeat,
}

pub struct Paging {
    pub by: &'static str,
    pub step: Step,
    pub size: Option<&'static str>,
    pub items: &'static str,
    pub total: Option<&'static str>,
}

pub enum Step {
    Items,
    Pages { first: i64 },
    Token { next: &'static str },
}

pub trait Paged {
    type Item: Send;
    fn into_items(self) -> Vec<Self::Item>;
}

pub enum Repeat {
    Safe,
    Keyed(&'static str),
    Unknown,
}

pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

pub enum Body {
    None,
    Json,
    Multipart(UploadLimits),
}

pub struct UploadLimits {
    pub max_bytes: Option<u64>,
    pub media_types: &'static [&'static str],
}

pub enum Answer {
    Empty,
    Json,
    File,
}

pub enum Host {
    Mainland,
    Overseas,
}

pub enum Auth {
    Merchant,
    Brand,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timestamp(String);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Date(String);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Secret(String);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Upload(String);

pub struct Schema {
    pub name: &'static str,
    pub fields: &'static [(&'static str, u16)],
    pub exactly_one_of: &'static [&'static [u8]],
}

pub trait Record: Send + Sync {
    fn schema(&self) -> &'static Schema;
    fn field(&self, index: usize) -> Ref<'_>;
    fn field_mut(&mut self, index: usize) -> Slot<'_>;
    fn empty() -> Self
    where
        Self: Sized;
}

pub trait Value: Send + Sync {
    fn get(&self) -> Ref<'_>;
    fn slot(&mut self) -> Slot<'_>;
    fn empty() -> Self
    where
        Self: Sized;
}

pub trait Enumeration {
    fn set(&mut self, text: &str) -> bool;
}

pub trait IntegerEnumeration {
    fn set(&mut self, value: i64) -> bool;
}

pub trait Optional {
    fn present(&self) -> Option<Ref<'_>>;
    fn insert(&mut self) -> Slot<'_>;
}

pub trait List {
    fn item(&self, index: usize) -> Option<Ref<'_>>;
    fn push(&mut self) -> Slot<'_>;
}

pub enum Ref<'a> {
    Nothing,
    Text(&'a String),
    OptionalText(&'a Option<String>),
    Integer(&'a i64),
    OptionalInteger(&'a Option<i64>),
    Boolean(&'a bool),
    OptionalBoolean(&'a Option<bool>),
    Number(&'a f64),
    Value(&'a dyn Value),
    Record(&'a dyn Record),
    Optional(&'a dyn Optional),
    List(&'a dyn List),
}

pub enum Slot<'a> {
    Nothing,
    Text(&'a mut String),
    OptionalText(&'a mut Option<String>),
    Integer(&'a mut i64),
    OptionalInteger(&'a mut Option<i64>),
    Boolean(&'a mut bool),
    OptionalBoolean(&'a mut Option<bool>),
    Number(&'a mut f64),
    Value(&'a mut dyn Value),
    Record(&'a mut dyn Record),
    Optional(&'a mut dyn Optional),
    List(&'a mut dyn List),
}

impl<T: Record> Value for T {
    fn get(&self) -> Ref<'_> {
        Ref::Record(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self)
    }

    fn empty() -> Self {
        Record::empty()
    }
}

impl<T: Record> Record for Box<T> {
    fn schema(&self) -> &'static Schema {
        (**self).schema()
    }

    fn field(&self, index: usize) -> Ref<'_> {
        (**self).field(index)
    }

    fn field_mut(&mut self, index: usize) -> Slot<'_> {
        (**self).field_mut(index)
    }

    fn empty() -> Self {
        Self::new(Record::empty())
    }
}

impl<T: Value> Optional for Option<T> {
    fn present(&self) -> Option<Ref<'_>> {
        self.as_ref().map(Value::get)
    }

    fn insert(&mut self) -> Slot<'_> {
        Option::insert(self, T::empty()).slot()
    }
}

impl<T: Value> List for Vec<T> {
    fn item(&self, index: usize) -> Option<Ref<'_>> {
        self.as_slice().get(index).map(Value::get)
    }

    fn push(&mut self) -> Slot<'_> {
        let last = self.len();
        Vec::push(self, T::empty());
        self[last].slot()
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

macro_rules! values {
    ($($ty:ty => $kind:ident),* $(,)?) => {
        $(impl Value for $ty {
            fn get(&self) -> Ref<'_> {
                Ref::$kind(self)
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::$kind(self)
            }

            fn empty() -> Self {
                Self::default()
            }
        })*
    };
}

values!(
    String => Text,
    i64 => Integer,
    bool => Boolean,
    f64 => Number,
    Timestamp => Value,
    Date => Value,
    Secret => Value,
    Upload => Value,
    JsonValue => Value,
);

pub fn debug(record: &dyn Record, f: &mut Formatter<'_>) -> Result {
    f.write_str(record.schema().name)
}

pub fn eq(one: &dyn Record, other: &dyn Record) -> bool {
    std::ptr::eq(one.schema(), other.schema())
}
