//! Texts that something or someone is still to replace: what they become is unknown, and nothing may be said of it.
//!
//! Every form here is one that a widely used tool replaces: envsubst, Flux, Kustomize, Helm, Argo, Concourse, GitHub
//! Actions, SOPS, vals, token replacement in pipelines. What only looks like one is left alone: `$1` and `$$` of a
//! shell, a bcrypt hash, XML, comparisons in a script, TOML tables.

mod dummy;
mod image;
mod scan;

use std::ops::Range;

pub use dummy::is_dummy;
pub use image::find_in_image;

/// A part of a text that is still to be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// Its form.
    pub kind: PlaceholderKind,
    /// Its bytes, brackets included.
    pub range: Range<usize>,
}

/// The forms of placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceholderKind {
    /// `${X}`, `${X:-default}`, `${{ x }}`, `$X`: a variable of a shell, envsubst, Flux, Terraform or a pipeline.
    Variable,
    /// `$(X)`: in `env`, `command` and `args` the kubelet expands it; elsewhere Kustomize or a pipeline.
    Expansion,
    /// `{{ x }}`, `{% x %}`, `[[ x ]]`: an action of a template.
    Template,
    /// `%%X%%`, `@X@`, `__X__`, `#{X}#`, `((x))`: a token of a replacement tool.
    Token,
    /// `<your password>`: left for a person.
    Blank,
    /// `REPLACE_ME`, in an image also `IMAGE_TAG`: a name in capitals that says so.
    Name,
    /// `ENC[AES256_GCM,…]`: encrypted, by SOPS, eyaml, Ansible, age or PGP.
    Encrypted,
    /// `ref+vault://…`, `vault:path#key`, `op://…`, `<path:…>`: a secret kept elsewhere, fetched when applied or run.
    Reference,
}

/// The first placeholder in a text.
///
/// Forms that mean something else too count only where they fill the text or a part of it between `/`, `:`, `=` and the
/// like: `<tag>` in `nginx:<tag>`, not in `if a <tag> b`. The variables of a script look like any others, so ask only
/// about texts that are values.
pub fn find(text: &str) -> Option<Placeholder> {
    scan::whole(text).or_else(|| scan::first(text))
}

