//! Generated files that show each shape once. The committed files are the whole snapshot;
//! these few are for reading the difference that a change of the generator makes.

use std::fs;

use crate::repository;

/// Snapshots the files at these paths below `generated/src`.
macro_rules! shapes {
    ($($test:ident: $path:literal;)*) => {$(
        #[test]
        fn $test() {
            let path = repository().join("generated/src").join($path);
            insta::assert_snapshot!(fs::read_to_string(path).unwrap());
        }
    )*};
}

shapes! {
    all_fields_required: "v3/marketing/busifavor/subsidy/return_receipts.rs";
    a_parameter_and_no_request: "v3/marketing/busifavor/subsidy/return_receipts/subsidy_return_receipt_id.rs";
    nested_and_encrypted: "v3/pay/transactions/jsapi.rs";
    shared_types: "v3/refund/domestic/refunds.rs";
    nothing_is_answered: "v3/pay/transactions/out_trade_no/out_trade_no/close.rs";
    query_and_enums: "v3/bill/tradebill.rs";
    a_file_is_answered: "v3/billdownload/file.rs";
    an_upload: "v3/merchant/media/upload.rs";
    two_verbs: "v3/payscore/serviceorder.rs";
    an_encrypted_field_both_ways: "v3/profitsharing/receivers/add.rs";
    platform_certificates: "v3/certificates.rs";
    a_namespace: "v3/merchant/media.rs";
    a_notification_of_one_shape: "notifications/refund_success.rs";
    a_notification_of_several_shapes: "notifications/transaction_success.rs";
}
