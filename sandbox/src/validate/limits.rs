//! The rules of scalars: type, length in characters, range, pattern, count of items.

use serde_json::Value;
use wechatpay_runtime::{Date, Timestamp};

use super::Part;
use crate::table::{Field, FieldType};

/// Whether `value` is a `ty` within the limits of `field`; the error says what is wrong.
pub(super) fn scalar(field: &Field, ty: &FieldType, value: &Value) -> Result<(), String> {
    match ty {
        FieldType::String | FieldType::Secret | FieldType::Timestamp | FieldType::Date => {
            let text = value.as_str().ok_or("must be a string")?;
            text_limits(field, text)?;
            calendar(ty, text)
        }
        FieldType::Integer => {
            let number = value.as_i64().ok_or("must be an integer of 64 bits")?;
            within(
                field,
                number.partial_cmp(&field.minimum.unwrap_or(i64::MIN)),
                number.partial_cmp(&field.maximum.unwrap_or(i64::MAX)),
            )
        }
        FieldType::Number => {
            let number = value.as_f64().ok_or("must be a number")?;
            // Limits are small integers; a rounding far beyond them changes nothing.
            #[allow(clippy::cast_precision_loss)]
            let limit = |limit: Option<i64>, none: f64| limit.map_or(none, |limit| limit as f64);
            within(
                field,
                number.partial_cmp(&limit(field.minimum, f64::MIN)),
                number.partial_cmp(&limit(field.maximum, f64::MAX)),
            )
        }
        FieldType::Boolean if value.is_boolean() => Ok(()),
        FieldType::Boolean => Err("must be true or false".to_owned()),
        FieldType::List(_) => Err("must be a list".to_owned()),
        FieldType::File => Err("must be a file".to_owned()),
        // Neither gets here: both are checked by their shape.
        FieldType::Any | FieldType::Named(_) => Ok(()),
    }
}

/// Whether a list may have `count` items.
pub(super) fn count(field: &Field, count: usize) -> Result<(), String> {
    let count = count as u64;
    match (field.min_items, field.max_items) {
        (Some(least), _) if count < least => Err(format!("has {count} items, fewer than {least}")),
        (_, Some(most)) if count > most => Err(format!("has {count} items, more than {most}")),
        _ => Ok(()),
    }
}

/// Whether a file is short enough and of a type that is taken.
pub(super) fn file(field: &Field, part: &Part) -> Result<(), String> {
    let length = part.content.len() as u64;
    if let Some(most) = field.max_bytes.filter(|most| length > *most) {
        return Err(format!("has {length} bytes, more than {most}"));
    }
    let media_type = part.media_type.as_deref().unwrap_or("no media type");
    let taken = &field.media_types;
    if taken.is_empty() || taken.iter().any(|taken| taken == media_type) {
        return Ok(());
    }
    Err(format!("is {media_type}, not one of {}", taken.join(", ")))
}

/// Whether `text` is short enough.
pub(super) fn longest(field: &Field, text: &str) -> Result<(), String> {
    let length = text.chars().count() as u64;
    match field.max_length {
        Some(most) if length > most => Err(format!("has {length} characters, more than {most}")),
        _ => Ok(()),
    }
}

fn text_limits(field: &Field, text: &str) -> Result<(), String> {
    longest(field, text)?;
    let length = text.chars().count() as u64;
    // WeChat Pay takes an empty required text for a missing one.
    let least = field.min_length.unwrap_or(u64::from(field.required));
    if length < least {
        return Err(format!("has {length} characters, fewer than {least}"));
    }
    match &field.pattern {
        Some(pattern) if !matches(pattern, text) => Err(format!("must match {pattern}")),
        _ => Ok(()),
    }
}

/// Whether the whole `text` matches. A pattern that this engine cannot read allows everything:
/// the documentation writes some for other engines.
fn matches(pattern: &str, text: &str) -> bool {
    let bare = pattern
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'));
    let whole = format!("^(?:{})$", bare.unwrap_or(pattern));
    regex_lite::Regex::new(&whole).map_or(true, |regex| regex.is_match(text))
}

fn calendar(ty: &FieldType, text: &str) -> Result<(), String> {
    match ty {
        FieldType::Timestamp if Timestamp::from(text).unix_seconds().is_none() => {
            Err("must be a time such as 2018-06-08T10:34:56+08:00".to_owned())
        }
        FieldType::Date if Date::from(text).day().is_none() => {
            Err("must be a day such as 2018-06-08".to_owned())
        }
        _ => Ok(()),
    }
}

fn within(
    field: &Field,
    to_minimum: Option<std::cmp::Ordering>,
    to_maximum: Option<std::cmp::Ordering>,
) -> Result<(), String> {
    match (field.minimum, field.maximum) {
        (Some(least), _) if to_minimum.is_some_and(std::cmp::Ordering::is_lt) => {
            Err(format!("is less than {least}"))
        }
        (_, Some(most)) if to_maximum.is_some_and(std::cmp::Ordering::is_gt) => {
            Err(format!("is more than {most}"))
        }
        _ => Ok(()),
    }
}
