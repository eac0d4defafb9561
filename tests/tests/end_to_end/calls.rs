//! One call of each kind of endpoint, in strict mode: the answer must be exactly what the
//! spec says, and must repeat what the request said.

use serde_json::json;
use wechatpay_openapi::{Upload, v3};
use wechatpay_runtime::Open as _;

use crate::support::{last, last_body, sandbox, strict};

#[tokio::test]
async fn a_subsidy_return_gives_a_receipt_that_can_be_queried() {
    use v3::marketing::busifavor::subsidy::return_receipts::post;
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let busifavor = wxpay.v3().marketing().busifavor();
    let receipts = busifavor.subsidy().return_receipts();
    let request = post::Request {
        stock_id: "128888000000001".into(),
        coupon_code: "ABCD12345678".into(),
        transaction_id: "4200000913202101152566792388".into(),
        refund_id: "50100506732021010105138718375".into(),
        payer_merchant: "1900000001".into(),
        payee_merchant: "1900000002".into(),
        amount: 42,
        description: "退还补差".into(),
        out_subsidy_return_no: "subsidy-Abc-1".into(),
    };
    let receipt = receipts.post(request).await.unwrap();
    assert_eq!((receipt.amount, &*receipt.description), (42, "退还补差"));
    assert_eq!(
        (&*receipt.payer_merchant, &*receipt.payee_merchant),
        ("1900000001", "1900000002")
    );
    assert_eq!(receipt.out_subsidy_return_no, "subsidy-Abc-1");

    // The same node of the tree is a leaf and a namespace.
    let receipt = receipts
        .subsidy_return_receipt_id("1120200119165100000000000001")
        .get()
        .await
        .unwrap();
    assert_eq!(
        receipt.subsidy_return_receipt_id.unwrap(),
        "1120200119165100000000000001"
    );
    let target = "/v3/marketing/busifavor/subsidy/return-receipts/1120200119165100000000000001";
    assert_eq!(last(&sandbox).target, target);
}

#[tokio::test]
async fn an_order_is_placed_queried_and_closed() {
    use v3::pay::transactions::{jsapi, out_trade_no::out_trade_no};
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let transactions = wxpay.v3().pay().transactions();
    let mchid = sandbox.credentials().merchant_id.clone();
    let request = jsapi::post::Request {
        attach: Some("自定义数据".into()),
        limit_pay: Some(vec!["no_balance".into(), "no_credit".into()]),
        ..jsapi::post::Required {
            appid: "wxd678efh567hg6787".into(),
            mchid: mchid.clone(),
            description: "Image形象店-深圳腾大-QQ公仔".into(),
            out_trade_no: "Order-1_a".into(),
            amount: v3::pay::AmountRequired { total: 100 }.into(),
            notify_url: "https://www.weixin.qq.com/wxpay/pay.php".into(),
            payer: jsapi::post::PayerRequired {
                openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".into(),
            }
            .into(),
        }
        .into()
    };
    let placed = transactions.jsapi().post(request).await.unwrap();
    assert!(!placed.prepay_id.is_empty());
    let sent = last_body(&sandbox);
    assert_eq!(
        sent["amount"],
        json!({ "total": 100 }),
        "what is absent is left out"
    );
    assert_eq!(sent["attach"], "自定义数据");

    let order = transactions.out_trade_no().out_trade_no("Order-1_a");
    let query = out_trade_no::get::Request {
        mchid: mchid.clone(),
    };
    let transaction = order.get(query).await.unwrap();
    assert_eq!(transaction.out_trade_no, "Order-1_a", "its case is kept");
    assert_eq!(transaction.mchid, mchid);
    let target = format!("/v3/pay/transactions/out-trade-no/Order-1_a?mchid={mchid}");
    assert_eq!(last(&sandbox).target, target);

    let close = out_trade_no::close::post::Request { mchid };
    let closed = order.close().post(close).reply().await.unwrap();
    assert_eq!(closed.status, 204);
    assert!(closed.raw.is_empty() && closed.verified);
}

#[tokio::test]
async fn what_identifies_the_payer_arrives_readable_and_travels_encrypted() {
    use v3::pay::transactions::jsapi::post;
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let identity = v3::pay::Identity {
        r#type: "IDCARD".into(),
        number: "43102119910910XXXX".into(),
        name: "张三".into(),
    };
    let payer = post::Payer {
        identity: Some(identity),
        ..post::PayerRequired {
            openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o".into(),
        }
        .into()
    };
    let request = post::Required {
        appid: "wxd678efh567hg6787".into(),
        mchid: sandbox.credentials().merchant_id.clone(),
        description: "公仔".into(),
        out_trade_no: "1".into(),
        amount: v3::pay::AmountRequired { total: 1 }.into(),
        notify_url: "https://www.weixin.qq.com/wxpay/pay.php".into(),
        payer,
    };
    // The sandbox refuses a field that does not open with the key of `Wechatpay-Serial`.
    wxpay
        .v3()
        .pay()
        .transactions()
        .jsapi()
        .post(request)
        .await
        .unwrap();
    let identity = &last_body(&sandbox)["payer"]["identity"];
    assert_eq!(identity["type"], "IDCARD");
    for member in ["number", "name"] {
        assert_eq!(
            identity[member].as_str().unwrap().len(),
            344,
            "base64 of 256 bytes"
        );
    }
}

