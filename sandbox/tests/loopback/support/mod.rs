//! A sandbox over a table that shows each kind of operation once, and a client that signs by hand.

#![allow(clippy::unwrap_used)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::Value;
use wechatpay_runtime::crypto::PrivateKey;
use wechatpay_runtime::http::HeaderMap;
use wechatpay_runtime::keys::Keys as TrustedKeys;
use wechatpay_runtime::protocol::{sign_request, verify_signature};
use wechatpay_runtime::{Clock as _, Credentials, SystemClock, TrustedKey};
use wechatpay_sandbox::{Builder, Sandbox};

pub(crate) const TABLE: &str = include_str!("table.jsonl");

pub(crate) fn builder() -> Builder {
    Sandbox::builder().tables(TABLE)
}

pub(crate) async fn sandbox() -> Sandbox {
    builder().start().await.unwrap()
}

/// A request that is in order; tests change one thing about it.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) target: String,
    /// What is signed instead of the target.
    pub(crate) signed_target: Option<String>,
    pub(crate) body: Vec<u8>,
    /// What is signed instead of the body.
    pub(crate) signed_body: Option<Vec<u8>>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) skew: i64,
    /// Instead of the `Authorization` header that belongs to the request.
    pub(crate) authorization: Option<String>,
    pub(crate) brand: bool,
}

pub(crate) fn call(method: &str, target: &str) -> Call {
    Call {
        method: method.parse().unwrap(),
        target: target.to_owned(),
        signed_target: None,
        body: Vec::new(),
        signed_body: None,
        headers: vec![
            ("accept", "application/json".to_owned()),
            ("user-agent", "tests".to_owned()),
        ],
        skew: 0,
        authorization: None,
        brand: false,
    }
}

pub(crate) fn get(target: &str) -> Call {
    call("GET", target)
}

pub(crate) fn post(target: &str, body: &Value) -> Call {
    let mut call = call("POST", target);
    call.body = body.to_string().into_bytes();
    call.header("content-type", "application/json")
}

impl Call {
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self
    }

    pub(crate) fn authorization(&self, sandbox: &Sandbox) -> String {
        let keys = sandbox.keys();
        let serial = keys.merchant_serial();
        let key = keys.merchant_key().clone();
        let credentials = match self.brand {
            false => Credentials::merchant(keys.merchant_id(), serial, key),
            true => {
                let PrivateKey::Rsa(key) = key else {
                    panic!("brands sign with RSA")
                };
                Credentials::brand(keys.brand_id(), serial, key)
            }
        };
        let method = match self.method.as_str() {
            "POST" => wechatpay_runtime::Method::Post,
            "DELETE" => wechatpay_runtime::Method::Delete,
            _ => wechatpay_runtime::Method::Get,
        };
        let head = sign_request(
            &credentials.unwrap(),
            method,
            self.signed_target.as_ref().unwrap_or(&self.target),
            self.signed_body.as_ref().unwrap_or(&self.body),
            SystemClock.unix_seconds() + self.skew,
            &wechatpay_runtime::nonce().unwrap(),
        );
        head.unwrap().authorization
    }

    pub(crate) async fn send(&self, sandbox: &Sandbox) -> Answer {
        let authorization = self.authorization.clone();
        let authorization = authorization.unwrap_or_else(|| self.authorization(sandbox));
        let url = format!("{}{}", sandbox.url(), self.target);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut request = client.request(self.method.clone(), url);
        // reqwest adds `Accept: */*` where there is none.
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if !authorization.is_empty() {
            request = request.header("authorization", authorization);
        }
        Answer::of(request.body(self.body.clone()).send().await.unwrap()).await
    }

    /// Sends it over a connection of its own, and gives what comes until its end, byte for byte.
    pub(crate) async fn raw(&self, sandbox: &Sandbox) -> Vec<u8> {
        let (came, ended) = self.raw_for(sandbox, Duration::from_secs(10)).await;
        assert!(ended, "the connection stays");
        came
    }

    /// The same, but only as long as something comes within `patience`; and whether it ended.
    pub(crate) async fn raw_for(&self, sandbox: &Sandbox, patience: Duration) -> (Vec<u8>, bool) {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: x\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("authorization: {}\r\n", self.authorization(sandbox));
        head += &format!("content-length: {}\r\n\r\n", self.body.len());
        let sent = [head.as_bytes(), &self.body].concat();
        let address = sandbox.address();
        let exchange = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(patience)).unwrap();
            stream.write_all(&sent).unwrap();
            let (mut came, mut piece) = (Vec::new(), [0; 4096]);
            loop {
                match stream.read(&mut piece) {
                    Ok(0) => return (came, true),
                    Ok(length) => came.extend_from_slice(&piece[..length]),
                    Err(_) => return (came, false),
                }
            }
        });
        exchange.await.unwrap()
    }

    /// Sends it, expects success, and verifies the signature.
    pub(crate) async fn ok(&self, sandbox: &Sandbox) -> Value {
        let answer = self.send(sandbox).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.verify(sandbox);
        answer.json()
    }

    /// Sends it and expects this refusal: status, code, `detail.field`, `detail.location`.
    pub(crate) async fn refused(
        &self,
        sandbox: &Sandbox,
        status: u16,
        code: &str,
        field: &str,
        location: &str,
    ) -> Value {
        let answer = self.send(sandbox).await;
        let text = answer.text();
        assert_eq!(answer.status, status, "{text}");
        answer.verify(sandbox);
        let body = answer.json();
        assert_eq!(body["code"], code, "{text}");
        assert_eq!(body["detail"]["field"], field, "{text}");
        assert_eq!(body["detail"]["location"], location, "{text}");
        assert!(
            body["detail"]["issue"]
                .as_str()
                .is_some_and(|issue| !issue.is_empty()),
            "{text}"
        );
        body
    }
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    async fn of(response: Response) -> Self {
        Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap().to_vec(),
        }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn verified(&self, sandbox: &Sandbox) -> Result<(), wechatpay_runtime::VerifyError> {
        let now = SystemClock.unix_seconds();
        verify_signature(&trusted(sandbox), &self.headers, &self.body, now)
    }

    pub(crate) fn verify(&self, sandbox: &Sandbox) {
        self.verified(sandbox).unwrap();
    }
}

pub(crate) fn trusted(sandbox: &Sandbox) -> TrustedKeys {
    let credentials = sandbox.credentials();
    let public = TrustedKey::public_key(&credentials.public_key_id, &credentials.public_key_pem);
    let certificate = TrustedKey::certificate(&credentials.platform_certificate_pem);
    [public.unwrap(), certificate.unwrap()]
        .into_iter()
        .collect()
}
