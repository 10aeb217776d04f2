//! Credentials on a command line: in flags, assignments, headers and URLs, in `sh -c` scripts too.

use super::{
    Sink, Verdict,
    forms::{self, Apart},
    judge, names, programs,
    shell::{self, Word},
    text, weigh,
};

/// A credential in a command or its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandSecret {
    /// The argument that holds it, counted from 0 over the slice that was asked about.
    pub argument: usize,
    /// The flag, variable or header that it is given to; empty where the form alone tells.
    pub name: String,
    /// What it is; its range lies within that argument.
    pub verdict: Verdict,
}

const SHELLS: &[&str] = &["ash", "bash", "busybox", "dash", "ksh", "sh", "zsh"];

/// The credentials in `args`, a container's `command` followed by its `args`, in order, one for each value.
pub fn in_command(args: &[&str]) -> Vec<CommandSecret> {
    let script = script_position(args);
    let words: Vec<Word> = args.iter().map(|arg| Word::plain(arg)).collect();
    let mut found: Vec<Apart<CommandSecret>> = args.iter().map(|_| Apart::default()).collect();
    let before_script = script.unwrap_or(words.len());
    for secret in in_words(&words[..before_script]) {
        add(&mut found, secret);
    }
    for (argument, arg) in args.iter().enumerate() {
        if script == Some(argument) || arg.contains(char::is_whitespace) {
            in_script(arg).into_iter().for_each(|secret| add(&mut found, CommandSecret { argument, ..secret }));
        }
        for verdict in forms::find(arg) {
            add(&mut found, CommandSecret { argument, name: String::new(), verdict });
        }
    }
    found.into_iter().flat_map(Apart::into_items).collect()
}

/// The credentials in a shell script; `argument` of each is 0.
pub(super) fn in_script(script: &str) -> Vec<CommandSecret> {
    let read = shell::read(script);
    let in_commands = read.commands.iter().flat_map(|words| {
        in_words(words).into_iter().map(|secret| {
            let word = &words[secret.argument];
            let verdict = secret.verdict.mapped(|range| word.place(range));
            CommandSecret { argument: 0, name: secret.name, verdict }
        })
    });
    let in_documents = read.documents.iter().flat_map(|range| {
        text::in_document(&script[range.clone()]).into_iter().map(|secret| {
            let verdict = secret.verdict.shifted(range.start);
            CommandSecret { argument: 0, name: secret.name, verdict }
        })
    });
    in_commands.chain(in_documents).collect()
}

fn add(found: &mut [Apart<CommandSecret>], secret: CommandSecret) {
    let range = secret.verdict.range.clone();
    if let Some(found) = found.get_mut(secret.argument) {
        found.add(range.start, range.end, secret);
    }
}

/// The argument that a shell among `args` takes as its script: the one after `-c` or a group of flags with `c`.
fn script_position(args: &[&str]) -> Option<usize> {
    let shell = args.iter().position(|arg| SHELLS.contains(&base_name(arg)))?;
    let is_c = |arg: &&str| arg.starts_with('-') && !arg.starts_with("--") && arg.ends_with('c');
    let flag = shell + 1 + args[shell + 1..].iter().position(is_c)?;
    let script = flag + 1;
    (script < args.len()).then_some(script)
}

