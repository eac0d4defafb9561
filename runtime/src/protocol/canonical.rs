//! The canonical URL: the path and query that are signed and sent.
//!
//! Invariant: what these functions write holds only characters that no URL library
//! encodes again, and no segment that one would resolve away.

use crate::error::RequestError;

const HEX: [char; 16] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
];

/// Appends `text` to `out`, everything but letters, digits and `-._~` percent-encoded, the case kept.
pub fn percent_encode(text: &str, out: &mut String) {
    let mut rest = text;
    // Hardly any text needs more than one step.
    while let Some(at) = rest.bytes().position(|byte| !is_plain(byte)) {
        let (plain, after) = rest.split_at(at);
        out.push_str(plain);
        let mut characters = after.chars();
        let encoded = characters.next().map_or(0, char::len_utf8);
        rest = characters.as_str();
        for byte in after.bytes().take(encoded) {
            out.push('%');
            out.extend([byte >> 4, byte & 15].map(|digit| HEX[usize::from(digit)]));
        }
    }
    out.push_str(rest);
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// `template` with each `{parameter}` replaced by its value, percent-encoded.
///
/// # Errors
/// Where the number of values is not that of the parameters, or a value is empty, `.` or
/// `..`, which would make another URL of it.
pub fn expand_path(template: &str, values: &[&str]) -> Result<String, RequestError> {
    let mut path = String::with_capacity(template.len() + 32 * values.len());
    let mut left = values.iter();
    for (index, segment) in template.split('/').enumerate() {
        if index > 0 {
            path.push('/');
        }
        let Some(name) = segment
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        else {
            path.push_str(segment);
            continue;
        };
        match left.next() {
            None => {
                return Err(RequestError::PathParameterCount {
                    template: template.into(),
                });
            }
            Some(&("" | "." | "..")) => {
                return Err(RequestError::PathParameter {
                    name: name.to_owned(),
                });
            }
            Some(value) => percent_encode(value, &mut path),
        }
    }
    match left.next() {
        None => Ok(path),
        Some(_) => Err(RequestError::PathParameterCount {
            template: template.into(),
        }),
    }
}

/// `path`, already encoded, and the query; names and values percent-encoded, in the given order.
pub fn canonical_url<N: AsRef<str>, V: AsRef<str>>(path: &str, query: &[(N, V)]) -> String {
    let pair = |(name, value): &(N, V)| name.as_ref().len() + value.as_ref().len() + 2;
    let length = path.len() + query.iter().map(pair).sum::<usize>();
    let mut url = String::with_capacity(length);
    url.push_str(path);
    for (index, (name, value)) in query.iter().enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        percent_encode(name.as_ref(), &mut url);
        url.push('=');
        percent_encode(value.as_ref(), &mut url);
    }
    url
}
