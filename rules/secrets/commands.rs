//! The commands that a container runs: its own, those of its lifecycle hooks and of its probes.

use crate::kubernetes::Container;
use crate::yaml::Node;

/// A command with its arguments.
pub(super) struct Command<'a> {
    /// What runs it, for messages.
    pub of: String,
    /// Its words.
    pub words: Vec<Node<'a>>,
}

/// A header of a request that the kubelet sends.
pub(super) struct Header<'a> {
    /// What sends it, for messages.
    pub of: String,
    pub name: Node<'a>,
    pub value: Node<'a>,
}

/// The commands of a container: `command` with `args`, then those that the kubelet runs in it.
pub(super) fn commands(container: Container<'_>) -> Vec<Command<'_>> {
    let own = Command { of: "the command".to_owned(), words: container.command().chain(container.args()).collect() };
    let of_handlers = handlers(container).filter_map(|(of, handler)| {
        let words = handler.path(&["exec", "command"])?.items().collect();
        Some(Command { of, words })
    });
    let all = [own].into_iter().chain(of_handlers);
    all.filter(|command| !command.words.is_empty()).collect()
}

/// The headers of the requests that the kubelet sends to a container.
pub(super) fn headers(container: Container<'_>) -> impl Iterator<Item = Header<'_>> {
    handlers(container).flat_map(|(of, handler)| {
        let headers = handler.get("httpGet").into_iter().flat_map(|request| request.items_at("httpHeaders"));
        headers.filter_map(move |header| {
            Some(Header { of: of.clone(), name: header.get("name")?, value: header.get("value")? })
        })
    })
}

/// What holds `exec` or `httpGet`: the lifecycle hooks and the probes.
fn handlers(container: Container<'_>) -> impl Iterator<Item = (String, Node<'_>)> {
    let hooks = ["postStart", "preStop"]
        .into_iter()
        .filter_map(move |hook| Some((format!("the `{hook}` hook"), container.node.path(&["lifecycle", hook])?)));
    let probes = container.probes().map(|probe| (format!("the {} probe", probe.kind.word()), probe.node));
    hooks.chain(probes)
}
