//! The channels that a version names.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A channel (公开渠道) that a version names. The register of channels comes
/// later in the order and knows them by this code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct NamedChannel {
    /// The channel's code.
    pub code: String,
    /// When it went out by it: only imported history knows that beforehand.
    pub at: Option<Timestamp>,
    /// Where it went out, as history tells it: an address on the web or a place.
    pub address: String,
}

impl From<&str> for NamedChannel {
    fn from(code: &str) -> Self {
        NamedChannel { code: code.to_owned(), at: None, address: String::new() }
    }
}

/// How it lies in the database: a bare code where there is nothing more to say.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Code(String),
    History { code: String, at: Option<Timestamp>, address: String },
}

impl From<Written> for NamedChannel {
    fn from(written: Written) -> Self {
        match written {
            Written::Code(code) => NamedChannel { code, at: None, address: String::new() },
            Written::History { code, at, address } => NamedChannel { code, at, address },
        }
    }
}

impl From<NamedChannel> for Written {
    fn from(named: NamedChannel) -> Self {
        match named {
            NamedChannel { code, at: None, address } if address.is_empty() => Written::Code(code),
            NamedChannel { code, at, address } => Written::History { code, at, address },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_history_are_read_as_they_were_written() {
        let at = "2021-09-01T02:00:00Z".parse().unwrap();
        let history =
            NamedChannel { code: "wechat".into(), at: Some(at), address: "https://x.example/1".into() };
        let named = vec![NamedChannel::from("web"), history];
        let written = serde_json::to_string(&named).unwrap();
        assert!(written.starts_with("[\"web\",{\"code\":\"wechat\""), "{written}");
        assert_eq!(serde_json::from_str::<Vec<NamedChannel>>(&written).unwrap(), named);
    }
}
