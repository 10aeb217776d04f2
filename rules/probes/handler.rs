//! What the API server demands of the handler of a probe.
//!
//! Upstream: `pkg/apis/core/validation/validation.go`, `validateHandler` and what it calls. A rule of its own says where a
//! value has another type than the API.

use crate::kubernetes::names::{check_http_header_name, check_port_name};
use crate::kubernetes::placeholder;
use crate::rule::{Context, Place};
use crate::yaml::{Entry, Node};

const GREATEST_PORT: i64 = 65_535;

/// Reports what is wrong with the one handler of a probe.
pub(super) fn check_handler<'a>(handler: Entry<'a>, cx: &mut Context<'a>) {
    let map = handler.value;
    if !map.is_map() {
        return;
    }
    match &*handler.key.key_text() {
        "exec" => check_command(map, cx),
        "httpGet" => {
            check_port(map, "httpGet", cx);
            check_scheme(map, cx);
            check_headers(map, cx);
        }
        "tcpSocket" => check_port(map, "tcpSocket", cx),
        _ => check_grpc_port(map, cx),
    }
}

/// Upstream: `validateExecAction`.
fn check_command<'a>(map: Node<'a>, cx: &mut Context<'a>) {
    let place = match map.get("command") {
        None => Place::Absent(map, "command"),
        Some(command) if command.is_empty() => Place::Value(command),
        Some(_) => return,
    };
    cx.report(place, "`exec` has no `command` to run, and the API server refuses it")
        .help("list the program and its arguments: `command: [pg_isready, -U, postgres]`; there is no shell around it");
}

/// Upstream: `ValidatePortNumOrName`.
fn check_port<'a>(map: Node<'a>, handler: &str, cx: &mut Context<'a>) {
    let Some(port) = port_of(map, handler, cx) else {
        return;
    };
    let Some(name) = port.as_str() else {
        return check_number(port, cx);
    };
    let Err(error) = check_port_name(&name) else {
        return;
    };
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        cx.report(port, format!("port `\"{name}\"` is a text, taken for the name of a port, and a name has a letter"))
            .help(format!("write the number without quotes: `port: {name}`"));
    } else {
        cx.report(port, format!("port `{name}` is neither a number nor the name of a port: {error}"))
            .help("write the number, or the `name` of one of the container's `ports`");
    }
}

fn check_grpc_port<'a>(map: Node<'a>, cx: &mut Context<'a>) {
    let Some(port) = port_of(map, "grpc", cx) else {
        return;
    };
    match port.as_str() {
        Some(text) => {
            cx.report(port, format!("port `{text}` of a gRPC probe must be a number: names are not looked up here"))
                .help("write the number of the container's port, without quotes");
        }
        None => check_number(port, cx),
    }
}

/// The node of the port, unless it is missing, which is reported, or something is still to fill it in.
fn port_of<'a>(map: Node<'a>, handler: &str, cx: &mut Context<'a>) -> Option<Node<'a>> {
    let place = match map.get("port") {
        None => Place::Absent(map, "port"),
        Some(port) if port.is_empty() => Place::Value(port),
        Some(port) => return Some(port).filter(|port| !placeholder::is_unknown(&port.text())),
    };
    cx.report(place, format!("`{handler}` has no `port`, and the API server refuses it"))
        .help("name the port at which the container listens: `port: 8080`");
    None
}

fn check_number<'a>(port: Node<'a>, cx: &mut Context<'a>) {
    if let Some(number) = port.as_int().filter(|number| !(1..=GREATEST_PORT).contains(number)) {
        cx.report(port, format!("port `{number}` does not exist: ports are 1 to {GREATEST_PORT}"));
    }
}

fn check_scheme<'a>(map: Node<'a>, cx: &mut Context<'a>) {
    let Some(scheme) = map.get("scheme").filter(|scheme| !scheme.is_empty()) else {
        return;
    };
    let text = scheme.text();
    if matches!(&*text, "HTTP" | "HTTPS") || placeholder::is_unknown(&text) {
        return;
    }
    let finding = cx.report(scheme, format!("scheme `{text}` is neither `HTTP` nor `HTTPS`"));
    if matches!(&*text.to_ascii_uppercase(), "HTTP" | "HTTPS") {
        finding.help(format!("write it in capitals: `scheme: {}`", text.to_ascii_uppercase()));
    }
}

fn check_headers<'a>(map: Node<'a>, cx: &mut Context<'a>) {
    for header in map.items_at("httpHeaders").filter(|header| header.is_map()) {
        let place = match header.get("name") {
            None => Place::Absent(header, "name"),
            Some(name) if name.is_empty() => Place::Value(name),
            Some(name) => {
                check_header_name(name, cx);
                continue;
            }
        };
        cx.report(place, "an HTTP header has no `name`, and the API server refuses it");
    }
}

fn check_header_name<'a>(name: Node<'a>, cx: &mut Context<'a>) {
    let text = name.text();
    if let Err(error) = check_http_header_name(&text).map_err(|error| error.to_string())
        && !placeholder::is_unknown(&text)
    {
        cx.report(name, format!("`{text}` is no name of an HTTP header: {error}"))
            .help("use letters, digits and `-`, as in `X-Probe`");
    }
}
