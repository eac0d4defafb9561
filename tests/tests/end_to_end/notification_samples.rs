//! Every sample that the documentation shows of a notification, through real encryption:
//! it decodes without a deviation, and encodes back to the same JSON.

use serde_json::Value;
use wechatpay_openapi::notifications::{
    Event, entrust_terminate_retention, payscore_user_accepted, transaction_success,
};
use wechatpay_runtime::{DecryptedNotification, Record, record};

use crate::support::{parser, sandbox};

const SAMPLES: &str = include_str!("../../fixtures/notification_samples.jsonl");

/// The events whose resource has one shape, and those whose resource is an enum of shapes.
macro_rules! check_event {
    ($event:expr, $check:expr; $($single:ident)*; $($several:ident: $module:ident [$($shape:ident)*])*) => {
        match $event {
            $(Event::$single(record) => $check.check(&**record),)*
            $($(Event::$several($module::Resource::$shape(record)) => $check.check(&**record),)*)*
            other => panic!("no sample should become {other:?}"),
        }
    };
}

struct Sample<'s> {
    notification: &'s DecryptedNotification,
    resource: &'s Value,
}

impl Sample<'_> {
    /// That `record`, which the event holds, is the whole of the sample.
    fn check<T: Record + PartialEq + std::fmt::Debug>(&self, record: &T) {
        let event_type = &self.notification.event_type;
        let decoded = self.notification.resource::<T>().unwrap();
        assert_eq!(decoded.deviations, [], "{event_type}");
        assert_eq!(&decoded.value, record, "{event_type}");
        let encoded = record::encode_body(record, None).unwrap();
        let encoded: Value = serde_json::from_slice(&encoded).unwrap();
        // Maps compare without regard to order.
        assert_eq!(&encoded, self.resource, "{event_type}");
    }
}

/// That what `event` holds is the whole of `sample`.
fn check(event: &Event, sample: &Sample<'_>) {
    check_event!(event, sample;
        ComplaintCreate ComplaintStateChange CouponUse DiscountCardAgreementEnded
        DiscountCardGetCard DiscountCardSettlement DiscountCardUserAccepted
        DiscountCardUserPaid EcommerceEntrustSign EcommerceEntrustTerminate
        EduSchoolPayUserDebtStateUpdate EntrustRelease EntrustSign EntrustSigning
        EntrustTerminate FapiaoCardDiscarded FapiaoCardInserted FapiaoIssued FapiaoReversed
        FapiaoUserApplied HirePowerBankReceiveInsurance InsuranceEntrustRenew
        InsuranceEntrustSign InsuranceEntrustTerminate MallAuthActivateCard
        MallRefundSuccess MallTransactionSuccess MchtransferBatchClosed
        MchtransferBatchFinished MchtransferBillFinished PayscoreBindServiceAccount
        PayscoreUserCancelSignPlan PayscoreUserCloseService PayscoreUserConfirm
        PayscoreUserOpenService PayscoreUserPaid PayscoreUserSignPlan ProfitsharingReturn
        ProfitsharingSuccess RechargeClosed RechargeSuccess RefundAbnormal RefundClosed
        RefundSuccess TransactionFail TransactionIndustryFailed TransactionIndustrySuccess
        TransactionPayBack VehicleEntranceStateChange VehicleUserStateChange;
        EntrustTerminateRetention: entrust_terminate_retention [Answer Inquiry]
        PayscoreUserAccepted: payscore_user_accepted [ServiceOrder Service]
        TransactionSuccess: transaction_success [Direct Partner Combined Parking ProfitSharing Overseas OverseasDeduction]);
}

#[tokio::test]
async fn every_sample_decodes_strictly_and_encodes_back() {
    let sandbox = sandbox().await;
    let parser = parser(&sandbox);
    let mut count = 0;
    for line in SAMPLES.lines() {
        let sample: Value = serde_json::from_str(line).unwrap();
        let event_type = sample["event_type"].as_str().unwrap();
        let resource = &sample["resource"];
        let built = sandbox.notification(event_type).resource(resource.clone());
        let sent = built.build().unwrap();
        let notification = parser.parse(&sent.headers, &sent.body).unwrap();
        let event: Event = notification.decode().unwrap();
        let sample = Sample {
            notification: &notification,
            resource,
        };
        check(&event, &sample);
        count += 1;
    }
    assert_eq!(count, 58);
}
