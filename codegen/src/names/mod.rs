//! The one place that turns names of the wire into Rust names.
//!
//! Invariant: whatever goes in, an identifier comes out that Rust accepts in its
//! place, and the same name always gives the same identifier.

mod distinct;
mod keywords;

pub(crate) use distinct::{SegmentName, name_segments, name_variants};

use heck::{ToSnakeCase, ToUpperCamelCase};
use unicode_ident::{is_xid_continue, is_xid_start};

/// Names of types that belong to the generated code, so no spec may declare them.
pub(crate) const RESERVED_TYPES: &[&str] = &["Endpoint", "Request", "Required", "Response", "Self"];

/// The variant that every open enum has besides its values.
pub(crate) const UNKNOWN_VARIANT: &str = "Unknown";

/// The name of a field, a module or a method: snake case, a keyword not yet made raw.
pub(crate) fn snake(wire: &str) -> String {
    // Nearly every name of the wire is in snake case, and there are 30,000 of them.
    if is_plain_snake(wire) && !keywords::is_path_keyword(wire) {
        return wire.to_owned();
    }
    finish(separated(wire).to_snake_case(), "field")
}

/// Whether the name is lower-case ASCII words with one `_` between them, which snake case keeps.
fn is_plain_snake(name: &str) -> bool {
    is_plain(name, |byte| byte.is_ascii_lowercase())
}

/// The same of upper-case words.
fn is_plain_upper_snake(name: &str) -> bool {
    is_plain(name, |byte| byte.is_ascii_uppercase())
}

fn is_plain(name: &str, is_letter: impl Fn(&u8) -> bool) -> bool {
    let plain = |byte: u8| is_letter(&byte) || byte.is_ascii_digit();
    let word = |word: &str| !word.is_empty() && word.bytes().all(plain);
    name.as_bytes().first().is_some_and(&is_letter) && name.split('_').all(word)
}

/// The name of a type: upper camel case. A name of the generated code gets a `_`.
pub(crate) fn type_name(wire: &str) -> String {
    let name = finish(upper_camel(wire), "Type");
    if RESERVED_TYPES.contains(&&*name) {
        return name + "_";
    }
    name
}

/// The name of an enum's variant: upper camel case, `Value` before a leading digit
/// (`Minus` before a negative number).
/// `Self` and `Unknown` get a `_`.
fn variant(wire: &str) -> String {
    let mut name = upper_camel(wire);
    if name.is_empty() {
        name = spelled_out(wire);
    }
    if !name.starts_with(is_xid_start) {
        let negative = wire.starts_with('-');
        name.insert_str(0, if negative { "Minus" } else { "Value" });
    }
    if name == UNKNOWN_VARIANT || keywords::is_path_keyword(&name) {
        name.push('_');
    }
    name
}

fn upper_camel(wire: &str) -> String {
    // Nearly every name of the wire is in one case, with one `_` between its words.
    if !is_plain_snake(wire) && !is_plain_upper_snake(wire) {
        return separated(wire).to_upper_camel_case();
    }
    let mut name = String::with_capacity(wire.len());
    for word in wire.split('_') {
        let (first, rest) = word.split_at(1);
        name.extend(first.chars().map(|c| c.to_ascii_uppercase()));
        name.extend(rest.chars().map(|c| c.to_ascii_lowercase()));
    }
    name
}