/// Whether anything in a text is still to be replaced, so that the value is unknown.
pub fn is_unknown(text: &str) -> bool {
    find(text).is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::PlaceholderKind::*;
    use super::*;

    #[track_caller]
    fn assert_finds(kind: PlaceholderKind, cases: &[(&str, &str)]) {
        for (text, part) in cases {
            let found = find(text).unwrap_or_else(|| panic!("nothing in {text}"));
            assert_eq!((found.kind, &text[found.range]), (kind, *part), "{text}");
        }
    }

    #[track_caller]
    fn assert_nothing(texts: &[&str]) {
        for text in texts {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn variables() {
        assert_finds(
            Variable,
            &[
                ("${X}", "${X}"),
                ("a-${x_1}-b", "${x_1}"),
                ("${X:-d}", "${X:-d}"),
                ("${X:=${Y:-z}}/w", "${X:=${Y:-z}}"),
                ("${var.name}", "${var.name}"),
                ("${{ github.sha }}", "${{ github.sha }}"),
                ("$IMAGE", "$IMAGE"),
                ("$image", "$image"),
                (" $image\n", "$image"),
                ("reg.io/$APP:$TAG", "$APP"),
                ("app-$TAG", "$TAG"),
                ("Bearer $TOKEN", "$TOKEN"),
                ("$$$XY", "$XY"),
            ],
        );
        assert_nothing(&[
            "$1",
            "$",
            "$$",
            "$$X",
            "$${X}",
            "\\${X}",
            "${1}:9100",
            "${}",
            "${X",
            "${#X}",
            "${X\n}",
            "p4$$w0rd",
            "Pa$SWORD",
            "a$b",
            "US$100",
            "$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
            "user:$apr1$salt$hash",
            "$6$rounds=5000$salt$hash",
            "$SHA$salt$hash",
            "https://$host$request_uri",
            "cost: $5",
            "$.spec.x",
        ]);
    }

    #[test]
    fn expansions() {
        assert_finds(
            Expansion,
            &[("$(POD_NAME)", "$(POD_NAME)"), ("--name=$(name)", "$(name)"), ("$(a.b-c)/x", "$(a.b-c)")],
        );
        assert_nothing(&["$$(X)", "$(cat file)", "$()", "$((1 + 2))", "$((i))", "$(X", "$(1)"]);
    }

    #[test]
    fn templates() {
        assert_finds(
            Template,
            &[
                ("{{ .Values.image }}", "{{ .Values.image }}"),
                ("a{{x}}b{{y}}", "{{x}}"),
                ("{% if x %}", "{% if x %}"),
                ("[[ image ]]", "[[ image ]]"),
                ("app:[[tag]]", "[[tag]]"),
            ],
        );
        assert_nothing(&[
            "{}",
            "{{",
            "{{}}",
            "{\"a\":{\"b\":{}}}",
            "[[inputs.cpu]]\n  x = 1",
            "if [[ -f x ]]; then",
            "[[1, 2], [3]]",
            "[[]]",
        ]);
    }

    #[test]
    fn tokens() {
        assert_finds(
            Token,
            &[
                ("%%TAG%%", "%%TAG%%"),
                ("app:%%tag%%-1", "%%tag%%"),
                ("@TAG@", "@TAG@"),
                ("app:@project.version@", "@project.version@"),
                ("__DOMAIN__", "__DOMAIN__"),
                ("https://__APP_HOST__/x", "__APP_HOST__"),
                ("#{Tag}#", "#{Tag}#"),
                ("app:#{Octopus.Tag}", "#{Octopus.Tag}"),
                ("((image-tag))", "((image-tag))"),
                ("app:((vars.tag))", "((vars.tag))"),
            ],
        );
        assert_nothing(&[
            "100%%",
            "%%",
            "50% of 60%",
            "%d%%",
            "a@b.c",
            "a@b@c",
            "@org/pkg@1.0",
            "app@sha256:abc",
            "__name__",
            "__meta__x__",
            "a__B__c",
            "____",
            "__A",
            "# {x}",
            "((1+2))",
            "((i++))",
            "echo ((x)) y",
            "f((x))",
        ]);
    }

    #[test]
    fn blanks_and_names() {
        assert_finds(
            Blank,
            &[
                ("<password>", "<password>"),
                ("<your password here>", "<your password here>"),
                ("nginx:<tag>", "<tag>"),
                ("<account>.dkr.ecr.<region>.amazonaws.com/app", "<account>"),
                ("postgres://<user>:<pass>@host/db", "<user>"),
                ("bucket-<suffix>", "<suffix>"),
                (" <x>\n", "<x>"),
            ],
        );
        assert_finds(
            Name,
            &[
                ("REPLACE_ME", "REPLACE_ME"),
                ("CHANGEME", "CHANGEME"),
                ("CHANGE-ME", "CHANGE-ME"),
                ("https://YOUR_DOMAIN/x", "YOUR_DOMAIN"),
                ("arn:aws:iam::YOUR-ACCOUNT:role/x", "YOUR-ACCOUNT"),
                ("TO_BE_REPLACED", "TO_BE_REPLACED"),
                ("TODO", "TODO"),
            ],
        );
        assert_nothing(&[
            "a < b > c",
            "if (a <b> c)",
            "<a>b</a>",
            "<br/>",
            "<?xml version=\"1.0\"?>",
            "List<String>",
            "<<EOF",
            "<1>",
            "<>",
            "<a",
            "A <a@b.c>",
            "<a@b.c>",
            "x <tag> y",
            "REPLACE",
            "REPLACE_EXISTING",
            "LOG_LEVEL",
            "SET_NAMES",
            "SYNC_WITH_REPLACE_ALLOWED",
            "my TODO list",
            "aREPLACE_ME",
            "IMAGE_TAG",
            "changeme",
        ]);
    }

    #[test]
    fn encrypted_values_and_references() {
        assert_finds(
            Encrypted,
            &[("ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]", "ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]")],
        );
        assert!(
            ["ENC[PKCS7,abc]", "$ANSIBLE_VAULT;1.1;AES256\n61", "-----BEGIN PGP MESSAGE-----\n"]
                .iter()
                .all(|text| is_unknown(text))
        );
        for text in [
            "ref+awssecrets://a/b#/c",
            "vault:secret/data/db#password",
            "op://vault/item/field",
            "<path:secret/data/db#password>",
        ] {
            assert_finds(Reference, &[(text, text), (&format!(" {text}\n"), text)]);
        }
        assert_nothing(&["ENC", "ENC[a", "vault:latest", "vault:1.15", "ref+", "op:/x", "an ENC[x]"]);
    }

    #[test]
    fn the_first_placeholder_is_found() {
        assert_finds(Variable, &[("${A}/{{ b }}", "${A}")]);
        assert_finds(Template, &[("{{ a }}/${B}", "{{ a }}")]);
        assert!(is_unknown("é${X}é") && !is_unknown("") && !is_unknown("nginx:1.27"));
    }

    #[test]
    fn long_texts_are_searched_in_linear_time() {
        for text in ["{{", "${A", "<a", "((", "%%", "$(a", "__A", "AAAA-"] {
            assert_eq!(find(&text.repeat(10_000)), None);
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            for found in [find(&text), find_in_image(&text)].into_iter().flatten() {
                prop_assert!(text.get(found.range).is_some());
            }
        }

        #[test]
        fn no_likely_text_makes_it_panic(text in r"([${}()<>@#%_\[\]\\ -]|[A-Zé]|TODO|ENC){0,24}") {
            for found in [find(&text), find_in_image(&text)].into_iter().flatten() {
                prop_assert!(text.get(found.range).is_some_and(|part| !part.is_empty()));
            }
        }
    }
}
