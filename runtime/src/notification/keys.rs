//! Which keys a resource has, without its values: nothing of it is copied.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A JSON value as far as its keys go.
#[derive(Default)]
pub(super) enum Keys {
    /// As good as absent.
    #[default]
    Null,
    /// Neither `null` nor an object.
    Value,
    Object(BTreeMap<String, Keys>),
}

impl Keys {
    /// Of what is not JSON: none.
    pub(super) fn of(json: &[u8]) -> Self {
        serde_json::from_slice(json).unwrap_or_default()
    }

    /// Whether there is a value at `path`: `amount`, or `amount.currency` inside an object.
    pub(super) fn has(&self, path: &str) -> bool {
        let found = path.split('.').try_fold(self, |at, key| match at {
            Keys::Object(members) => members.get(key),
            Keys::Null | Keys::Value => None,
        });
        !matches!(found, None | Some(Keys::Null))
    }
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Keys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Keys, E> {
        Ok(Keys::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Keys, E> {
        Ok(Keys::Value)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Keys, E> {
        Ok(Keys::Value)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Keys, E> {
        Ok(Keys::Value)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Keys, E> {
        Ok(Keys::Value)
    }

    fn visit_str<E>(self, _: &str) -> Result<Keys, E> {
        Ok(Keys::Value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Keys, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Keys::Value)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Keys, A::Error> {
        let mut keys = BTreeMap::new();
        while let Some((key, value)) = members.next_entry()? {
            keys.insert(key, value);
        }
        Ok(Keys::Object(keys))
    }
}
