//! Data that pods read: ConfigMaps and Secrets.

use std::borrow::Cow;

use super::kind::Kind;
use super::object::Object;
use crate::yaml::Node;

/// A ConfigMap.
#[derive(Debug, Clone, Copy)]
pub struct ConfigMap<'a> {
    /// The object.
    pub object: Object<'a>,
}

/// A Secret.
#[derive(Debug, Clone, Copy)]
pub struct Secret<'a> {
    /// The object.
    pub object: Object<'a>,
}

/// One key of a ConfigMap or Secret with its value.
#[derive(Debug, Clone, Copy)]
pub struct DataEntry<'a> {
    /// The key.
    pub key: Node<'a>,
    /// The value as written.
    pub value: Node<'a>,
    /// How it is written.
    pub encoding: Encoding,
}

/// How a value of a ConfigMap or Secret is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// As it is: `data` of a ConfigMap, `stringData` of a Secret.
    Text,
    /// In base64: `binaryData` of a ConfigMap, `data` of a Secret.
    Base64,
}

impl<'a> ConfigMap<'a> {
    /// The ConfigMap that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        (object.kind == Kind::ConfigMap).then_some(Self { object })
    }

    /// The entries of `data`, then those of `binaryData`.
    pub fn entries(self) -> impl Iterator<Item = DataEntry<'a>> {
        entries(self.object, [("data", Encoding::Text), ("binaryData", Encoding::Base64)])
    }
}

impl<'a> Secret<'a> {
    /// The Secret that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        (object.kind == Kind::Secret).then_some(Self { object })
    }

    /// `type`; `Opaque` when it is not written.
    pub fn secret_type(self) -> Cow<'a, str> {
        self.object.node.written("type").map_or(Cow::Borrowed("Opaque"), Node::text)
    }

    /// The entries of `data`, then those of `stringData`, which win over equal keys of `data`.
    pub fn entries(self) -> impl Iterator<Item = DataEntry<'a>> {
        entries(self.object, [("data", Encoding::Base64), ("stringData", Encoding::Text)])
    }
}

fn entries<'a>(object: Object<'a>, fields: [(&'static str, Encoding); 2]) -> impl Iterator<Item = DataEntry<'a>> {
    fields.into_iter().flat_map(move |(field, encoding)| {
        let entries = object.node.get(field).map(Node::merged_entries).unwrap_or_default();
        entries.into_iter().map(move |entry| DataEntry { key: entry.key, value: entry.value, encoding })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::with_object;

    fn written<'a>(entries: impl Iterator<Item = DataEntry<'a>>) -> Vec<(String, Encoding)> {
        entries.map(|entry| (format!("{}={}", entry.key.key_text(), entry.value.text()), entry.encoding)).collect()
    }

    #[test]
    fn entries_know_how_they_are_written() {
        with_object("apiVersion: v1\nkind: ConfigMap\ndata: {a: b, 1: c}\nbinaryData: {d: ZQ==}\n", |object| {
            let found = written(ConfigMap::of(object).unwrap().entries());
            let expected = [("a=b", Encoding::Text), ("1=c", Encoding::Text), ("d=ZQ==", Encoding::Base64)];
            assert_eq!(found, expected.map(|(entry, encoding)| (entry.to_owned(), encoding)));
        });
        with_object("apiVersion: v1\nkind: Secret\nstringData: {a: b}\ndata: {c: ZA==}\n", |object| {
            let secret = Secret::of(object).unwrap();
            assert_eq!(secret.secret_type(), "Opaque");
            let expected = [("c=ZA==", Encoding::Base64), ("a=b", Encoding::Text)];
            assert_eq!(written(secret.entries()), expected.map(|(entry, encoding)| (entry.to_owned(), encoding)));
        });
    }

    #[test]
    fn a_config_map_may_hold_nothing() {
        with_object("apiVersion: v1\nkind: ConfigMap\ndata:\n", |object| {
            assert_eq!(ConfigMap::of(object).unwrap().entries().count(), 0);
        });
    }
}
