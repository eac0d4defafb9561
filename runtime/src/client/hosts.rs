//! Which hosts serve a call. The host is not signed, so the same signed request may go to another one.

use std::sync::Arc;

use reqwest::Url;

use super::Client;
use crate::error::{ConfigError, Error, ErrorKind, RequestError};
use crate::operation::Host;
use crate::prepared::PreparedRequest;

const MAINLAND: &str = "https://api.mch.weixin.qq.com";
const MAINLAND_BACKUP: &str = "https://api2.mch.weixin.qq.com";
const OVERSEAS: &str = "https://apihk.mch.weixin.qq.com";

/// Where a client sends to.
pub(super) struct Hosts {
    mainland: Arc<Pair>,
    overseas: Arc<Pair>,
}

/// A host and the one that stands in for it.
pub(super) struct Pair {
    usual: Url,
    backup: Option<Url>,
}

/// What the builder was told.
#[derive(Default)]
pub(super) struct Places {
    pub(super) base: Option<String>,
    pub(super) backup: Option<String>,
    pub(super) no_backup: bool,
}

impl Places {
    pub(super) fn build(&self) -> Result<Hosts, ConfigError> {
        let given = self.backup.as_deref().map(base_url).transpose()?;
        if let Some(base) = &self.base {
            let usual = base_url(base)?;
            let backup = given.filter(|_| !self.no_backup);
            let pair = Arc::new(Pair { usual, backup });
            return Ok(Hosts {
                mainland: Arc::clone(&pair),
                overseas: pair,
            });
        }
        let backup = match given {
            Some(backup) => backup,
            None => base_url(MAINLAND_BACKUP)?,
        };
        Ok(Hosts {
            mainland: Arc::new(Pair {
                usual: base_url(MAINLAND)?,
                backup: Some(backup).filter(|_| !self.no_backup),
            }),
            overseas: Arc::new(Pair {
                usual: base_url(OVERSEAS)?,
                backup: None,
            }),
        })
    }
}

impl Hosts {
    fn pair(&self, host: Host) -> &Pair {
        match host {
            Host::Mainland => &self.mainland,
            Host::Overseas => &self.overseas,
        }
    }
}

impl std::fmt::Debug for Hosts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Pair { usual, backup } = &*self.mainland;
        f.debug_struct("Hosts")
            .field("mainland", &usual.as_str())
            .field("backup", &backup.as_ref().map(Url::as_str))
            .field("overseas", &self.overseas.usual.as_str())
            .finish()
    }
}

impl Client {
    /// Where `host` is, with or without a slash at the end.
    pub(super) fn base(&self, host: Host) -> &Url {
        &self.0.hosts.pair(host).usual
    }

    /// The hosts of a call, of which the first is tried first.
    pub(super) fn route(&self, host: Host) -> Route<'_> {
        Route {
            pair: self.0.hosts.pair(host),
            on_backup: false,
            moved: false,
        }
    }
}

/// Which of its hosts a call is at.
pub(super) struct Route<'a> {
    pair: &'a Pair,
    on_backup: bool,
    moved: bool,
}

impl Route<'_> {
    /// Whether there is a host that was not tried yet.
    pub(super) fn has_spare(&self) -> bool {
        self.pair.backup.is_some() && !self.moved
    }

    /// Goes to the other host if `error` says that this one is in trouble.
    pub(super) fn move_on(&mut self, error: &Error) {
        if self.pair.backup.is_some() && is_the_hosts(error) {
            self.on_backup = !self.on_backup;
            self.moved = true;
        }
    }

    /// `request`, to where the call is now.
    pub(super) fn direct(&self, request: &mut PreparedRequest) -> Result<(), RequestError> {
        let backup = self.pair.backup.as_ref().filter(|_| self.on_backup);
        let host = backup.unwrap_or(&self.pair.usual);
        request.url = PreparedRequest::join(host, &request.canonical_url)?;
        Ok(())
    }
}

/// Whether the host, rather than what is behind it, did not answer as it should.
fn is_the_hosts(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Connect(_) | ErrorKind::Transport(_) | ErrorKind::Timeout(_) => true,
        ErrorKind::Api(error) => matches!(error.status.as_u16(), 502 | 503),
        _ => false,
    }
}

fn base_url(text: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(text).map_err(|_| ConfigError::BaseUrl)?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if plain {
        Ok(url)
    } else {
        Err(ConfigError::BaseUrl)
    }
}
