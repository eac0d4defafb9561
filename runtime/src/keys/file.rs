//! Downloaded certificates in a file, so that a restart needs no download.
//!
//! Invariant: nothing in the file is trusted because it is there. Its content is sealed
//! with the APIv3 key, for one merchant, as WeChat Pay seals what it sends: a file that
//! was damaged, tampered with, or made for another merchant or under another APIv3 key does
//! not open, and is as good as none.
//!
//! All of this waits for the disk. The client reads the file once, when it is made, and
//! writes it beside the async runtime's threads (`off_thread`).
//!
//! The client knows it as [`SavedCertificates`] only, so that a program that names no file
//! has none of this in it.

use std::future::Future;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use serde_json::json;

use super::{KeyStore, TrustedKey};
use crate::crypto::{AeadError, ApiV3Key, CryptoError, KeyError};
use crate::off_thread::off_thread;
use crate::record::{JsonValue, json_value, json_value_text};

const ABOUT: &str = "WeChat Pay platform certificates, sealed with the merchant's APIv3 key; \
                     may be deleted at any time";
const ALGORITHM: &str = "AEAD_AES_256_GCM";

/// Downloaded certificates that outlive the process. What is wrong with them is logged: the
/// client goes on without.
pub(crate) trait SavedCertificates: Send + Sync {
    /// Has `store` trust what was saved for the merchant `merchant_id`; what cannot be used
    /// is as good as none.
    fn restore(&self, merchant_id: &str, store: &KeyStore, key: &ApiV3Key, now: i64);

    /// Saves `certificates`, downloaded at `now`.
    fn save(
        self: Arc<Self>,
        merchant_id: String,
        key: ApiV3Key,
        new: Vec<TrustedKey>,
        now: i64,
    ) -> Saving;
}

/// What [`SavedCertificates::save`] gives.
pub(crate) type Saving = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where the certificates of one merchant are kept.
#[derive(Debug)]
pub(crate) struct CertificateFile {
    pub(crate) path: PathBuf,
}

/// What is in the file.
#[derive(Debug)]
struct Saved {
    /// When they were downloaded, in Unix seconds.
    downloaded_at: i64,
    certificates: Vec<TrustedKey>,
}

/// The file cannot be used. What is wrong is for the log: the client goes on without it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("it is not what this client writes")]
    Malformed,
    #[error(
        "its seal does not fit: it is damaged or was tampered with, or the APIv3 key has changed since"
    )]
    Seal(#[from] AeadError),
    #[error("a certificate in it cannot be read: {0}")]
    Certificate(#[from] KeyError),
    #[error("{0}")]
    Crypto(#[from] CryptoError),
}

impl SavedCertificates for CertificateFile {
    fn restore(&self, merchant_id: &str, store: &KeyStore, key: &ApiV3Key, now: i64) {
        match self.load(merchant_id, key, now) {
            Ok(None) => {}
            Ok(Some(saved)) if saved.certificates.is_empty() => {}
            Ok(Some(saved)) => {
                store.add(saved.certificates);
                // One from the future would never grow old.
                store.downloads().are_of(saved.downloaded_at.min(now));
            }
            Err(error) => {
                let path = self.path.display();
                tracing::warn!(%error, %path, "the file of platform certificates is ignored");
            }
        }
    }

    fn save(
        self: Arc<Self>,
        merchant_id: String,
        key: ApiV3Key,
        new: Vec<TrustedKey>,
        now: i64,
    ) -> Saving {
        Box::pin(async move {
            let file = Arc::clone(&self);
            let saved = off_thread(move || file.write(&merchant_id, &key, &new, now)).await;
            if let Err(error) = saved.map_err(FileError::from).flatten() {
                let path = self.path.display();
                tracing::warn!(%error, %path, "the platform certificates could not be saved");
            }
        })
    }
}

impl CertificateFile {
    /// What was saved, without what has expired at `now`; nothing where there is no file.
    ///
    /// # Errors
    /// Where the file cannot be read or does not open.
    fn load(
        &self,
        merchant_id: &str,
        key: &ApiV3Key,
        now: i64,
    ) -> Result<Option<Saved>, FileError> {
        let text = match std::fs::read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let outer = read(&text)?;
        let content = key.open(
            text_of(&outer["algorithm"])?,
            text_of(&outer["nonce"])?,
            &owner(merchant_id),
            text_of(&outer["ciphertext"])?,
        )?;
        let content = read(&content)?;
        let pems = content["certificates"].as_array();
        let mut certificates = Vec::new();
        for pem in pems.ok_or(FileError::Malformed)? {
            let certificate = TrustedKey::certificate(text_of(pem)?)?;
            if certificate.verifies(now) {
                certificates.push(certificate);
            }
        }
        let downloaded_at = content["downloaded_at"].as_i64();
        Ok(Some(Saved {
            downloaded_at: downloaded_at.ok_or(FileError::Malformed)?,
            certificates,
        }))
    }

    /// Saves `certificates`, downloaded at `now`, beside those in the file that are still
    /// valid. A reader sees the old file or the new one, never half of one.
    ///
    /// # Errors
    /// Where the file cannot be written.
    fn write(
        &self,
        merchant_id: &str,
        key: &ApiV3Key,
        certificates: &[TrustedKey],
        now: i64,
    ) -> Result<(), FileError> {
        // One that does not open is replaced; that was logged when it was loaded.
        let before = self.load(merchant_id, key, now).ok().flatten();
        let before = before.map_or_else(Vec::new, |saved| saved.certificates);
        let new = |old: &&TrustedKey| certificates.iter().all(|new| new.id() != old.id());
        let kept = before.iter().filter(new);
        let pems: Vec<&str> = kept
            .chain(certificates)
            .filter_map(TrustedKey::certificate_pem)
            .collect();
        let content = json_value_text(&json!({ "downloaded_at": now, "certificates": pems }));
        let nonce = ApiV3Key::fresh_nonce()?;
        let ciphertext = key.seal(&nonce, &owner(merchant_id), content.as_bytes())?;
        let outer = json!({
            "about": ABOUT,
            "algorithm": ALGORITHM,
            "nonce": nonce,
            "ciphertext": ciphertext,
        });
        let text = json_value_text(&outer).into_bytes();
        self.replace(&text)
    }

    /// Writes beside the file and renames: also two processes at once leave a whole one.
    fn replace(&self, text: &[u8]) -> Result<(), FileError> {
        let mut beside = self.path.clone().into_os_string();
        beside.push(format!(".{}", crate::nonce::nonce()?));
        let written =
            std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, &self.path));
        if written.is_err() {
            // There may be none, and the reason for the failure is what matters.
            let _ = std::fs::remove_file(&beside);
        }
        Ok(written?)
    }
}

/// What the seal is bound to beside the key.
fn owner(merchant_id: &str) -> String {
    format!("platform certificates of {merchant_id}")
}

fn read(json: &[u8]) -> Result<JsonValue, FileError> {
    json_value(json).ok_or(FileError::Malformed)
}

fn text_of(value: &JsonValue) -> Result<&str, FileError> {
    value.as_str().ok_or(FileError::Malformed)
}