/// The name as Rust source spells it: `r#type` for a keyword.
pub(crate) fn raw(name: &str) -> String {
    if keywords::is_keyword(name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// Whether Rust accepts the name as an identifier, perhaps as a raw one.
pub(crate) fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let starts = characters
        .next()
        .is_some_and(|first| first == '_' || is_xid_start(first));
    starts && characters.all(is_xid_continue) && name != "_" && !keywords::is_path_keyword(name)
}

/// Whether the name is an identifier in upper camel case, as a type's must be.
pub(crate) fn is_type_name(name: &str) -> bool {
    let starts = name.chars().next().is_some_and(|c| !c.is_lowercase());
    starts && is_identifier(name) && !name.contains('_')
}

/// The text with everything that no identifier can hold replaced by a separator.
fn separated(wire: &str) -> String {
    let keep = |c: char| if is_xid_continue(c) { c } else { '_' };
    wire.chars().map(keep).collect()
}

fn finish(mut name: String, fallback: &str) -> String {
    if name.is_empty() {
        name = fallback.to_owned();
    }
    if !name.starts_with(is_xid_start) {
        name.insert(0, '_');
    }
    if keywords::is_path_keyword(&name) {
        name.push('_');
    }
    name
}

/// A value without a letter or digit, by its code points: `*` is `U2A`.
fn spelled_out(wire: &str) -> String {
    if wire.is_empty() {
        return "Empty".to_owned();
    }
    wire.chars().map(|c| format!("U{:X}", c as u32)).collect()
}

#[cfg(test)]
mod tests {
    use heck::ToUpperCamelCase as _;

    use super::{
        is_identifier, is_type_name, raw, separated, snake, type_name, upper_camel, variant,
    };

    #[test]
    fn wire_names_become_snake_case() {
        for (wire, rust) in [
            ("out_trade_no", "out_trade_no"),
            ("return-receipts", "return_receipts"),
            ("outTradeNo", "out_trade_no"),
            ("Idempotency-Key", "idempotency_key"),
            ("bundle.id", "bundle_id"),
            ("SHA256", "sha256"),
            ("h5_info", "h5_info"),
            ("3d_secure", "_3d_secure"),
            ("中文", "中文"),
            ("金额（分）", "金额_分"),
            ("m²", "m"),
            ("self", "self_"),
            ("Self", "self_"),
            ("super", "super_"),
            ("crate", "crate_"),
            ("type", "type"),
            ("__a__b__", "a_b"),
            ("*/", "field"),
            ("", "field"),
        ] {
            assert_eq!(snake(wire), rust, "{wire:?}");
            assert!(is_identifier(&snake(wire)), "{wire:?}");
        }
    }

    #[test]
    fn keywords_become_raw() {
        for keyword in ["type", "gen", "return", "async", "try", "yield", "box"] {
            assert_eq!(raw(&snake(keyword)), format!("r#{keyword}"));
        }
        assert_eq!(raw("union"), "union");
    }

    #[test]
    fn field_names_become_type_names() {
        for (wire, rust) in [
            ("amount", "Amount"),
            ("goods_detail", "GoodsDetail"),
            ("type", "Type"),
            ("3d_secure", "_3dSecure"),
            ("request", "Request_"),
            ("self", "Self_"),
            ("option", "Option"),
            ("商品", "商品"),
            ("", "Type"),
        ] {
            assert_eq!(type_name(wire), rust, "{wire:?}");
        }
    }

    #[test]
    fn plain_names_take_a_shorter_way_to_the_same_end() {
        let mut names = vec![String::new()];
        for _ in 0..6 {
            let longer = names.iter().flat_map(|name| {
                let with = |c: char| format!("{name}{c}");
                ['a', 'B', '1', '_'].map(with)
            });
            names = longer.chain([String::new()]).collect();
            for name in &names {
                let whole = separated(name).to_upper_camel_case();
                assert_eq!(upper_camel(name), whole, "{name:?}");
            }
        }
    }

    #[test]
    fn values_become_variants() {
        for (wire, rust) in [
            ("NO_BALANCE", "NoBalance"),
            ("no_credit", "NoCredit"),
            ("1", "Value1"),
            ("01", "Value01"),
            ("-1", "Minus1"),
            ("中文", "中文"),
            ("A-B", "AB"),
            ("MCHTRANSFER.BATCH", "MchtransferBatch"),
            ("Under Review", "UnderReview"),
            ("self", "Self_"),
            ("UNKNOWN", "Unknown_"),
            ("", "Empty"),
            ("*", "U2A"),
        ] {
            assert_eq!(variant(wire), rust, "{wire:?}");
        }
    }

    #[test]
    fn every_character_gives_an_identifier() {
        for character in ('\0'..'\u{11000}').chain('\u{1D400}'..'\u{1D500}') {
            for wire in [
                character.to_string(),
                format!("a{character}"),
                format!("{character}_B1"),
            ] {
                for name in [snake(&wire), type_name(&wire), variant(&wire)] {
                    assert!(is_identifier(&name), "{wire:?} gives {name:?}");
                }
            }
        }
    }

    #[test]
    fn a_name_that_a_person_gives_is_judged() {
        assert!(is_identifier("type") && is_identifier("_a") && is_identifier("中文"));
        for wrong in ["", "_", "self", "a-b", "1a", "a b", "r#type"] {
            assert!(!is_identifier(wrong), "{wrong:?}");
        }
        assert!(is_type_name("Amount") && is_type_name("H5Info"));
        assert!(!is_type_name("amount") && !is_type_name("Amount_2"));
    }
}
