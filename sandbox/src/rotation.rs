//! The platform certificates of one sandbox, of which one signs.
//!
//! Invariant: what was valid once opens encrypted fields still, and is listed until it
//! expires; only the newest signs, and it lives longest, so that clients encrypt with it. The
//! list alone is signed with an older one for a client that names it.

use std::sync::{Arc, PoisonError, RwLock};

use crate::keys::{Keys, PlatformCertificate, PlatformKey};

/// The certificates, oldest first; never empty.
#[derive(Debug)]
pub(crate) struct Certificates {
    first: Arc<PlatformCertificate>,
    later: RwLock<Vec<Arc<PlatformCertificate>>>,
}

impl Certificates {
    /// Those of a sandbox that starts with `keys`.
    pub(crate) fn new(keys: &Keys) -> Self {
        Self {
            first: Arc::clone(keys.certificate()),
            later: RwLock::default(),
        }
    }

    /// The one that signs.
    pub(crate) fn newest(&self) -> Arc<PlatformCertificate> {
        Arc::clone(self.later().last().unwrap_or(&self.first))
    }

    /// The key with this serial.
    pub(crate) fn key(&self, serial: &str) -> Option<PlatformKey> {
        let later = self.later();
        let mut all = later.iter().chain([&self.first]);
        let found = all.find(|certificate| certificate.key.id == serial)?;
        Some(found.key.clone())
    }

    /// Those that are valid at `now`, oldest first, and the newest in any case.
    pub(crate) fn valid(&self, now: i64) -> Vec<Arc<PlatformCertificate>> {
        let later = self.later();
        let newest = later.last().unwrap_or(&self.first);
        let older = [&self.first].into_iter().chain(later.iter());
        let older = older.filter(|it| now < it.validity.1 && it.key.id != newest.key.id);
        older.chain([newest]).map(Arc::clone).collect()
    }

    /// `certificate` signs from now on.
    pub(crate) fn rotate(&self, certificate: PlatformCertificate) {
        let mut later = self.later.write().unwrap_or_else(PoisonError::into_inner);
        later.push(Arc::new(certificate));
    }

    fn later(&self) -> std::sync::RwLockReadGuard<'_, Vec<Arc<PlatformCertificate>>> {
        self.later.read().unwrap_or_else(PoisonError::into_inner)
    }
}
