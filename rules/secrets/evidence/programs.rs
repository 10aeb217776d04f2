//! Flags of well-known programs that take a password under a name that does not say so: `mysql -pX`, `curl -u user:X`.

use super::{
    Sink, Verdict,
    command::{CommandSecret, base_name},
    shell::Word,
    weigh,
};

/// How a program takes a password.
struct Habit {
    programs: &'static [&'static str],
    flags: &'static [&'static str],
    form: Form,
    /// A word that the command line must have, or nothing.
    with: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `-pX`, without a blank.
    Attached,
    /// `-p X`.
    Next,
    /// `-u user:X`, the separator given.
    NextAfter(char),
    /// `verb user X`.
    Second,
    /// `verb name url user X`.
    Fourth,
}

const fn habit(programs: &'static [&'static str], flags: &'static [&'static str], form: Form) -> Habit {
    Habit { programs, flags, form, with: "" }
}

const MYSQL: &[&str] = &[
    "mariadb",
    "mariadb-admin",
    "mariadb-check",
    "mariadb-dump",
    "mariadb-import",
    "mariadb-show",
    "mysql",
    "mysqladmin",
    "mysqlcheck",
    "mysqldump",
    "mysqlimport",
    "mysqlpump",
    "mysqlshow",
    "mysqlslap",
    "mysql_upgrade",
];
const MONGO: &[&str] = &["mongo", "mongodump", "mongoexport", "mongoimport", "mongorestore", "mongosh", "mongostat"];
const LDAP: &[&str] = &["ldapadd", "ldapdelete", "ldapmodify", "ldappasswd", "ldapsearch", "ldapwhoami"];
const REGISTRY: &[&str] = &["buildah", "crane", "docker", "helm", "nerdctl", "oras", "podman", "skopeo"];

const HABITS: &[Habit] = &[
    habit(MYSQL, &["-p"], Form::Attached),
    habit(&["sshpass"], &["-p"], Form::Attached),
    habit(&["sshpass"], &["-p"], Form::Next),
    habit(MONGO, &["-p"], Form::Next),
    habit(LDAP, &["-w"], Form::Next),
    habit(&["redis-cli", "valkey-cli", "keydb-cli"], &["-a", "--pass"], Form::Next),
    Habit { with: "login", ..habit(REGISTRY, &["-p"], Form::Next) },
    habit(&["sqlcmd", "bcp", "isql"], &["-P"], Form::Next),
    habit(&["cqlsh"], &["-p"], Form::Next),
    habit(&["curl", "etcdctl", "http", "https"], &["-u", "-U", "-a", "--user", "--proxy-user"], Form::NextAfter(':')),
    habit(&["smbclient", "rpcclient"], &["-U", "--user"], Form::NextAfter('%')),
    habit(&["openssl"], &["-pass", "-passin", "-passout"], Form::NextAfter(':')),
    habit(&["rabbitmqctl"], &["add_user", "change_password", "authenticate_user"], Form::Second),
    Habit { with: "alias", ..habit(&["mc", "mcli"], &["set"], Form::Fourth) },
    Habit { with: "config", ..habit(&["mc", "mcli"], &["add"], Form::Fourth) },
];

/// The passwords in the words of one command; `argument` counts words.
pub(super) fn in_words(words: &[Word]) -> Vec<CommandSecret> {
    let programs = words.iter().filter(|word| !word.text.starts_with('-')).map(|word| base_name(&word.text));
    let known: Vec<&str> = programs.filter(|name| HABITS.iter().any(|habit| habit.programs.contains(name))).collect();
    let Some(program) = known.first() else {
        return Vec::new();
    };
    let has = |with: &str| with.is_empty() || words.iter().any(|word| word.text == with);
    let habits: Vec<&Habit> =
        HABITS.iter().filter(|habit| habit.programs.contains(program) && has(habit.with)).collect();
    let places = (0..words.len()).flat_map(|at| habits.iter().map(move |habit| (at, *habit)));
    places.filter_map(|(at, habit)| secret(words, at, habit, program)).collect()
}

fn secret(words: &[Word], at: usize, habit: &Habit, program: &str) -> Option<CommandSecret> {
    let word = words[at].text.as_str();
    let flag = habit
        .flags
        .iter()
        .find(|flag| if habit.form == Form::Attached { word.starts_with(**flag) } else { word == **flag })?;
    let argument = at + habit.form.distance();
    let holder = words.get(argument).filter(|holder| !holder.expands)?;
    let start = match habit.form {
        Form::Attached => flag.len(),
        Form::NextAfter(separator) => holder.text.find(separator)? + 1,
        _ => 0,
    };
    let password = &holder.text[start..];
    if password.starts_with('-') || (flag.starts_with("-pass") && !holder.text.starts_with("pass:")) {
        return None;
    }
    let judged = weigh::by_name("password", password, Sink::Argument)?;
    let reason = format!("`{program}` takes it as a password after `{flag}`");
    let verdict = Verdict { reason, ..judged }.shifted(start);
    Some(CommandSecret { argument, name: (*flag).to_owned(), verdict })
}

impl Form {
    /// How many words after the flag the password stands.
    const fn distance(self) -> usize {
        match self {
            Self::Attached => 0,
            Self::Next | Self::NextAfter(_) => 1,
            Self::Second => 2,
            Self::Fourth => 4,
        }
    }
}