#[tokio::test]
async fn a_refund_is_asked_for_and_queried() {
    use v3::refund::domestic::refunds::{out_refund_no::get, post};
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let refunds = wxpay.v3().refund().domestic().refunds();
    let amount = post::AmountRequired {
        refund: 888,
        total: 999,
        currency: "CNY".into(),
    };
    let request = post::Request {
        transaction_id: Some("1217752501201407033233368018".into()),
        reason: Some("商品已售完".into()),
        ..post::Required {
            out_refund_no: "R-1".into(),
            amount: amount.into(),
        }
        .into()
    };
    let refund = refunds.post(request).await.unwrap();
    assert_eq!(refund.out_refund_no, "R-1");
    assert_eq!(refund.transaction_id, "1217752501201407033233368018");
    assert_eq!((refund.amount.refund, refund.amount.total), (888, 999));

    // Both operations answer with one type.
    let mut again = refunds
        .out_refund_no("R-1")
        .get(get::Request::default())
        .await
        .unwrap();
    assert_eq!(again.out_refund_no, "R-1");
    again.amount = refund.amount.clone();
    again.transaction_id = refund.transaction_id.clone();
    assert_eq!(again, refund);
}

#[tokio::test]
async fn of_alternatives_exactly_one_is_sent() {
    use v3::refund::domestic::refunds::post;
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let refunds = wxpay.v3().refund().domestic().refunds();
    let with = |transaction_id: Option<&str>, out_trade_no: Option<&str>| {
        let amount = post::AmountRequired {
            refund: 1,
            total: 1,
            currency: "CNY".into(),
        };
        post::Request {
            transaction_id: transaction_id.map(Into::into),
            out_trade_no: out_trade_no.map(Into::into),
            ..post::Required {
                out_refund_no: "R".into(),
                amount: amount.into(),
            }
            .into()
        }
    };
    for (transaction_id, out_trade_no) in [(None, None), (Some("1"), Some("2"))] {
        let error = refunds
            .post(with(transaction_id, out_trade_no))
            .await
            .unwrap_err();
        let message = error.to_string();
        assert!(
            message.contains("`transaction_id`, `out_trade_no`"),
            "{message}"
        );
    }
    assert!(sandbox.requests().is_empty(), "nothing was sent");
    let refund = refunds.post(with(None, Some("T-2"))).await.unwrap();
    assert_eq!(refund.out_trade_no, "T-2");
}

#[tokio::test]
async fn certificates_decrypt_to_the_platforms_own() {
    use v3::certificates::get;
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let request = get::Request {
        algorithm_type: Some("RSA".into()),
    };
    let list = wxpay.v3().certificates().get(request).await.unwrap();
    assert_eq!(last(&sandbox).target, "/v3/certificates?algorithm_type=RSA");
    let [certificate] = list.data.as_slice() else {
        panic!("{list:?}")
    };
    let known = sandbox.credentials();
    assert_eq!(
        certificate.serial_no.as_ref().unwrap(),
        &known.platform_serial
    );
    let sealed = certificate.encrypt_certificate.clone().unwrap();
    let plaintext = sandbox.keys().api_v3_key().open(
        &sealed.algorithm.unwrap(),
        &sealed.nonce.unwrap(),
        &sealed.associated_data.unwrap(),
        &sealed.ciphertext.unwrap(),
    );
    assert_eq!(
        String::from_utf8(plaintext.unwrap().to_vec()).unwrap(),
        known.platform_certificate_pem
    );
}

#[tokio::test]
async fn a_bill_has_the_promised_hash_compressed_or_not() {
    use v3::bill::tradebill::get;
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    for compressed in [false, true] {
        let request = get::Request {
            tar_type: compressed.then(|| "GZIP".into()),
            ..get::Required {
                bill_date: "2019-06-11".into(),
            }
            .into()
        };
        let bill = wxpay.v3().bill().tradebill().get(request).await.unwrap();
        let download = || wxpay.download(&bill.download_url);
        let checked = download().hash(bill.hash_type.as_str(), &bill.hash_value);
        let text = checked.bytes().await.unwrap();
        assert!(text.starts_with("\u{feff}".as_bytes()) && text.contains(&b'`'));
        let wrong = download().sha1(&"0".repeat(40));
        wrong.bytes().await.unwrap_err();
    }
}

