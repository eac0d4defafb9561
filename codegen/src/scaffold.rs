//! A new spec file, or what to add to one: where somebody starts who has the
//! documentation's page open.
//!
//! Invariant: a skeleton is a spec that loads, so that the first run of the generator
//! complains about nothing but what was typed.

use std::fmt::Write as _;
use std::path::Path;

/// A file to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skeleton {
    /// Where it belongs, relative to the repository.
    pub file: String,
    /// The whole file.
    pub text: String,
    /// The verb's part alone, for a file that is there already.
    pub verb: String,
    /// `post:`, the key that must not be there yet.
    pub key: String,
}

/// Why there can be no such file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScaffoldError {
    /// It is not a verb and a path.
    #[error(
        "`{0}` is not an operation: write the verb and the path, like \"POST /v3/pay/transactions/jsapi\""
    )]
    NotAnOperation(String),
    /// The verb is not one of HTTP that WeChat Pay uses.
    #[error("`{0}` is not one of GET, POST, PUT, PATCH and DELETE")]
    Verb(String),
    /// The path begins with something that is not generated.
    #[error("`{0}` is not below /v3, /hk/v3, /global/v3 or /brand/v3: APIv2 has no specs yet")]
    Root(String),
    /// A segment cannot be the name of a file.
    #[error(
        "the segment `{0}` is neither letters, digits, `-` and `_` nor a {{parameter}} in snake case"
    )]
    Segment(String),
}

/// The skeleton for `operation`, `POST /v3/…`.
///
/// # Errors
/// Where `operation` names no URL that can have a spec; see [`ScaffoldError`].
pub fn skeleton(operation: &str) -> Result<Skeleton, ScaffoldError> {
    let not_an_operation = || ScaffoldError::NotAnOperation(operation.to_owned());
    let (verb, path) = operation
        .trim()
        .split_once(' ')
        .ok_or_else(not_an_operation)?;
    let path = path.trim();
    let key = verb.to_ascii_lowercase();
    if !["get", "post", "put", "patch", "delete"].contains(&key.as_str()) {
        return Err(ScaffoldError::Verb(verb.to_owned()));
    }
    let trimmed = path.strip_prefix('/').ok_or_else(not_an_operation)?;
    let (segments, trailing_slash) = match trimmed.strip_suffix('/') {
        Some(trimmed) => (trimmed, true),
        None => (trimmed, false),
    };
    let segments: Vec<&str> = segments.split('/').collect();
    check(&segments, path)?;
    let parameters: Vec<&str> = segments
        .iter()
        .filter_map(|segment| parameter(segment))
        .collect();
    let verb_text = verb_text(&key);
    Ok(Skeleton {
        file: format!("specs/{}.yaml", segments.join("/")),
        text: file_text(
            operation.trim(),
            segments.len(),
            &parameters,
            trailing_slash,
        ) + &verb_text,
        verb: verb_text,
        key: format!("{key}:"),
    })
}

fn check(segments: &[&str], path: &str) -> Result<(), ScaffoldError> {
    let rooted = matches!(
        segments,
        ["v3", _, ..] | ["hk" | "global" | "brand", "v3", _, ..]
    );
    if !rooted {
        return Err(ScaffoldError::Root(path.to_owned()));
    }
    for &segment in segments {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let static_segment = !segment.is_empty() && segment.chars().all(allowed);
        if !static_segment && parameter(segment).is_none() {
            return Err(ScaffoldError::Segment(segment.to_owned()));
        }
    }
    Ok(())
}

/// The name in `{name}`.
fn parameter(segment: &str) -> Option<&str> {
    let name = segment.strip_prefix('{')?.strip_suffix('}')?;
    let snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (!name.is_empty() && name.chars().all(snake)).then_some(name)
}

