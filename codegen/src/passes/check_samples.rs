//! Checks samples and defaults against types, enums and limits.

use serde_json::Value as Json;

use crate::diagnostics::{Code, Diagnostic, Place, nearest, or_list};
use crate::lower::{Draft, Sample, whole_value};
use crate::model::{FieldType, Struct, TypeKind};
use crate::parallel;
use crate::spec::{Field, Value};

/// Reports each sample or default that its field could not have.
pub(super) fn check_samples(draft: &mut Draft<'_>) {
    let problems = parallel::map(&draft.samples, |sample| check(draft, sample));
    draft.problems.extend(problems.into_iter().flatten());
}

fn check(draft: &Draft<'_>, sample: &Sample<'_>) -> Option<Diagnostic> {
    let list = matches!(sample.ty, FieldType::List(_));
    let json_text = sample
        .field
        .json_text
        .as_ref()
        .is_some_and(|flag| flag.value);
    let json = sample.value.to_json(json_text, list);
    let wrong = check_value(draft, &sample.ty, &json)
        .or_else(|| check_field_limits(sample.field, &json))?;
    let place = Place {
        file: sample.file.clone(),
        span: sample.value.0.span,
    };
    let place = if place.span.is_empty() {
        Place {
            span: sample.field.at,
            ..place
        }
    } else {
        place
    };
    let Wrong { path, why, help } = wrong;
    let message = format!("the `{}` of `{}{path}` {why}", sample.key, sample.wire);
    let help = spelling_help(sample)
        .filter(|_| path.is_empty())
        .unwrap_or(help);
    Some(Diagnostic::new(Code::Sample, place, message).help(help))
}

/// Why a value does not fit.
struct Wrong {
    /// Where in the value: `.amount.total`.
    path: String,
    why: String,
    help: String,
}

fn wrong(why: impl Into<String>, help: impl Into<String>) -> Wrong {
    Wrong {
        path: String::new(),
        why: why.into(),
        help: help.into(),
    }
}

/// Quotes around what YAML reads as a number.
fn spelling_help(sample: &Sample<'_>) -> Option<String> {
    let text = matches!(
        sample.ty,
        FieldType::String | FieldType::Secret | FieldType::Timestamp | FieldType::Date
    );
    let spelled = match &sample.value.0.value {
        Value::Integer(integer) => integer.to_string(),
        Value::Number(_, spelling) => spelling.to_string(),
        Value::Boolean(boolean) => boolean.to_string(),
        _ => return None,
    };
    text.then(|| format!("put it in quotes: `\"{spelled}\"`"))
}

fn check_value(draft: &Draft<'_>, ty: &FieldType, json: &Json) -> Option<Wrong> {
    let expect = |fits: bool, what: &str| {
        let why = || format!("is {}, and the field is {what}", kind(json));
        (!fits).then(|| wrong(why(), format!("write {what}, or correct the `type`")))
    };
    match ty {
        FieldType::String | FieldType::Secret => expect(json.is_string(), "text"),
        FieldType::File => expect(json.is_string(), "a file's name"),
        FieldType::Integer => expect(json.is_i64(), "a whole number"),
        FieldType::Number => expect(json.is_number(), "a number"),
        FieldType::Boolean => expect(json.is_boolean(), "a boolean"),
        FieldType::Any => None,
        FieldType::Timestamp => (!json.as_str().is_some_and(is_timestamp)).then(|| {
            let help = "write it like `\"2018-06-08T10:34:56+08:00\"`, or correct the `format`";
            wrong("is no time as RFC 3339 has it", help)
        }),
        FieldType::Date => (!json.as_str().is_some_and(is_date)).then(|| {
            let help = "write it like `\"2018-06-08\"`, or correct the `format`";
            wrong("is no date", help)
        }),
        FieldType::List(item) => {
            let items = json.as_array().map_or(&[][..], |items| items);
            items
                .iter()
                .find_map(|value| check_value(draft, item, value))
        }
        FieldType::Named(path) => check_named(draft, &draft.types.get(path)?.built.ty.kind, json),
    }
}

fn check_named(draft: &Draft<'_>, kind_of_type: &TypeKind, json: &Json) -> Option<Wrong> {
    match kind_of_type {
        TypeKind::Struct(record) => check_record(draft, record, json),
        TypeKind::StringEnum(values) => {
            let known: Vec<&str> = values.iter().map(|value| &*value.wire).collect();
            let Some(text) = json.as_str() else {
                return Some(wrong(
                    format!("is {}, and the enum has text", kind(json)),
                    one_of(&known),
                ));
            };
            if known.contains(&text) {
                return None;
            }
            let near = nearest(text, known.iter().copied());
            let help =
                near.map_or_else(|| one_of(&known), |near| format!("did you mean `{near}`?"));
            Some(wrong("is no value of the enum", help))
        }
        TypeKind::IntegerEnum(values) => {
            let known: Vec<String> = values.iter().map(|value| value.wire.to_string()).collect();
            let known: Vec<&str> = known.iter().map(|value| &**value).collect();
            let fits = json
                .as_i64()
                .is_some_and(|value| values.iter().any(|known| known.wire == value));
            (!fits).then(|| wrong("is no value of the enum", one_of(&known)))
        }
    }
}

fn one_of(known: &[&str]) -> String {
    const SHOWN: usize = 8;
    if known.len() > SHOWN {
        return format!(
            "write one of the values, such as {}",
            or_list(known[..SHOWN].iter().copied())
        );
    }
    format!("write {}", or_list(known.iter().copied()))
}

