//! The grammar of the `Authorization` header.

use proptest::prelude::*;
use wechatpay_runtime::Method;
use wechatpay_runtime::protocol::{Authorization, AuthorizationError, Scheme};

const HEADER: &str = "WECHATPAY2-SHA256-RSA2048 mchid=\"1900000001\",nonce_str=\"593BEC0C\",\
                      timestamp=\"1554208460\",serial_no=\"0A3F\",signature=\"Zm9v+/==\"";

fn parsed() -> Authorization {
    Authorization {
        scheme: Scheme::MerchantRsa,
        id: "1900000001".into(),
        nonce: "593BEC0C".into(),
        timestamp: 1_554_208_460,
        serial: "0A3F".into(),
        signature: "Zm9v+/==".into(),
    }
}

fn parse(header: &str) -> Result<Authorization, AuthorizationError> {
    header.parse()
}

#[test]
fn it_is_written_as_documented_and_read_back() {
    assert_eq!(parsed().to_string(), HEADER);
    assert_eq!(parse(HEADER), Ok(parsed()));
    let message = parsed().message(Method::Get, "/v3/certificates", b"");
    assert_eq!(message, b"GET\n/v3/certificates\n1554208460\n593BEC0C\n\n");
}

#[test]
fn the_order_of_attributes_is_free() {
    let (scheme, attributes) = HEADER.split_once(' ').unwrap();
    let mut parts: Vec<&str> = attributes.split(',').collect();
    for _ in 0..parts.len() {
        parts.rotate_left(1);
        assert_eq!(
            parse(&format!("{scheme} {}", parts.join(","))),
            Ok(parsed())
        );
    }
    parts.reverse();
    assert_eq!(
        parse(&format!("{scheme} {}", parts.join(","))),
        Ok(parsed())
    );
}

#[test]
fn a_brand_signs_with_its_own_id() {
    let header = HEADER
        .replace("WECHATPAY2-", "WECHATPAY-BRAND-")
        .replace("mchid", "brand_id");
    let brand = Authorization {
        scheme: Scheme::BrandRsa,
        ..parsed()
    };
    assert_eq!(brand.to_string(), header);
    assert_eq!(parse(&header), Ok(brand));
    let mixed = HEADER.replace("mchid", "brand_id");
    assert_eq!(parse(&mixed), Err(AuthorizationError::UnknownAttribute));
    let sm = HEADER.replace("SHA256-RSA2048", "SM2-WITH-SM3");
    assert_eq!(parse(&sm).unwrap().scheme, Scheme::MerchantSm);
}

#[test]
fn a_header_that_breaks_the_grammar_is_refused_for_the_right_reason() {
    use AuthorizationError::{Attributes, Duplicate, Scheme, UnknownAttribute, Value};
    let cases = [
        (String::new(), Scheme),
        ("Bearer abc".into(), Scheme),
        ("WECHATPAY2-SHA256-RSA2048".into(), Scheme),
        (HEADER.to_lowercase(), Scheme),
        (format!(" {HEADER}"), Scheme),
        (HEADER.replace("2048 ", "2048  "), Attributes),
        (HEADER.replace("2048 ", "2048\t"), Scheme),
        (HEADER.replace("\",", "\", "), Attributes),
        (HEADER.replace("\",", "\";"), Attributes),
        (HEADER.replace('"', "'"), Attributes),
        (HEADER.replace('"', ""), Attributes),
        (HEADER.replace("mchid=", "mchid ="), Attributes),
        (HEADER.replace("1900000001", "19\\\"00"), Attributes),
        (HEADER.replace("1900000001", "19 00"), Attributes),
        (HEADER.replace("1900000001", "一九"), Attributes),
        (format!("{HEADER},"), Attributes),
        (format!("{HEADER} "), Attributes),
        (HEADER[..HEADER.len() - 1].to_owned(), Attributes),
        (HEADER.replace("mchid", "MCHID"), Attributes),
        (HEADER.replace("mchid", "mchod"), UnknownAttribute),
        (format!("{HEADER},realm=\"x\""), UnknownAttribute),
        (format!("{HEADER},mchid=\"1900000001\""), Duplicate("mchid")),
        (HEADER.replace("1900000001", ""), Value("mchid")),
        (HEADER.replace("1900000001", "19-00"), Value("mchid")),
        (
            HEADER.replace("593BEC0C", &"a".repeat(33)),
            Value("nonce_str"),
        ),
        (HEADER.replace("593BEC0C", "a+b"), Value("nonce_str")),
        (
            HEADER.replace("1554208460", "01554208460"),
            Value("timestamp"),
        ),
        (HEADER.replace("1554208460", "-1"), Value("timestamp")),
        (HEADER.replace("1554208460", "+1"), Value("timestamp")),
        (
            HEADER.replace("1554208460", "99999999999999999999"),
            Value("timestamp"),
        ),
        (HEADER.replace("0A3F", ""), Value("serial_no")),
        (HEADER.replace("Zm9v+/==", ""), Value("signature")),
    ];
    for (header, expected) in cases {
        assert_eq!(parse(&header), Err(expected), "{header}");
    }
}

#[test]
fn each_attribute_is_needed() {
    let (scheme, attributes) = HEADER.split_once(' ').unwrap();
    let parts: Vec<&str> = attributes.split(',').collect();
    for (index, part) in parts.iter().enumerate() {
        let mut rest = parts.clone();
        rest.remove(index);
        let name = part.split('=').next().unwrap();
        let error = parse(&format!("{scheme} {}", rest.join(","))).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the attribute `{name}` is missing")
        );
    }
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_back(
        scheme in prop::sample::select(&Scheme::ALL[..]),
        id in "[0-9A-Za-z]{1,20}",
        nonce in "[0-9A-Za-z]{1,32}",
        timestamp in 0_i64..,
        serial in "[0-9A-F]{1,40}",
        signature in "[0-9A-Za-z+/]{1,300}={0,2}",
    ) {
        let written = Authorization { scheme, id, nonce, timestamp, serial, signature };
        prop_assert_eq!(parse(&written.to_string()), Ok(written));
    }

    #[test]
    fn whatever_is_read_is_written_so_and_nothing_panics(
        header in "(WECHATPAY2-SHA256-RSA2048 )?([a-z_]{0,9}=?\"?[ -~é]{0,12}\"?,?){0,7}"
    ) {
        if let Ok(read) = parse(&header) {
            prop_assert_eq!(parse(&read.to_string()), Ok(read));
        }
    }
}
