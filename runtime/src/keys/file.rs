//! Downloaded certificates in a file, so that a restart needs no download.
//!
//! Invariant: nothing in the file is trusted because it is there. Its content is sealed
//! with the APIv3 key, for one merchant, as WeChat Pay seals what it sends: a file that
//! was damaged, tampered with, or made for another merchant or under another APIv3 key does
//! not open, and is as good as none.
//!
//! All of this waits for the disk. The client reads the file once, when it is made, and
//! writes it beside the async runtime's threads (`off_thread`).

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{KeyStore, TrustedKey};
use crate::crypto::{AeadError, ApiV3Key, CryptoError, KeyError};

const ABOUT: &str = "WeChat Pay platform certificates, sealed with the merchant's APIv3 key; \
                     may be deleted at any time";
const ALGORITHM: &str = "AEAD_AES_256_GCM";

/// Where the certificates of one merchant are kept.
#[derive(Debug)]
pub(crate) struct CertificateFile {
    path: PathBuf,
    /// What the seal is bound to beside the key.
    owner: String,
}

/// What is in the file.
#[derive(Debug)]
struct Saved {
    /// When they were downloaded, in Unix seconds.
    downloaded_at: i64,
    certificates: Vec<TrustedKey>,
}

/// The file as it lies there.
#[derive(Serialize, Deserialize)]
struct Outer {
    about: String,
    algorithm: String,
    nonce: String,
    ciphertext: String,
}

/// What is sealed in it.
#[derive(Serialize, Deserialize)]
struct Content {
    downloaded_at: i64,
    certificates: Vec<String>,
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

impl CertificateFile {
    /// The file at `path`, for the merchant `merchant_id`.
    pub(crate) fn new(path: PathBuf, merchant_id: &str) -> Self {
        let owner = format!("platform certificates of {merchant_id}");
        Self { path, owner }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Has `store` trust what was saved; a file that cannot be used is as good as none.
    pub(crate) fn restore(&self, store: &KeyStore, key: &ApiV3Key, now: i64) {
        match self.load(key, now) {
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

    /// What was saved, without what has expired at `now`; nothing where there is no file.
    ///
    /// # Errors
    /// Where the file cannot be read or does not open.
    fn load(&self, key: &ApiV3Key, now: i64) -> Result<Option<Saved>, FileError> {
        let text = match std::fs::read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let outer: Outer = serde_json::from_slice(&text).map_err(|_| FileError::Malformed)?;
        let Outer {
            algorithm,
            nonce,
            ciphertext,
            ..
        } = outer;
        let content = key.open(&algorithm, &nonce, &self.owner, &ciphertext)?;
        let content: Content =
            serde_json::from_slice(&content).map_err(|_| FileError::Malformed)?;
        let mut certificates = Vec::with_capacity(content.certificates.len());
        for pem in &content.certificates {
            let certificate = TrustedKey::certificate(pem)?;
            if certificate.verifies(now) {
                certificates.push(certificate);
            }
        }
        Ok(Some(Saved {
            downloaded_at: content.downloaded_at,
            certificates,
        }))
    }

    /// Saves `certificates`, downloaded at `now`, beside those in the file that are still
    /// valid. A reader sees the old file or the new one, never half of one.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(crate) fn save(
        &self,
        key: &ApiV3Key,
        certificates: &[TrustedKey],
        now: i64,
    ) -> Result<(), FileError> {
        // One that does not open is replaced; that was logged when it was loaded.
        let before = self.load(key, now).ok().flatten();
        let before = before.map_or_else(Vec::new, |saved| saved.certificates);
        let new = |old: &&TrustedKey| certificates.iter().all(|new| new.id() != old.id());
        let kept = before.iter().filter(new);
        let content = Content {
            downloaded_at: now,
            certificates: kept
                .chain(certificates)
                .filter_map(|certificate| certificate.certificate_pem().map(str::to_owned))
                .collect(),
        };
        let content = serde_json::to_vec(&content).map_err(|_| FileError::Malformed)?;
        let nonce = ApiV3Key::fresh_nonce()?;
        let outer = Outer {
            about: ABOUT.to_owned(),
            algorithm: ALGORITHM.to_owned(),
            ciphertext: key.seal(&nonce, &self.owner, &content)?,
            nonce,
        };
        let text = serde_json::to_vec_pretty(&outer).map_err(|_| FileError::Malformed)?;
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