#[tokio::test]
async fn a_picture_is_uploaded_with_its_name_and_hash() {
    use v3::merchant::media::upload::post;
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let file = Upload::from_bytes("营业执照.png", b"picture".to_vec());
    let hash = file.sha256();
    let request = post::Required { file };
    let uploaded = wxpay
        .v3()
        .merchant()
        .media()
        .upload()
        .post(request)
        .await
        .unwrap();
    assert!(!uploaded.media_id.is_empty());
    // Only `meta` is signed.
    let signed = String::from_utf8(last(&sandbox).string_to_sign.unwrap()).unwrap();
    let meta = json!({ "filename": "营业执照.png", "sha256": hash });
    assert!(signed.ends_with(&format!("\n{meta}\n")), "{signed}");
}

#[tokio::test]
async fn a_service_order_has_two_verbs_on_one_url() {
    use v3::payscore::{
        self,
        serviceorder::{get, post},
    };
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let orders = wxpay.v3().payscore().serviceorder();
    let fund = payscore::RiskFundRequired {
        name: "DEPOSIT".into(),
        amount: 10_000,
    };
    let request = post::Request {
        need_user_confirm: Some(true),
        ..post::Required {
            out_order_no: "S-1".into(),
            appid: "wxd678efh567hg6787".into(),
            service_id: "500001".into(),
            service_introduction: "充电宝".into(),
            time_range: payscore::TimeRangeRequired {
                start_time: "OnAccept".into(),
            }
            .into(),
            risk_fund: fund.into(),
            notify_url: "https://api.test.com".into(),
        }
        .into()
    };
    let order = orders.post(request).await.unwrap();
    assert_eq!(
        (&*order.out_order_no, &*order.service_id),
        ("S-1", "500001")
    );
    assert_eq!(order.risk_fund.unwrap().amount, 10_000);

    let request = get::Request {
        out_order_no: Some("S-1".into()),
        ..get::Required {
            service_id: "500001".into(),
            appid: "wx1".into(),
        }
        .into()
    };
    let order = orders.get(request).await.unwrap();
    assert_eq!(order.out_order_no, "S-1");
    assert_eq!(
        last(&sandbox).target,
        "/v3/payscore/serviceorder?out_order_no=S-1&service_id=500001&appid=wx1"
    );
}

#[tokio::test]
async fn a_stock_is_patched() {
    use v3::marketing::busifavor::stocks::stock_id::patch;
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let request = patch::Request {
        comment: Some("活动使用".into()),
        subsidy: Some(false),
        ..patch::Required {
            out_request_no: "6122352020010133287985742".into(),
        }
        .into()
    };
    let stock = wxpay
        .v3()
        .marketing()
        .busifavor()
        .stocks()
        .stock_id("101156451224");
    let reply = stock.patch(request).reply().await.unwrap();
    assert_eq!(reply.status, 204);
    let received = last(&sandbox);
    assert_eq!(
        (&*received.method, &*received.target),
        ("PATCH", "/v3/marketing/busifavor/stocks/101156451224")
    );
    let sent = json!({
        "comment": "活动使用",
        "out_request_no": "6122352020010133287985742",
        "subsidy": false,
    });
    assert_eq!(last_body(&sandbox), sent);
}

#[tokio::test]
async fn a_receivers_name_travels_encrypted_both_ways() {
    use v3::profitsharing::receivers::add::post;
    let sandbox = sandbox().await;
    let wxpay = strict(&sandbox);
    let request = post::Request {
        name: Some("李四".into()),
        ..post::Required {
            appid: "wx8888888888888888".into(),
            r#type: "PERSONAL_OPENID".into(),
            account: "86693852".into(),
            relation_type: "STAFF".into(),
        }
        .into()
    };
    let add = wxpay.v3().profitsharing().receivers().add();
    let reply = add.post(request).reply().await.unwrap();
    assert_eq!(reply.value.name.as_ref().unwrap().expose(), "李四");
    assert_eq!(reply.value.relation_type.as_str(), "STAFF");
    assert!(
        !format!("{:?}", reply.value).contains("李四"),
        "it does not show"
    );
    // On the wire it is encrypted in both directions, and the sandbox could read it.
    let key = sandbox.keys().merchant_key();
    let answered: serde_json::Value = serde_json::from_slice(&reply.raw).unwrap();
    assert_eq!(
        key.open(answered["name"].as_str().unwrap())
            .unwrap()
            .expose(),
        "李四"
    );
    let received = last(&sandbox);
    assert!(!String::from_utf8_lossy(&received.body).contains("李四"));
    assert_eq!(
        received.headers["wechatpay-serial"], reply.headers["wechatpay-serial"],
        "the key that fields are encrypted with also signs the answer"
    );
}