pub(super) fn base_name(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

/// The credentials in the words of one command; `argument` counts words.
fn in_words(words: &[Word]) -> Vec<CommandSecret> {
    let mut found: Vec<CommandSecret> = programs::in_words(words);
    for (at, word) in words.iter().enumerate() {
        if !word.expands {
            found.extend(assignment(word).map(|(name, verdict)| CommandSecret { argument: at, name, verdict }));
        }
        let value = words.get(at + 1).filter(|value| !value.expands);
        if let Some((name, verdict)) = value.and_then(|value| flag(&word.text, &value.text)) {
            found.push(CommandSecret { argument: at + 1, name, verdict });
        }
    }
    found
}

/// `NAME=value`, `--flag=value`, `-Dproperty=value`, `--from-literal=name=value`.
fn assignment(word: &Word) -> Option<(String, Verdict)> {
    let text = word.text.as_str();
    let (left, value) = text.split_once('=')?;
    let dashed = left.starts_with('-');
    let name = left.trim_start_matches('-');
    let name = if dashed && name.len() + 1 == left.len() { name.strip_prefix('D').unwrap_or(name) } else { name };
    if !is_name(name) {
        return None;
    }
    let start = text.len() - value.len();
    if let Some((inner, rest)) =
        value.split_once('=').filter(|(inner, _)| names::announced(name).is_none() && is_name(inner))
    {
        let verdict = judge(inner, rest, sink(inner, false))?;
        return Some((inner.to_owned(), verdict.shifted(text.len() - rest.len())));
    }
    let verdict = judge(name, value, sink(name, dashed))?;
    Some((left.to_owned(), verdict.shifted(start)))
}

/// `--flag value` and `Name: value` after a header flag.
fn flag(flag: &str, value: &str) -> Option<(String, Verdict)> {
    if matches!(flag, "-H" | "--header") {
        let (name, credentials) = value.split_once(':')?;
        let verdict = weigh::by_name(name, credentials, Sink::Argument)?;
        return Some((name.to_owned(), verdict.shifted(value.len() - credentials.len())));
    }
    let name = flag.strip_prefix("--").or_else(|| flag.strip_prefix('-'))?;
    if name.len() < 2 || !is_name(name) || value.starts_with('-') || value.is_empty() {
        return None;
    }
    Some((flag.to_owned(), weigh::by_name(name, value, Sink::Argument)?))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// `TOKEN=x` sets a variable; `--token=x` and `auth.token=x` may set anything.
fn sink(name: &str, dashed: bool) -> Sink {
    let shouted = !name.contains(char::is_lowercase);
    if shouted && !dashed { Sink::Env } else { Sink::Argument }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::secrets::evidence::Confidence;

    fn found(args: &[&str]) -> Vec<(String, String)> {
        in_command(args)
            .into_iter()
            .map(|secret| (secret.name, args[secret.argument][secret.verdict.range].to_owned()))
            .collect()
    }

    /// Arguments apart by `|`, the name, the secret.
    const SECRETS: &[(&str, &str, &str)] = &[
        ("app|--password=Zk4Qm9", "--password", "Zk4Qm9"),
        ("app|--password|Zk4Qm9", "--password", "Zk4Qm9"),
        ("--username|username|--password|password", "--password", "password"),
        ("redis-server|--requirepass|Zk4Qm9", "--requirepass", "Zk4Qm9"),
        ("keytool|-storepass|changeit", "-storepass", "changeit"),
        ("java|-Dspring.datasource.password=Zk4Qm9|-jar|a.jar", "-Dspring.datasource.password", "Zk4Qm9"),
        ("java|-DapiKey=Zk4Qm9LrT2vXwB7n", "-DapiKey", "Zk4Qm9LrT2vXwB7n"),
        ("sh|-c|mysqladmin ping -uroot -pZk4Qm9", "-p", "Zk4Qm9"),
        ("/bin/bash|-ec|PGPASSWORD='Zk #4Qm9' psql -h db", "PGPASSWORD", "Zk #4Qm9"),
        ("sh|-c|export API_TOKEN=\"Zk4Qm9LrT2vX\"; run", "API_TOKEN", "Zk4Qm9LrT2vX"),
        ("sh|-c|curl -u shop:Zk4Qm9 http://x", "-u", "Zk4Qm9"),
        ("curl|-u|shop:Zk4Qm9|http://x", "-u", "Zk4Qm9"),
        ("curl|-H|Authorization: Bearer Zk4Qm9LrT2vX", "", "Zk4Qm9LrT2vX"),
        ("curl|-H|X-Api-Key: Zk4Qm9LrT2vX", "X-Api-Key", "Zk4Qm9LrT2vX"),
        ("redis-cli|-a|Zk4Qm9|ping", "-a", "Zk4Qm9"),
        ("mongodump|-u|root|-p|Zk4Qm9", "-p", "Zk4Qm9"),
        ("kubectl|create|secret|generic|x|--from-literal=password=Zk4Qm9", "password", "Zk4Qm9"),
        ("helm|install|--set|auth.rootPassword=Zk4Qm9", "auth.rootPassword", "Zk4Qm9"),
        ("migrate|-database|postgres://u:Zk4Qm9@db/x", "", "Zk4Qm9"),
        ("sh|-c|cat <<EOF > .env\nDB_PASSWORD=Zk4Qm9\nEOF", "DB_PASSWORD", "Zk4Qm9"),
        ("--requirepass Zk4Qm9 --appendonly yes", "--requirepass", "Zk4Qm9"),
        ("sh|-c|docker login -u x -p Zk4Qm9 reg", "-p", "Zk4Qm9"),
        ("sshpass|-pZk4Qm9|ssh|x", "-p", "Zk4Qm9"),
        ("sh|-c|rabbitmqctl add_user shop Zk4Qm9", "add_user", "Zk4Qm9"),
        ("openssl|pkcs12|-passout|pass:Zk4Qm9", "-passout", "Zk4Qm9"),
        ("mc|alias|set|local|http://minio:9000|shop|Zk4Qm9", "set", "Zk4Qm9"),
    ];

    /// Arguments apart by `|`.
    const CLEAN: &[&str] = &[
        "",
        "sh|-c",
        "app|--password-file=/run/pw|--token-ttl=1h|--tls-private-key-file|/k",
        "app|--password=$(DB_PASSWORD)|--token|$(TOKEN)",
        "app|--password|--verbose",
        "app|--secret-name=db|--secret|db-credentials|--key=shop",
        "sh|-c|mysql -uroot -p$MYSQL_ROOT_PASSWORD -e 'select 1'",
        "sh|-c|mysql -p -h db -P 3306",
        "sh|-c|PGPASSWORD=$PW psql; TOKEN=$(cat /t); export PASSWORD=\"${X}\"",
        "sh|-c|redis-cli -a \"$REDIS_PASSWORD\" ping",
        "curl|-u|$USER:$PASS|http://x",
        "curl|-u|shop:|http://x",
        "sh|-c|# --password=Zk4Qm9\necho done",
        "sh|-c|echo 'set --password to start'",
        "grep|-p|Zk4Qm9",
        "mkdir|-p|Zk4Qm9",
        "ssh|-p|2222",
        "app|--enable-token-auth=true|--no-password|x",
        "app|--service-account-issuer=https://x|--bind=0.0.0.0:80",
        "etcd|--initial-cluster-token=etcd-cluster-1|--auth-token=simple",
    ];

    #[test]
    fn one_secret_each() {
        for (args, name, secret) in SECRETS {
            let args: Vec<&str> = args.split('|').collect();
            assert_eq!(found(&args), [((*name).to_owned(), (*secret).to_owned())], "{args:?}");
        }
    }

    #[test]
    fn none() {
        for args in CLEAN {
            let args: Vec<&str> = args.split('|').collect();
            assert_eq!(found(&args), [], "{args:?}");
        }
        assert_eq!(in_command(&[]), []);
    }

    #[test]
    fn dummies_are_marked() {
        assert_eq!(in_command(&["--password", "changeme"])[0].verdict.confidence, Confidence::Dummy);
    }
}