fn file_text(operation: &str, depth: usize, parameters: &[&str], trailing_slash: bool) -> String {
    let up = "../".repeat(depth.saturating_sub(1));
    let mut text = format!("# yaml-language-server: $schema={up}spec.schema.json\n");
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        text,
        "# {operation}: every key is explained in docs/spec-format.md."
    );
    if trailing_slash {
        text.push_str("trailing_slash: true\n");
    }
    if !parameters.is_empty() {
        text.push_str("path:\n");
        for name in parameters {
            let _ = writeln!(text, "  {name}: {{ type: string, label: 待填写 }}");
        }
    }
    text.push('\n');
    text
}

/// The verb's part: a request where the verb has one, and an answer.
fn verb_text(key: &str) -> String {
    let request = if matches!(key, "get" | "delete") {
        "  # request:
  #   query:
  #     mchid: { type: string, label: 直连商户号, example: \"1900000001\" }
  #     limit?: { type: integer, label: 最大条数, maximum: 50 }   # `?` marks what may be left out
  # pages: { offset: offset, size: limit, items: data, total: total_count }   # of a list
"
    } else {
        "  request:
    json:
      out_request_no: { type: string, label: 商户请求单号, max_length: 64 }
      # attach?: { type: string, label: 附加数据 }               # `?` marks what may be left out
      # amount:
      #   label: 金额
      #   fields:
      #     total: { type: integer, label: 总金额（分）, example: 100 }
      # state: { label: 状态, enum: { SUCCESS: 成功, CLOSED: 已关闭 } }
"
    };
    let repeat = match key {
        "get" => "",
        "put" | "delete" => {
            "  # repeat: safe                       # where sending it twice does no more than once\n"
        }
        _ => {
            "  # repeat: { by: out_request_no }     # where WeChat Pay recognises a repeat by it; or `safe`\n"
        }
    };
    format!(
        "{key}:
  name: 待填写                         # the official Chinese name
  # products: [基础支付]
  # roles: [直连商户, 服务商]
  # docs: [https://pay.weixin.qq.com/doc/v3/merchant/…]
  # updated: 2025-01-31                # the date of the page
{repeat}{request}  responses:
    204: {{}}                            # no body; or:
    # 200: {{ json: {{ id: {{ type: string, label: 单号 }} }} }}
    # 200: {{ type: Transaction }}       # a type of this file or of a _types.yaml above it
    # 200: {{ file: [text/plain] }}
"
    )
}

/// What became of a skeleton.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// The file is written.
    Written {
        /// Relative to the repository.
        file: String,
    },
    /// The URL has a file; this is to be added to it.
    AddVerb {
        /// Relative to the repository.
        file: String,
        /// The text to add.
        verb: String,
    },
    /// The URL has a file, and that has the verb.
    Exists {
        /// Relative to the repository.
        file: String,
        /// The key that is there: `post:`.
        key: String,
    },
}

/// Why a skeleton could not be put in its place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// There can be no such file.
    #[error(transparent)]
    Scaffold(#[from] ScaffoldError),
    /// The file system refused.
    #[error("cannot write {file}")]
    Io {
        /// Relative to the repository.
        file: String,
        /// Why not.
        source: std::io::Error,
    },
}

/// Writes the skeleton for `operation` into the repository at `root`. A file that is
/// there already is left alone.
///
/// # Errors
/// Where `operation` names no URL that can have a spec, or the file cannot be written.
pub fn place(root: &Path, operation: &str) -> Result<Placed, PlaceError> {
    let Skeleton {
        file,
        text,
        verb,
        key,
    } = skeleton(operation)?;
    let path = root.join(&file);
    let failed = |source| PlaceError::Io {
        file: file.clone(),
        source,
    };
    if path.exists() {
        let current = std::fs::read_to_string(&path).map_err(failed)?;
        let has_verb = current.lines().any(|line| line.starts_with(&key));
        return Ok(if has_verb {
            Placed::Exists { file, key }
        } else {
            Placed::AddVerb { file, verb }
        });
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut new = std::fs::File::create_new(&path).map_err(failed)?;
    std::io::Write::write_all(&mut new, text.as_bytes()).map_err(failed)?;
    Ok(Placed::Written { file })
}
