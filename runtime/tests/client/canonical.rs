//! The canonical URL.

use proptest::prelude::*;
use wechatpay_runtime::RequestError;
use wechatpay_runtime::protocol::{canonical_url, expand_path, is_unsigned_by_design};
use wechatpay_runtime::reqwest::Url;

#[test]
fn a_path_value_is_encoded_and_keeps_its_case() {
    let template = "/v3/pay/transactions/out-trade-no/{out_trade_no}/close";
    let cases = [
        (
            "1217752501201407033233368018",
            "1217752501201407033233368018",
        ),
        ("AbC_d-e.f~9", "AbC_d-e.f~9"),
        ("a/b", "a%2Fb"),
        ("50%", "50%25"),
        ("%2F", "%252F"),
        ("a b+c", "a%20b%2Bc"),
        ("?#&=", "%3F%23%26%3D"),
        ("订单", "%E8%AE%A2%E5%8D%95"),
        ("...", "..."),
        ("a\n", "a%0A"),
    ];
    for (value, encoded) in cases {
        let expected = format!("/v3/pay/transactions/out-trade-no/{encoded}/close");
        assert_eq!(expand_path(template, &[value]), Ok(expected));
    }
}

#[test]
fn a_trailing_slash_stays() {
    assert_eq!(
        expand_path("/v3/applyment4sub/applyment/", &[]).unwrap(),
        "/v3/applyment4sub/applyment/"
    );
}

#[test]
fn values_go_in_order_and_their_number_must_fit() {
    let template = "/v3/a/{x}/b/{y}";
    assert_eq!(expand_path(template, &["1", "2"]).unwrap(), "/v3/a/1/b/2");
    let wrong = Err(RequestError::PathParameterCount {
        template: template.to_owned(),
    });
    assert_eq!(expand_path(template, &["1"]), wrong);
    assert_eq!(expand_path(template, &["1", "2", "3"]), wrong);
}

#[test]
fn a_value_that_would_make_another_url_is_refused() {
    for value in ["", ".", ".."] {
        let wrong = Err(RequestError::PathParameter { name: "x".into() });
        assert_eq!(expand_path("/v3/a/{x}/b", &[value]), wrong, "{value}");
    }
}

#[test]
fn a_query_is_encoded_and_a_repeated_name_stays_repeated() {
    let none: [(&str, &str); 0] = [];
    assert_eq!(canonical_url("/v3/a", &none), "/v3/a");
    let query = [
        ("mchid", "19"),
        ("id", "a&b"),
        ("id", ""),
        ("名", "中 +"),
        ("z", "'\"()*!"),
    ];
    assert_eq!(
        canonical_url("/v3/a", &query),
        "/v3/a?mchid=19&id=a%26b&id=&%E5%90%8D=%E4%B8%AD%20%2B&z=%27%22%28%29%2A%21"
    );
}

#[test]
fn the_answers_without_a_signature_are_these_and_no_others() {
    let unsigned = [
        "/v3/billdownload/file",
        "/v3/new-tax-control-fapiao/download",
        "/v3/transferdownload/elecvoucherfile",
        "/v3/transferdownload/signfile",
        "/v3/statements",
        "/hk/v3/statements",
        "/v3/global/statements",
        "/v3/merchant-service/images/{media_id}",
        "/v3/global/merchant-service/images/abc%2F",
    ];
    for path in unsigned {
        assert!(is_unsigned_by_design(path), "{path}");
    }
    let signed = [
        "/v3/billdownload/file2",
        "/v3/billdownload/file/",
        "/v3/billdownload",
        "/v3/merchant-service/images/upload",
        "/v3/global/merchant-service/images/upload",
        "/v3/merchant-service/images/",
        "/v3/statements/x",
        "/x/v3/statements",
        "/v3/certificates",
        "",
    ];
    for path in signed {
        assert!(!is_unsigned_by_design(path), "{path}");
    }
}

proptest! {
    /// What is signed is what is sent: a URL library leaves it alone.
    #[test]
    fn no_url_library_encodes_it_again(
        value in "\\PC{1,20}",
        query in prop::collection::vec(("\\PC{0,8}", "\\PC{0,20}"), 0..4),
    ) {
        prop_assume!(value != "." && value != "..");
        let path = expand_path("/v3/a/{x}/b", &[&value]).unwrap();
        let canonical = canonical_url(&path, &query);
        let url = Url::parse(&format!("https://api.mch.weixin.qq.com{canonical}")).unwrap();
        let sent = url.as_str().strip_prefix("https://api.mch.weixin.qq.com").unwrap();
        prop_assert_eq!(sent, canonical);
        let read: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        prop_assert_eq!(read, query);
    }
}
