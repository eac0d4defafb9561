//! Errors in a few words.

use wechatpay_openapi::Error;
use wechatpay_openapi::runtime::ErrorKind;

/// What an application can tell from an error.
pub(super) fn seen(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Connect(_) => "Connect".into(),
        ErrorKind::Transport(_) => "Transport".into(),
        ErrorKind::Timeout(_) => "Timeout".into(),
        ErrorKind::TooLong { .. } => "TooLong".into(),
        ErrorKind::Decode(_) => "Decode".into(),
        ErrorKind::Verification(error) => format!("Verification: {}", name(error)),
        ErrorKind::Download(error) => format!("Download: {}", name(error)),
        ErrorKind::Api(error) => {
            let signed = match (&error.distrust, error.verified) {
                (Some(error), _) => format!("distrusted: {}", name(error)),
                (None, true) => "verified".into(),
                (None, false) => "unsigned".into(),
            };
            let code = if error.code.is_empty() {
                "-"
            } else {
                &error.code
            };
            format!("Api: {} {code}, {signed}", error.status.as_u16())
        }
        other => panic!("{other}"),
    }
}

/// The name of an enum's variant.
fn name(error: &impl std::fmt::Debug) -> String {
    let shown = format!("{error:?}");
    let end = shown.find([' ', '(']).unwrap_or(shown.len());
    shown[..end].to_owned()
}