fn check_record(draft: &Draft<'_>, record: &Struct, json: &Json) -> Option<Wrong> {
    let Some(object) = json.as_object() else {
        let help =
            "write a map of the fields, or leave it out: the fields have samples of their own";
        return Some(wrong(
            format!("is {}, and the field is an object", kind(json)),
            help,
        ));
    };
    object.iter().find_map(|(key, value)| {
        let Some(field) = record.fields.iter().find(|field| field.wire == *key) else {
            return Some(wrong(
                format!("has `{key}`, which is no field"),
                "leave it out, or correct its name",
            ));
        };
        let mut inner = check_value(draft, &field.ty, value)?;
        inner.path = format!(".{key}{}", inner.path);
        Some(inner)
    })
}

fn check_field_limits(field: &Field, json: &Json) -> Option<Wrong> {
    if let Json::Array(items) = json {
        let count = items.len() as u64;
        let written_as_list = matches!(
            field.example.as_ref().map(|sample| &sample.0.value),
            Some(Value::List(_))
        );
        let limits = (field.min_items.as_ref(), field.max_items.as_ref());
        return match limits {
            (_, Some(most)) if count > most.value => Some(wrong(
                format!("has {count} items, and `max_items` is {}", most.value),
                "shorten the sample, or correct the limit",
            )),
            (Some(least), _) if written_as_list && count < least.value => Some(wrong(
                format!("has {count} items, and `min_items` is {}", least.value),
                "lengthen the sample, or correct the limit",
            )),
            _ => items.iter().find_map(|item| check_limits(field, item)),
        };
    }
    check_limits(field, json)
}

fn check_limits(field: &Field, json: &Json) -> Option<Wrong> {
    if let Some(text) = json.as_str() {
        return check_text(field, text);
    }
    let number = json.as_f64()?;
    let help = "correct the sample or the limit";
    #[expect(
        clippy::cast_precision_loss,
        reason = "a limit is compared, not computed with"
    )]
    let at = |limit: i64| limit as f64;
    match (&field.minimum, &field.maximum) {
        (Some(least), _) if number < at(least.value) => Some(wrong(
            format!("is less than `minimum` {}", least.value),
            help,
        )),
        (_, Some(most)) if number > at(most.value) => Some(wrong(
            format!("is more than `maximum` {}", most.value),
            help,
        )),
        _ => None,
    }
}

fn check_text(field: &Field, text: &str) -> Option<Wrong> {
    let length = text.chars().count() as u64;
    if let Some(most) = field.max_length.as_ref().filter(|most| length > most.value) {
        let why = format!(
            "has {length} characters, and `max_length` is {}",
            most.value
        );
        return Some(wrong(why, "shorten the sample, or correct the limit"));
    }
    if let Some(least) = field
        .min_length
        .as_ref()
        .filter(|least| length < least.value)
    {
        let why = format!(
            "has {length} characters, and `min_length` is {}",
            least.value
        );
        return Some(wrong(why, "lengthen the sample, or correct the limit"));
    }
    let pattern = field.pattern.as_ref()?;
    let fits = whole_value(&pattern.value).ok()?.is_match(text);
    (!fits).then(|| {
        let why = format!("does not match the `pattern` `{}`", pattern.value);
        wrong(why, "correct the sample or the pattern")
    })
}

fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "nothing",
        Json::Bool(_) => "a boolean",
        Json::Number(number) if number.is_i64() => "a whole number",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

/// `2018-06-08`.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut part = |length: usize, range: std::ops::RangeInclusive<u32>| {
        parts
            .next()
            .is_some_and(|part| is_number_in(part, length, range))
    };
    part(4, 0..=9999) && part(2, 1..=12) && part(2, 1..=31) && parts.next().is_none()
}

/// `2018-06-08T10:34:56.123+08:00`, as RFC 3339 has it.
fn is_timestamp(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    let Some(zone) = time.find(['Z', 'z', '+', '-']) else {
        return false;
    };
    let (time, zone) = time.split_at(zone);
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let clock = |text: &str, parts: usize| {
        let pieces: Vec<&str> = text.split(':').collect();
        let limits = [23, 59, 60];
        pieces.len() == parts
            && pieces
                .iter()
                .zip(limits)
                .all(|(piece, limit)| is_number_in(piece, 2, 0..=limit))
    };
    let zone_fits = matches!(zone, "Z" | "z") || clock(&zone[1..], 2);
    let fraction_fits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    is_date(date) && clock(time, 3) && fraction_fits && zone_fits
}

fn is_number_in(text: &str, length: usize, range: std::ops::RangeInclusive<u32>) -> bool {
    text.len() == length
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse().is_ok_and(|number| range.contains(&number))
}

#[cfg(test)]
mod tests {
    use super::{is_date, is_timestamp};

    #[test]
    fn dates_and_times() {
        assert!(is_date("2018-06-08"));
        assert!(!is_date("2018-13-08") && !is_date("2018-6-8") && !is_date("20180608"));
        for time in [
            "2018-06-08T10:34:56+08:00",
            "2018-06-08T10:34:56Z",
            "2015-05-20T13:29:35.120+08:00",
        ] {
            assert!(is_timestamp(time), "{time}");
        }
        for time in [
            "2018-06-08 10:34:56",
            "2018-06-08T10:34:56",
            "2018-06-08T25:00:00Z",
            "T",
            "",
        ] {
            assert!(!is_timestamp(time), "{time}");
        }
    }
}
