//! A model made by hand that has each shape once.
#![allow(dead_code, clippy::unwrap_used)]

use wechatpay_codegen::model::*;

pub(crate) fn path(text: &str) -> Vec<String> {
    text.split("::")
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

pub(crate) fn field(wire: &str, ty: FieldType, required: bool) -> Field {
    Field {
        wire: wire.to_owned(),
        rust: wire.to_owned(),
        ty,
        location: Location::Body,
        required,
        nullable: false,
        encrypted: false,
        sensitive: false,
        json_text: false,
        fill: None,
        boxed: false,
        docs: FieldDocs::default(),
    }
}

pub(crate) fn label(mut field: Field, label: &str) -> Field {
    field.docs.label = Some(label.to_owned());
    field
}

pub(crate) fn at(mut field: Field, location: Location) -> Field {
    field.location = location;
    field
}

pub(crate) fn named(text: &str) -> FieldType {
    FieldType::Named(path(text))
}

pub(crate) fn list(ty: FieldType) -> FieldType {
    FieldType::List(Box::new(ty))
}

pub(crate) fn structure(rust: &str, shape: Struct) -> Type {
    Type {
        rust: rust.to_owned(),
        renamed_from: None,
        label: None,
        description: None,
        kind: TypeKind::Struct(shape),
    }
}

pub(crate) fn request(fields: Vec<Field>) -> Struct {
    let required = fields
        .iter()
        .filter(|field| field.required && field.fill.is_none())
        .count();
    let mixed = required > 0 && required < fields.len();
    Struct {
        fields,
        in_request: true,
        exactly_one_of: Vec::new(),
        required_struct: mixed.then(|| "Required".to_owned()),
        page_items: None,
    }
}

pub(crate) fn response(fields: Vec<Field>) -> Struct {
    Struct {
        fields,
        ..Struct::default()
    }
}

pub(crate) fn operation(id: &str, name: &str) -> Operation {
    let (verb, path) = id.split_once(' ').unwrap();
    Operation {
        id: id.to_owned(),
        verb: match verb {
            "GET" => Verb::Get,
            "POST" => Verb::Post,
            "PUT" => Verb::Put,
            "PATCH" => Verb::Patch,
            _ => Verb::Delete,
        },
        path: path.to_owned(),
        docs: OperationDocs {
            name: name.to_owned(),
            products: vec!["基础支付".to_owned()],
            roles: vec!["直连商户".to_owned(), "服务商".to_owned()],
            links: vec!["https://pay.weixin.qq.com/doc/v3/merchant/4012791859".to_owned()],
            updated: Some("2025-02-19".to_owned()),
            ..OperationDocs::default()
        },
        host: Host::Mainland,
        auth: Auth::Merchant,
        repeat: match verb {
            "GET" | "DELETE" => Repeat::Safe,
            "POST" => Repeat::Keyed("out_trade_no".to_owned()),
            _ => Repeat::Unknown,
        },
        pages: None,
        path_params: Vec::new(),
        request: None,
        body: BodyKind::None,
        upload: UploadLimits::default(),
        response: Response::Empty,
        statuses: vec![200],
        types: Vec::new(),
    }
}

fn refund_enums() -> [Type; 2] {
    let mut channel = structure("Channel", Struct::default());
    channel.label = Some("退款渠道".to_owned());
    channel.kind = TypeKind::StringEnum(vec![
        EnumValue {
            wire: "ORIGINAL".to_owned(),
            rust: "Original".to_owned(),
            label: Some("原路退款".to_owned()),
        },
        EnumValue {
            wire: "OTHER_BANKCARD".to_owned(),
            rust: "OtherBankcard".to_owned(),
            label: None,
        },
    ]);
    let mut kind = structure("Kind", Struct::default());
    kind.kind = TypeKind::IntegerEnum(vec![
        EnumValue {
            wire: 1,
            rust: "V1".to_owned(),
            label: Some("手机".to_owned()),
        },
        EnumValue {
            wire: -2,
            rust: "VMinus2".to_owned(),
            label: None,
        },
    ]);
    [channel, kind]
}

fn refund_types() -> Vec<Type> {
    let mut renamed = label(
        field("type", FieldType::String, false),
        "类型 `<T>` */ [数组]\\",
    );
    renamed.rust = "r#type".to_owned();
    renamed.docs.pattern = Some("[a-z`]{1,3}|\\d".to_owned());
    let mut parent = label(field("parent", named("v3::refund::Refund"), false), "上级");
    parent.boxed = true;
    let mut text = label(
        field("attachment", named("v3::refund::Empty"), true),
        "附件",
    );
    text.json_text = true;
    let mut old = label(field("old", FieldType::Number, true), "旧");
    old.docs.deprecated = Some("改用 \"type\"".to_owned());
    let refund = structure(
        "Refund",
        response(vec![
            label(
                field("channel", named("v3::refund::Channel"), true),
                "退款渠道",
            ),
            field("kinds", list(named("v3::refund::Kind")), false),
            field("success_time", FieldType::Timestamp, false),
            field("enabled", FieldType::Boolean, true),
            renamed,
            parent,
            text,
            old,
        ]),
    );
    let empty = structure("Empty", response(Vec::new()));
    let [channel, kind] = refund_enums();
    vec![channel, empty, kind, refund]
}

fn apply() -> Operation {
    let mut operation = operation("POST /v3/refund/refunds", "退款申请");
    operation.request = Some(path("v3::refund::refunds::post::Request"));
    operation.body = BodyKind::Json;
    operation.response = Response::Json(path("v3::refund::Refund"));
    let mut number = label(
        field("out_refund_no", FieldType::String, true),
        "商户退款单号",
    );
    number.docs.max_length = Some(64);
    number.docs.min_length = Some(1);
    number.docs.example = Some("\"1217752501201407033233368018\"".to_owned());
    let mut secret = label(field("name", FieldType::Secret, false), "姓名");
    secret.encrypted = true;
    secret.sensitive = true;
    let mut shape = request(vec![
        label(
            field("transaction_id", FieldType::String, false),
            "微信支付订单号",
        ),
        label(
            field("out_trade_no", FieldType::String, false),
            "商户订单号",
        ),
        number,
        label(
            field("amount", named("v3::refund::refunds::post::Amount"), true),
            "金额",
        ),
        secret,
        at(
            label(field("Idempotency-Key", FieldType::String, false), "幂等键"),
            Location::Header,
        ),
    ]);
    shape.fields[5].rust = "idempotency_key".to_owned();
    shape.exactly_one_of = vec![vec![0, 1]];
    let amount = request(vec![
        label(field("refund", FieldType::Integer, true), "退款金额"),
        label(field("total", FieldType::Integer, true), "原订单金额"),
    ]);
    operation.types = vec![structure("Amount", amount), structure("Request", shape)];
    operation
}

fn close() -> Operation {
    let mut operation = operation("DELETE /v3/refund/refunds/{out_refund_no}", "撤销");
    operation.path_params = vec![("out_refund_no".to_owned(), param())];
    operation.statuses = vec![204];
    operation.docs.deprecated = Some("已下线".to_owned());
    operation
}

fn query() -> Operation {
    let mut operation = operation("GET /v3/refund/refunds/{out_refund_no}", "查询退款");
    operation.path_params = vec![("out_refund_no".to_owned(), param())];
    operation.request = Some(path("v3::refund::refunds::out_refund_no::get::Request"));
    operation.response = Response::Json(path("v3::refund::Refund"));
    operation.types = vec![structure(
        "Request",
        request(vec![at(
            label(field("sub_mchid", FieldType::String, false), "子商户号"),
            Location::Query,
        )]),
    )];
    operation
}

fn param() -> PathParam {
    PathParam {
        label: Some("商户退款单号".to_owned()),
        example: Some("1217752501201407033233368018".to_owned()),
        max_length: Some(64),
        ..PathParam::default()
    }
}

fn download() -> Operation {
    let mut operation = operation("GET /v3/billdownload/file", "下载账单");
    operation.request = Some(path("v3::billdownload::file::get::Request"));
    operation.response = Response::File(vec!["text/plain".to_owned()]);
    let token = at(
        label(field("token", FieldType::String, true), "令牌"),
        Location::Query,
    );
    operation.types = vec![structure("Request", request(vec![token]))];
    operation
}

fn upload() -> Operation {
    let mut operation = operation("POST /v3/billdownload/upload", "图片上传");
    operation.request = Some(path("v3::billdownload::upload::post::Request"));
    operation.body = BodyKind::Multipart;
    operation.upload = UploadLimits {
        max_bytes: Some(2_097_152),
        media_types: vec!["image/jpeg".to_owned(), "image/png".to_owned()],
    };
    operation.response = Response::Json(path("v3::billdownload::upload::post::Response"));
    let mut name = field("filename", FieldType::String, true);
    name.fill = Some(Fill::Filename);
    let mut hash = field("sha256", FieldType::String, true);
    hash.fill = Some(Fill::Sha256);
    operation.types = vec![
        structure("Meta", request(vec![name, hash])),
        structure(
            "Request",
            request(vec![
                at(
                    field("meta", named("v3::billdownload::upload::post::Meta"), false),
                    Location::Part,
                ),
                at(
                    label(field("file", FieldType::File, true), "图片文件"),
                    Location::Part,
                ),
            ]),
        ),
        structure(
            "Response",
            response(vec![label(
                field("media_id", FieldType::String, true),
                "媒体文件标识",
            )]),
        ),
    ];
    operation
}

pub(crate) fn segment(wire: &str, rust: &str, feature: Option<&str>) -> Segment {
    Segment {
        wire: wire.to_owned(),
        rust: rust.to_owned(),
        param: wire.starts_with('{').then(param),
        feature: feature.map(str::to_owned),
    }
}

pub(crate) fn node(url: &str, children: Vec<Segment>, operations: Vec<Operation>) -> Module {
    Module {
        url: url.to_owned(),
        sources: if operations.is_empty() {
            Vec::new()
        } else {
            vec![format!("specs{url}.yaml")]
        },
        feature: None,
        children,
        operations,
        types: Vec::new(),
    }
}

fn notifications() -> Vec<Notification> {
    let docs = |name: &str| OperationDocs {
        name: name.to_owned(),
        ..OperationDocs::default()
    };
    let shape = |rust: &str, ty: &str, keys: &[&str]| Shape {
        rust: rust.to_owned(),
        label: None,
        ty: path(ty),
        when_present: keys.iter().map(|&key| key.to_owned()).collect(),
        when_original_type: Vec::new(),
    };
    let combined = response(vec![field("combine_out_trade_no", FieldType::String, true)]);
    vec![
        Notification {
            event_type: "REFUND.SUCCESS".to_owned(),
            variant: "RefundSuccess".to_owned(),
            module: "refund_success".to_owned(),
            source: "specs/notifications/REFUND.SUCCESS.yaml".to_owned(),
            docs: docs("退款成功"),
            features: vec!["refund".to_owned()],
            shapes: vec![shape("Resource", "v3::refund::Refund", &[])],
            types: Vec::new(),
        },
        Notification {
            event_type: "TRANSACTION.SUCCESS".to_owned(),
            variant: "TransactionSuccess".to_owned(),
            module: "transaction_success".to_owned(),
            source: "specs/notifications/TRANSACTION.SUCCESS.yaml".to_owned(),
            docs: docs("支付成功"),
            features: vec!["billdownload".to_owned(), "refund".to_owned()],
            shapes: vec![
                shape(
                    "Combined",
                    "notifications::transaction_success::Combined",
                    &["combine_out_trade_no"],
                ),
                shape("Direct", "v3::refund::Refund", &[]),
            ],
            types: vec![structure("Combined", combined)],
        },
    ]
}

/// The model.
pub(crate) fn model() -> Model {
    let mut model = Model {
        notifications: notifications(),
        ..Model::default()
    };
    let mut add = |at: &str, module: Module| model.modules.insert(path(at), module);
    add("", node("", vec![segment("v3", "v3", None)], Vec::new()));
    let gates = vec![
        segment("billdownload", "billdownload", Some("billdownload")),
        segment("refund", "refund", Some("refund")),
    ];
    add("v3", node("/v3", gates, Vec::new()));
    let mut refund = node(
        "/v3/refund",
        vec![segment("refunds", "refunds", None)],
        Vec::new(),
    );
    refund.types = refund_types();
    refund.feature = Some("refund".to_owned());
    refund.sources = vec!["specs/v3/refund/_types.yaml".to_owned()];
    add("v3::refund", refund);
    add(
        "v3::refund::refunds",
        node(
            "/v3/refund/refunds",
            vec![segment("{out_refund_no}", "out_refund_no", None)],
            vec![apply()],
        ),
    );
    add(
        "v3::refund::refunds::out_refund_no",
        node(
            "/v3/refund/refunds/{out_refund_no}",
            Vec::new(),
            vec![query(), close()],
        ),
    );
    let children = vec![
        segment("file", "file", None),
        segment("upload", "upload", None),
    ];
    let mut bills = node("/v3/billdownload", children, Vec::new());
    bills.feature = Some("billdownload".to_owned());
    add("v3::billdownload", bills);
    add(
        "v3::billdownload::file",
        node("/v3/billdownload/file", Vec::new(), vec![download()]),
    );
    add(
        "v3::billdownload::upload",
        node("/v3/billdownload/upload", Vec::new(), vec![upload()]),
    );
    model.features = ["billdownload", "refund"]
        .map(|name| Feature {
            name: name.to_owned(),
            needs: Vec::new(),
        })
        .to_vec();
    model
}
