//! Probes, with the defaults that the API server fills in.

use crate::yaml::{Entry, Node};

/// Which question a probe answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProbeKind {
    /// Has it started? Until then the others wait.
    Startup,
    /// Is it alive? If not, the container is killed.
    Liveness,
    /// May it have traffic? If not, its pod leaves the Services.
    Readiness,
}

impl ProbeKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Startup, Self::Liveness, Self::Readiness];

    /// The field of a container.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Startup => "startupProbe",
            Self::Liveness => "livenessProbe",
            Self::Readiness => "readinessProbe",
        }
    }

    /// The word for messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Startup => "startup",
            Self::Liveness => "liveness",
            Self::Readiness => "readiness",
        }
    }
}

/// How a probe asks.
pub const HANDLERS: [&str; 4] = ["exec", "httpGet", "tcpSocket", "grpc"];

/// A probe of a container.
#[derive(Debug, Clone, Copy)]
pub struct Probe<'a> {
    /// Which one.
    pub kind: ProbeKind,
    /// The key, `livenessProbe`.
    pub key: Node<'a>,
    /// Its map.
    pub node: Node<'a>,
}

impl<'a> Probe<'a> {
    /// The handlers that are written: exactly one is right.
    pub fn handlers(self) -> impl Iterator<Item = Entry<'a>> {
        HANDLERS.into_iter().filter_map(move |handler| self.node.entry(handler)).filter(|entry| !entry.value.is_null())
    }

    /// The node of the port that it asks at.
    pub fn port(self) -> Option<Node<'a>> {
        self.handlers().find_map(|handler| handler.value.get("port"))
    }

    /// Seconds or a threshold with the default of the API server: absent, null and 0 are the default.
    ///
    /// Upstream: `pkg/apis/core/v1/defaults.go`, `SetDefaults_Probe`. `initialDelaySeconds` has 0 as its default.
    /// None when something is written that is no whole number.
    pub fn number(self, field: &str) -> Option<i64> {
        let default = match field {
            "timeoutSeconds" | "successThreshold" => 1,
            "periodSeconds" => 10,
            "failureThreshold" => 3,
            _ => 0,
        };
        match self.node.get(field).filter(|value| !value.is_null()) {
            None => Some(default),
            Some(value) => value.as_int().map(|number| if number == 0 { default } else { number }),
        }
    }
}
