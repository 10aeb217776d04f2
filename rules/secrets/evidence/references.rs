//! Values that stand for another value: expansions, templates, references to a vault, gaps to be filled in.

use super::{
    names::is_credential_word,
    word_list::WordList,
    words::{squeezed, words},
};
use crate::kubernetes::placeholder;

/// What a value starts with when it names a secret kept elsewhere, in lower case.
static STORES: WordList = WordList::new(
    ".values. $__ %% (( 1password @microsoft.keyvault( akv: ansiblevault arn: aws-sm awssm: azkv
     azurekv bao: berglas bws: config. conjur consul: credhub crypt: data. doppler: enc( enc[
     encrypted: env. env: file: gcp-sm gcpsecretmanager gcpsm infisical k8s: keyring: kms: local.
     lookup( module. op:// os.environ process.env projects/ ref+ ref: sealed: secret-manager:
     secret:// secretkeyref secretref: secrets. secretsmanager: self. settings. sm:// sops:
     ssm-secure: ssm: this. vals: values. var. vault/ vault: {cipher}",
);

/// YAML tags that fetch a value.
static TAGS: WordList = WordList::new("vault ref sub getatt env secret include reference encrypted join");

/// A first word that asks the reader to fill in the rest.
static GAP_STARTS: WordList = WordList::new(
    "dein deine enter fixme insert placeholder reemplaza rellena replace seu specify sua sustituye tbd todo tu votre",
);

/// A first word that does so before one of [`ASKED`].
static GAP_VERBS: WordList = WordList::new("add fill pon provide put set to use");

/// What such a verb is followed by.
static ASKED: WordList = WordList::new("a actual be in me real the tu your");

/// A last word that points at the gap.
static GAP_ENDS: WordList = WordList::new("aqui here placeholder replaced");

/// Values that say that something was taken out, comes from elsewhere or is not needed, squeezed.
static GAPS: WordList = WordList::new(
    "fillme fillmein fromenv fromsecret fromvault hidden ignored insecret masked notapplicable
     notneeded notrequired notset notused omitted overrideme redacted removed replaceme setme
     unset unused",
);

/// Longer values are no placeholders.
const LONGEST_PLACEHOLDER: usize = 1024;

/// Whether `value` is filled in elsewhere: nothing can be said about it.
pub(super) fn is_unknown(value: &str) -> bool {
    is_expansion(value)
        || is_mask(value)
        || names_a_store(value)
        || is_gap(value)
        || names_a_variable(value)
        || is_placeholder(value)
}

/// Whether some tool's placeholder is all that there is. In a part of a password, `$X` is as likely to be just that.
fn is_placeholder(value: &str) -> bool {
    value.len() <= LONGEST_PLACEHOLDER && placeholder::find(value).is_some_and(|found| found.range == (0..value.len()))
}

/// An expansion anywhere (`$(X)`, `${X}`, `{{ x }}`, `<% x %>`), or a value that is one as a whole (`$X`, `%X%`, `<x>`).
pub(super) fn is_expansion(value: &str) -> bool {
    let paired = |open: &str, close: &str| value.find(open).is_some_and(|at| value[at + open.len()..].contains(close));
    let whole = |open: char, close: &str| {
        value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(is_identifier_or_phrase)
    };
    paired("$(", ")")
        || paired("${", "}")
        || paired("{{", "}}")
        || paired("<%", "%>")
        || paired("%(", ")s")
        || paired("#{", "}")
        || paired("`", "`")
        || whole('<', ">")
        || has_braced_name(value)
        || whole('[', "]")
        || whole('%', "%")
        || whole('@', "@")
        || (value.starts_with("@@") && value.ends_with("@@") && value.len() > 4)
        || (value.starts_with("__") && value.ends_with("__") && value.len() > 4)
        || value.strip_prefix('$').is_some_and(|name| name.split("::").all(is_identifier))
        || matches!(value, "%s" | "%d" | "%v" | "%q" | "{}" | "?")
}

/// `{name}` anywhere, as format strings have it.
fn has_braced_name(value: &str) -> bool {
    let mut rest = value;
    while let Some((_, after)) = rest.split_once('{') {
        let name = after.split(['{', '}']).next().unwrap_or_default();
        if name.len() >= 3 && is_identifier(name) && after[name.len()..].starts_with('}') {
            return true;
        }
        rest = &after[name.len()..];
    }
    false
}

/// Stars, dots, dashes and bullets where something was.
fn is_mask(value: &str) -> bool {
    let masks = |c: char| matches!(c, '*' | '.' | '-' | '_' | '•' | '…' | '#' | '?' | '●');
    value.contains("****") || (!value.is_empty() && value.chars().all(masks))
}

fn names_a_store(value: &str) -> bool {
    let head: String = value.chars().take(24).flat_map(char::to_lowercase).collect();
    STORES.iter().any(|store| head.starts_with(store)) || is_tag(value)
}

fn is_tag(value: &str) -> bool {
    value.strip_prefix('!').is_some_and(|rest| {
        let tag = rest.split([' ', ':']).next().unwrap_or_default();
        TAGS.iter().any(|known| tag.eq_ignore_ascii_case(known))
    })
}

/// `YOUR_PASSWORD`, `REPLACE_ME`, `token-goes-here`: plain words that ask to be replaced. In small letters, `yourpassword`
/// is one more well-known password: people deploy it.
fn is_gap(value: &str) -> bool {
    let words = words(value);
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    let plain = words.iter().all(|word| word.chars().all(char::is_alphabetic) || word.len() <= 2);
    let asks = GAP_STARTS.has(first)
        || (GAP_VERBS.has(first) && words.get(1).is_some_and(|next| ASKED.has(next)))
        || (first.starts_with("your") && !value.contains(char::is_lowercase));
    plain && (asks || (words.len() > 1 && GAP_ENDS.has(last)) || GAPS.has(&squeezed(value)))
}

/// `DB_PASSWORD` as a value is the name of a variable.
fn names_a_variable(value: &str) -> bool {
    let shape = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    value.contains('_')
        && value.starts_with(|c: char| c.is_ascii_uppercase())
        && value.bytes().all(shape)
        && words(value).iter().any(|word| is_credential_word(word))
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn is_identifier_or_phrase(text: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.' | ':' | '/' | '\'');
    !text.is_empty() && text.chars().all(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_gaps() {
        let values = "
            $(DB_PASSWORD)
            ${DB_PASSWORD}
            pre-${X}-post
            {{ .Values.password }}
            <password>
            <your token>
            $PASSWORD
            %PASSWORD%
            @db.password@
            {password}
            neo4j/{NEO4J_PASSWORD}
            [REDACTED]
            ***
            ...
            •••
            ENC[AES256_GCM,data:x]
            ENC(abc==)
            vault:secret/data/db#password
            secretref:db
            op://vault/item/field
            arn:aws:secretsmanager:eu-west-1:1:secret:x
            projects/p/secrets/s/versions/1
            ssm:/prod/db
            ref+vault://x
            {{resolve:secretsmanager:x:SecretString:password}}
            {cipher}abcdef0123
            !vault |
            %(db_password)s
            @@API_KEY@@
            YOUR_PASSWORD
            YOUR_API_KEY_HERE
            your-token-here
            not-needed
            from-secret
            REPLACE_ME
            replace-with-real-one
            TODO
            insert-token-here
            password-goes-here
            placeholder
            DB_PASSWORD
            GITHUB_TOKEN
            process.env.TOKEN
            var.db_password
            __PASSWORD__
            $__file{/etc/secrets/pw}
            `cat /run/pw`
            tu-contraseña-aquí";
        for value in values.lines().map(str::trim).filter(|line| !line.is_empty()) {
            assert!(is_unknown(value), "{value}");
        }
    }

    #[test]
    fn literals() {
        let values = "hunter2 changeme yourpassword your-secret-key Pa$$word p${e]nob(ody $ecret! !7kQz a<b>c <script yourself7x9Q enterprise replacement
            DBPASS 100% {{h}o)p ENCLAVE secretsquirrels todos-7Kq";
        for value in values.split_whitespace().chain([""]) {
            assert!(!is_unknown(value), "{value}");
        }
    }
}
