//! What a spec file's path says: which URL, folder or notification it describes.

use crate::names;

/// The folder of all specs.
const ROOT: &str = "specs/";

/// The first segments that URLs can have.
const URL_ROOTS: &[&str] = &["v3", "hk", "global", "brand"];

/// The folder of the notifications.
const NOTIFICATIONS: &str = "notifications";

/// The file of shared types in a folder.
const TYPES: &str = "_types";

/// What a file describes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FilePlace {
    /// A URL, by its segments.
    Url(Vec<String>),
    /// The types of a folder, by the segments of its URL; none is the root.
    Types(Vec<String>),
    /// A notification, by its event type.
    Notification(String),
    /// The types that notifications share.
    NotificationTypes,
}

/// Why a path describes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Misplaced {
    /// The place is kept for later: `specs/v2/`.
    Reserved(String),
    /// The path breaks the convention: why, and what to do.
    Wrong { why: String, help: String },
}

/// Reads a path such as `specs/v3/pay/transactions/jsapi.yaml`.
pub(crate) fn file_place(path: &str) -> Result<FilePlace, Misplaced> {
    let wrong = |why: &str, help: &str| Misplaced::Wrong {
        why: why.to_owned(),
        help: help.to_owned(),
    };
    let inside = path
        .strip_prefix(ROOT)
        .ok_or_else(|| wrong("specs are below `specs/`", "move the file below `specs/`"))?;
    let stem = inside.strip_suffix(".yaml").ok_or_else(|| {
        wrong(
            "a spec's file name ends in `.yaml`",
            "rename the file, or move it out of `specs/`",
        )
    })?;
    let segments: Vec<&str> = stem.split('/').collect();
    match segments.as_slice() {
        ["v2", ..] => Err(Misplaced::Reserved("specs/v2".to_owned())),
        [TYPES] => Ok(FilePlace::Types(Vec::new())),
        [NOTIFICATIONS, TYPES] => Ok(FilePlace::NotificationTypes),
        [NOTIFICATIONS, event] => event_type(event),
        [NOTIFICATIONS, ..] => Err(wrong(
            "notifications have no folders",
            "name the file `specs/notifications/<event type>.yaml`",
        )),
        [root, ..] if !URL_ROOTS.contains(root) => Err(Misplaced::Wrong {
            why: format!("no URL of WeChat Pay begins with `/{root}`"),
            help: "the first folder is `v3`, `hk`, `global`, `brand` or `notifications`".to_owned(),
        }),
        [folders @ .., TYPES] => Ok(FilePlace::Types(checked(folders)?)),
        segments => Ok(FilePlace::Url(checked(segments)?)),
    }
}

fn event_type(event: &str) -> Result<FilePlace, Misplaced> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if !event.is_empty() && event.chars().all(fits) {
        return Ok(FilePlace::Notification(event.to_owned()));
    }
    Err(Misplaced::Wrong {
        why: format!("`{event}` is no event type"),
        help: "name the file after the event type: `REFUND.SUCCESS.yaml`".to_owned(),
    })
}

fn checked(segments: &[&str]) -> Result<Vec<String>, Misplaced> {
    let mut parameters = Vec::new();
    for &segment in segments {
        let parameter = parameter_name(segment);
        let fits = match parameter {
            Some(name) => names::is_identifier(name) && names::snake(name) == name,
            None => is_static_segment(segment),
        };
        if !fits {
            return Err(Misplaced::Wrong {
                why: format!("`{segment}` is no URL segment"),
                help: "a segment has letters, digits, `-` and `_`, or is a `{parameter}` in snake case"
                    .to_owned(),
            });
        }
        if let Some(name) = parameter {
            if parameters.contains(&name) {
                return Err(Misplaced::Wrong {
                    why: format!("the URL has `{{{name}}}` twice"),
                    help: "give the two parameters different names".to_owned(),
                });
            }
            parameters.push(name);
        }
    }
    Ok(segments.iter().map(|&segment| segment.to_owned()).collect())
}

fn is_static_segment(segment: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    segment.chars().any(|c| c.is_ascii_alphanumeric()) && segment.chars().all(fits)
}

/// The name in `{name}`.
pub(crate) fn parameter_name(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

#[cfg(test)]
mod tests {
    use super::{FilePlace, Misplaced, file_place};

    fn strings(segments: &[&str]) -> Vec<String> {
        segments.iter().map(|&s| s.to_owned()).collect()
    }

    #[test]
    fn paths_say_what_they_describe() {
        for (path, place) in [
            (
                "specs/v3/pay/transactions/out-trade-no/{out_trade_no}/close.yaml",
                FilePlace::Url(strings(&[
                    "v3",
                    "pay",
                    "transactions",
                    "out-trade-no",
                    "{out_trade_no}",
                    "close",
                ])),
            ),
            (
                "specs/v3/refund/_types.yaml",
                FilePlace::Types(strings(&["v3", "refund"])),
            ),
            ("specs/_types.yaml", FilePlace::Types(Vec::new())),
            (
                "specs/notifications/REFUND.SUCCESS.yaml",
                FilePlace::Notification("REFUND.SUCCESS".to_owned()),
            ),
            (
                "specs/notifications/_types.yaml",
                FilePlace::NotificationTypes,
            ),
        ] {
            assert_eq!(file_place(path), Ok(place), "{path}");
        }
    }

    #[test]
    fn other_paths_are_refused() {
        for path in [
            "v3/pay.yaml",
            "specs/v3/pay.yml",
            "specs/v4/pay.yaml",
            "specs/pay.yaml",
            "specs/v3/pay now.yaml",
            "specs/v3//pay.yaml",
            "specs/v3/_pay_/--.yaml",
            "specs/v3/{outTradeNo}.yaml",
            "specs/v3/{id}/{id}.yaml",
            "specs/v3/{type.yaml",
            "specs/v3/_private/{self}.yaml",
            "specs/notifications/a/b.yaml",
            "specs/notifications/a b.yaml",
        ] {
            assert!(
                matches!(file_place(path), Err(Misplaced::Wrong { .. })),
                "{path}: {:?}",
                file_place(path)
            );
        }
        assert!(matches!(
            file_place("specs/v2/pay/unifiedorder.yaml"),
            Err(Misplaced::Reserved(_))
        ));
    }
}
