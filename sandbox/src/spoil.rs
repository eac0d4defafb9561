//! What faults do to the content of an answer, before and after it is signed.
//!
//! Invariant: a fault that cannot be done is an error: a test that changes nothing must not
//! pass unnoticed.

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::fault::Fault;

/// Applies [`Fault::Remove`] and [`Fault::Replace`] to a JSON body.
///
/// # Errors
/// Where a pointer leads nowhere.
pub(crate) fn edit(body: &mut Value, faults: &[Fault]) -> Result<(), String> {
    for fault in faults {
        let (pointer, value) = match fault {
            Fault::Remove(pointer) => (pointer, None),
            Fault::Replace(pointer, value) => (pointer, Some(value.clone())),
            _ => continue,
        };
        edit_one(body, pointer, value).ok_or_else(|| {
            format!("the fault's pointer `{pointer}` leads nowhere in the answer")
        })?;
    }
    Ok(())
}

fn edit_one(body: &mut Value, pointer: &str, value: Option<Value>) -> Option<()> {
    let (parent, name) = pointer.rsplit_once('/')?;
    let name = name.replace("~1", "/").replace("~0", "~");
    match (body.pointer_mut(parent)?, value) {
        (Value::Object(members), Some(value)) => {
            members.insert(name, value);
        }
        (Value::Object(members), None) => {
            members.shift_remove(&name)?;
        }
        (Value::Array(items), Some(value)) => *items.get_mut(name.parse::<usize>().ok()?)? = value,
        (Value::Array(items), None) => {
            let index = name
                .parse::<usize>()
                .ok()
                .filter(|index| *index < items.len())?;
            items.remove(index);
        }
        _ => return None,
    }
    Some(())
}

/// Applies [`Fault::Oversized`]: blanks behind the body, which JSON allows.
pub(crate) fn pad(body: &mut Bytes, faults: &[Fault]) {
    let sizes = faults.iter().filter_map(|fault| match fault {
        Fault::Oversized(size) => Some(*size),
        _ => None,
    });
    if let Some(size) = sizes.max().filter(|size| *size > body.len()) {
        let mut padded = body.to_vec();
        padded.resize(size, b' ');
        *body = padded.into();
    }
}

/// The headers of [`Fault::Header`].
///
/// # Errors
/// Where a name or value is none, or would change how the answer is framed.
pub(crate) fn headers(faults: &[Fault]) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for fault in faults {
        let Fault::Header { name, value } = fault else {
            continue;
        };
        let parsed = (HeaderName::try_from(name), HeaderValue::try_from(value));
        let (Ok(key), Ok(value)) = parsed else {
            return Err(format!("the fault's header `{name}` cannot be sent"));
        };
        if [CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING].contains(&key) {
            return Err(format!(
                "the fault's header `{name}` would change how the answer is framed; other faults do that"
            ));
        }
        headers.insert(key, value);
    }
    Ok(headers)
}
