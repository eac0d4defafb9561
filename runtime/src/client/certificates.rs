//! Downloading the platform certificates: the one call whose answer brings its own keys.

use super::Client;
use crate::call::{Parts, Target};
use crate::error::{ConfigError, Error, ErrorKind};
use crate::keys::open_certificates;
use crate::operation::{Answer, Auth, Body, Host, Method, Operation};

static OPERATION: Operation = Operation {
    id: "GET /v3/certificates",
    name: "下载平台证书",
    method: Method::Get,
    path: "/v3/certificates",
    body: Body::None,
    response: Answer::Json,
    host: Host::Mainland,
    auth: Auth::Merchant,
};

impl Client {
    /// Downloads the platform certificates and trusts them from now on; gives their serials.
    ///
    /// A merchant who has a WeChat Pay public key instead of certificates is answered
    /// 404 `RESOURCE_NOT_EXISTS` and needs no download.
    ///
    /// # Errors
    /// Where the APIv3 key is missing or wrong, the call fails, or the answer does not prove itself.
    pub async fn download_certificates(&self) -> Result<Vec<String>, Error> {
        let key = self.0.api_v3_key.as_ref().ok_or(ConfigError::NoApiV3Key)?;
        let mut parts = Parts::new(self, Target::Path(self.root()), &OPERATION);
        parts.bootstrap = true;
        let reply = self.exchange(parts).await?.reply;
        let now = self.0.clock.unix_seconds();
        match open_certificates(
            key,
            &self.keys().snapshot(),
            &reply.headers,
            &reply.body,
            now,
        ) {
            Ok(trusted) => {
                let serials = trusted.iter().map(|key| key.id().to_owned()).collect();
                self.0.keys.add(trusted);
                Ok(serials)
            }
            Err(error) => {
                let error = Error::new(ErrorKind::Certificates(error), Some(OPERATION.id));
                Err(error.with_reply(reply))
            }
        }
    }
}
