//! One operation of each kind of [`Repeat`](wechatpay_openapi::runtime::Repeat), and its
//! call with the generated bindings.

use wechatpay_openapi::{Error, Wechatpay, v3};
use wechatpay_sandbox::{Received, Sandbox};

/// The kinds of operation, by what a repeat does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Asks for an order: safe to repeat.
    Query,
    /// Places an order: WeChat Pay recognises a repeat by its number.
    Order,
    /// Withdraws money: nobody says that a repeat is recognised.
    Withdrawal,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Query, Self::Order, Self::Withdrawal];

    /// The operation, as its URL is documented.
    pub(super) fn operation(self) -> &'static str {
        match self {
            Self::Query => "GET /v3/pay/transactions/out-trade-no/{out_trade_no}",
            Self::Order => "POST /v3/pay/transactions/jsapi",
            Self::Withdrawal => "POST /v3/merchant/fund/withdraw",
        }
    }

    /// Calls it; each time with the same request.
    pub(super) async fn call(self, wxpay: &Wechatpay) -> Result<(), Error> {
        match self {
            Self::Query => query(wxpay).await,
            Self::Order => order(wxpay).await,
            Self::Withdrawal => withdraw(wxpay).await,
        }
    }

    /// Its requests that the sandbox got.
    pub(super) fn requests(self, sandbox: &Sandbox) -> Vec<Received> {
        let requests = sandbox.requests().into_iter();
        let own = |it: &Received| it.operation.as_deref() == Some(self.operation());
        requests.filter(own).collect()
    }

    /// How often it took effect.
    pub(super) fn effects(self, sandbox: &Sandbox) -> u64 {
        sandbox.effects(self.operation()).unwrap()
    }
}

async fn query(wxpay: &Wechatpay) -> Result<(), Error> {
    use v3::pay::transactions::out_trade_no::out_trade_no::get;
    let mchid = "1900009191".into();
    let order = wxpay.v3().pay().transactions().out_trade_no();
    let call = order.out_trade_no("T-1").get(get::Request { mchid });
    assert_eq!(call.await?.out_trade_no, "T-1");
    Ok(())
}

/// An order with the payer's name and number, which travel encrypted.
async fn order(wxpay: &Wechatpay) -> Result<(), Error> {
    use v3::pay::transactions::jsapi::post;
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
        mchid: "1900009191".into(),
        description: "公仔".into(),
        out_trade_no: "T-1".into(),
        amount: v3::pay::AmountRequired { total: 1 }.into(),
        notify_url: "https://www.weixin.qq.com/wxpay/pay.php".into(),
        payer,
    };
    let jsapi = wxpay.v3().pay().transactions().jsapi();
    assert!(!jsapi.post(request).await?.prepay_id.is_empty());
    Ok(())
}

async fn withdraw(wxpay: &Wechatpay) -> Result<(), Error> {
    use v3::merchant::fund::{AccountType, withdraw::post};
    let request = post::Required {
        out_request_no: "W-1".into(),
        amount: 100,
        account_type: AccountType::Basic,
    };
    let withdraw = wxpay.v3().merchant().fund().withdraw();
    assert_eq!(withdraw.post(request).await?.out_request_no, "W-1");
    Ok(())
}
