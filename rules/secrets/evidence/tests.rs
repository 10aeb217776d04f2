//! The whole judgement over tables, and what must hold for any input.

use proptest::prelude::*;

use super::*;

/// `judge` on each `NAME=value` of `entries`.
fn judged(entries: &'static str, sink: Sink) -> impl Iterator<Item = (&'static str, Option<Verdict>)> {
    let entries = entries.lines().map(str::trim).filter(|entry| !entry.is_empty());
    entries.map(move |entry| {
        let (name, value) = entry.split_once('=').unwrap();
        (entry, judge(name, value, sink))
    })
}

fn all_are(entries: &'static str, sink: Sink, confidence: Confidence) {
    for (entry, verdict) in judged(entries, sink) {
        assert_eq!(verdict.map(|verdict| verdict.confidence), Some(confidence), "{entry} in {sink:?}");
    }
}

fn none_is(entries: &'static str, sink: Sink) {
    for (entry, verdict) in judged(entries, sink) {
        assert_eq!(verdict, None, "{entry} in {sink:?}");
    }
}

#[test]
fn certain_in_an_environment() {
    let entries = "
        DB_PASSWORD=Tr0ub4dor&3
        MYSQL_PWD=x7Kp2Qr9
        PGPASSWORD=p@ssphrase#1
        contraseña=s3gur4!x
        CONTRASENA_BD=s3gur4!x
        API_KEY=Zk4Qm9LrT2vXwB7n
        JWT_SECRET=9f86d081884c7d659a2feaa0c55ad015
        AWS_SECRET_ACCESS_KEY=kT9vQ2+xB7mR4/zL8wN1cAy3sD6fG0hJ5pUeIo2K
        AUTH_TOKEN=123e4567-e89b-12d3-a456-426614174000
        SECRET_KEY_BASE=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c
        ENCRYPTION_KEY=kT9vQ2+xB7mR4/zL8wN1cA==
        DATABASE_URL=postgres://shop:Zk4Qm9@db/shop
        SPRING_DATASOURCE_URL=jdbc:mysql://db/shop?user=shop&password=Zk4Qm9
        ConnectionStrings__Default=Server=db;Database=shop;User Id=sa;Password=Zk4Qm9!x
        GREETING=Bearer Zk4Qm9LrT2vXwB7n
        REGISTRY_AUTH=c2hvcDpaazRRbTlMcg==";
    all_are(entries, Sink::Env, Confidence::Certain);
}

#[test]
fn likely_in_an_environment() {
    let entries = "
        DB_PASSWORD=shopkeeper
        WORDPRESS_DB_PASSWORD=wpuser77
        DB_PASS_BD=passx
        DB_PASS_BD_2=passx
        SECRET_BLAH=secretsquirrels
        SESSION_SECRET=keyboardcat
        PASSWORD=86753090
        LOGIN_PIN=8675
        ROOT_PASSPHRASE=correct horse battery staple
        SMTP_PASSWORD=two w0rds!
        API_KEY=a1b2c3
        FERNET_KEY=kT9vQ2+xB7mR4/zL8wN1cAy3sD6fG0hJ5pUeIo2K
        NEO4J_AUTH=neo4j/shopkeeper
        BASIC_AUTH=shop:shopkeeper
        GRAFANA_TOKEN=fishmonger";
    all_are(entries, Sink::Env, Confidence::Likely);
}

#[test]
fn dummies_in_an_environment() {
    let entries = "
        MYSQL_ROOT_PASSWORD=changeme
        POSTGRES_PASSWORD=postgres
        RABBITMQ_DEFAULT_PASS=password
        DB_PASSWORD=hunter2
        password=abc123
        PASSWORD=123456
        MINIO_SECRET_KEY=minio123
        AZURE_BATCH_KEY=xxx
        OCI_CLI_KEY_CONTENT=xxx
        AWS_SECRET_ACCESS_KEY=xxxxx
        JWT_SECRET=my-secret
        SECRET_KEY=test
        VAULT_TOKEN=root
        AMQP_URL=amqp://guest:guest@mq
        CLIENT_SECRET=supersecret
        OPENAI_API_KEY=your-openai-api-key
        MYSQL_ROOT_PASSWORD=yourpassword
        INFLUX_PWD=\"password\"";
    all_are(entries, Sink::Env, Confidence::Dummy);
}

#[test]
fn values_that_deny_in_an_environment() {
    let entries = "
        DB_PASSWORD=
        DB_PASSWORD=null
        DB_PASSWORD=$(OTHER)
        DB_PASSWORD=${OTHER}
        DB_PASSWORD={{ .Values.password }}
        DB_PASSWORD=<password>
        DB_PASSWORD=REPLACE_ME
        DB_PASSWORD=your-password-here
        API_KEY=YOUR_API_KEY
        AWS_SECRET_ACCESS_KEY=value2
        AWS_CONTAINER_AUTHORIZATION_TOKEN=local
        JIRA_API_TOKEN_SECRET=jira-credentials
        CF_API_KEY=CODEFRESH_API_KEY
        NEO4J_AUTH=neo4j/{NEO4J_PASSWORD}
        NEO4J_AUTH=none
        SSL_CLIENT_AUTH=required
        SONAR_PROJECT_KEY=shop
        LABEL_KEY=eks.amazonaws.com/compute-type
        SEARCH_SECRET={{ .Release.Name }}-search
        DB_PASSWORD=ENC[AES256_GCM,data:abc,type:str]
        DB_PASSWORD=vault:secret/data/db#password
        DB_PASSWORD=/run/secrets/db
        DB_PASSWORD=db-password.txt
        my_password=my/secret/file/path
        MYSQL_ALLOW_EMPTY_PASSWORD=yes
        MYSQL_RANDOM_ROOT_PASSWORD=1
        POSTGRES_PASSWORD_FILE=/run/secrets/pw
        MYSQL_ROOT_PASSWORD_FILE=secret
        AWS_TOKEN_FILE=/etc/secret-volume/aws";
    none_is(entries, Sink::Env);
}

#[test]
fn names_that_deny_in_an_environment() {
    let entries = "
        SECRETS_DIR=/etc/secrets
        SECRET_NAME=my-secret
        TLS_SECRET=shop-tls
        IMAGE_PULL_SECRET=regcred
        DB_PASSWORD_SECRET=db-credentials
        PASSWORD_KEY=password
        CLIENT_SECRET=client-secret
        OAUTH_SECRET=auth/oauth-credentials
        TOKEN_URL=https://idp.example.com/token
        TOKEN_TTL=3600
        TOKEN=15m
        ACCESS_TOKEN_LIFETIME=15m
        AUTH_TOKEN=jwt
        ETCD_AUTH_TOKEN=simple
        ETCD_INITIAL_CLUSTER_TOKEN=etcd-cluster-1
        SIGNING_KEY=RS256
        CSRF_TOKEN=X-CSRF-Token
        API_KEY_HEADER=X-Api-Key
        API_KEY=X-Api-Key
        CLIENT_ID=9f86d081884c7d659a2feaa0c55ad015
        AWS_ACCESS_KEY_ID=minio
        PUBLIC_KEY=ssh-rsa AAAAB3NzaC1yc2E
        PASSWORD_HASH=$2y$10$abcdefghijklmnopqrstuv
        ADMIN_PASSWORD=$2a$10$abcdefghijklmnopqrstuv
        PASSWORD=true
        PASSWORD_ENABLED=true
        PRIMARY_KEY=customer_id
        CACHE_KEY=Zk4Qm9LrT2vXwB7nHcP3sY6d
        S3_KEY=backups/latest.tar
        TOKENIZER=Zk4Qm9LrT2vXwB7nHcP3sY6d
        BLAH=secretsquirrels
        GREETING=hello
        COMMIT=9f86d081884c7d659a2feaa0c55ad0159f86d081
        KUBECONFIG_SECRET=kube-system/admin
        TOKEN=see the wiki for how to get one
        DATABASE_URL=postgres://shop@db/shop
        DATABASE_URL=postgres://shop:$(PASSWORD)@db/shop
        PIN_VERSION=1234
        REDIS_PASSWORD=REDIS_PASSWORD
        DB_PASSWORD=op://vault/db/password
        SENTRY_DSN=https://abc@sentry.example.com/1";
    none_is(entries, Sink::Env);
}

#[test]
fn files_are_judged_more_strictly_than_environments() {
    let entries = "
        token=fishmonger
        secret=shop
        apiKey=shop
        apiKey=a1b2c3
        auth.token=service-account
        password=Password
        login.secret=admin
        key=value
        secretKey=api_key
        token=admin-token
        clave1=valor1
        clave=valor
        secret.type=Opaque
        token=(a|b)Zk4Qm9";
    for sink in [Sink::Text, Sink::ConfigMap, Sink::Annotation] {
        none_is(entries, sink);
    }
    all_are("password=shopkeeper\n db.password=wpuser77", Sink::ConfigMap, Confidence::Likely);
    all_are("password=password123\n secretkey=test", Sink::ConfigMap, Confidence::Dummy);
    all_are("API_TOKEN=fishmonger", Sink::ConfigMap, Confidence::Likely);
    none_is("nginx.ingress.kubernetes.io/auth-secret=basic-auth", Sink::Annotation);
}

#[test]
fn in_a_secret_a_random_value_needs_no_name() {
    all_are("admin=Zk4Qm9LrT2vXwB7nHcP3sY6d\n token=fishmonger", Sink::Secret, Confidence::Likely);
    none_is(
        "username=shop\n host=db.example.com\n clientID=9f86d081884c7d659a2feaa0c55ad015\n port=5432\n admin=shop",
        Sink::Secret,
    );
}

#[test]
fn the_range_is_the_secret_part() {
    for (name, value, secret) in [
        ("DB_PASSWORD", "  Zk4Qm9 \n", "Zk4Qm9"),
        ("DB_PASSWORD", "\"Zk4Qm9\"", "Zk4Qm9"),
        ("URL", "postgres://shop:Zk4Qm9@db", "Zk4Qm9"),
        ("NEO4J_AUTH", "neo4j/shopkeeper", "shopkeeper"),
        ("X", "Basic c2hvcDpaazRRbTlMcg==", "c2hvcDpaazRRbTlMcg=="),
    ] {
        let verdict = judge(name, value, Sink::Env).unwrap();
        assert_eq!(&value[verdict.range], secret);
    }
}

#[test]
fn kinds_and_reasons() {
    for (name, value, kind, reason) in [
        ("DB_PASSWORD", "Zk4Qm9", Kind::Password, "the name says `password` and the value is a literal"),
        ("MY_API_KEY", "Zk4Qm9LrT2vX", Kind::ApiKey, "the name says `api key` and the value is a literal"),
        ("A_TOKEN", "test", Kind::Token, "the name says `token` and the value is a well-known one or a stand-in"),
        ("X", "redis://:Zk4Qm9@r", Kind::ConnectionString, "the URL holds a password"),
    ] {
        let verdict = judge(name, value, Sink::Env).unwrap();
        assert_eq!((verdict.kind, verdict.reason.as_str()), (kind, reason));
    }
}

#[test]
fn base64_of_a_key_is_the_key() {
    use ::base64::{Engine, prelude::BASE64_STANDARD};
    let encoded = BASE64_STANDARD.encode("amqp://shop:Zk4Qm9LrT2v@rabbitmq:5672");
    let verdict = judge("CONFIG", &encoded, Sink::Env).unwrap();
    assert_eq!((verdict.kind, verdict.range), (Kind::Password, 0..encoded.len()));
}

#[test]
fn entries_hold_a_value_a_file_or_options() {
    let found = |key: &str, value: &str| -> Vec<String> {
        in_entry(key, value, Sink::ConfigMap).into_iter().map(|s| value[s.verdict.range].to_owned()).collect()
    };
    for (key, value) in [
        ("DB_PASSWORD", "Zk4Qm9"),
        ("password.txt", "Zk4Qm9\n"),
        ("JAVA_OPTS", "-Xmx1g -Dspring.datasource.password=Zk4Qm9"),
        ("config", "{\"db\": {\"password\": \"Zk4Qm9\"}}"),
        ("app.properties", "db.user=shop\ndb.password=Zk4Qm9\n"),
        ("app.yaml", "db:\n  password: Zk4Qm9"),
        ("init.sh", "#!/bin/sh\nexport DB_PASSWORD=Zk4Qm9\n"),
        ("init.sql", "CREATE USER shop IDENTIFIED BY 'Zk4Qm9';"),
        ("context.xml", "<Resource password=\"Zk4Qm9\"/>"),
        ("app.py", "password = 'Zk4Qm9'\n"),
        ("wp-config.php", "<?php\ndefine( 'DB_PASSWORD', 'Zk4Qm9' );\n"),
        (".npmrc", "//registry.example.com/:_password=Zk4Qm9\n"),
        ("values.yaml", "auth: {user: shop, password: Zk4Qm9}\n"),
        ("app.toml", "db = { user = \"shop\", password = \"Zk4Qm9\" }\n"),
        ("credentials", "[default]\nsource_password = Zk4Qm9\n"),
        ("README.md", "connect to amqp://shop:Zk4Qm9@mq"),
    ] {
        assert_eq!(found(key, value), ["Zk4Qm9"], "{key}");
    }
    for (key, value) in [
        ("secret.yaml", "kind: Secret"),
        ("README.md", "password: Zk4Qm9"),
        ("index.html", "<input name=\"password\" value=\"Zk4Qm9\">"),
        ("app.py", "password = os.environ['DB_PASSWORD']"),
        ("token.json", "{}"),
        ("password-policy", "min length 12"),
    ] {
        assert_eq!(found(key, value), [] as [&str; 0], "{key}");
    }
}

#[test]
fn one_finding_for_one_value() {
    let token = ["gh", "p_", "k9Xw2RtQ7vLm4ZpB8sYc3NfJ6hDg5TqKx1Wb"].concat();
    let text = format!("GITHUB_TOKEN={token}\nURL=https://x:{token}@github.com/a\n");
    let found = in_text(".env", &text);
    let names: Vec<&str> = found.iter().map(|secret| secret.name.as_str()).collect();
    assert_eq!(names, ["GITHUB_TOKEN", "URL"]);
    assert!(found.iter().all(|secret| text[secret.verdict.range.clone()] == token));
}

/// Pieces that matter to one scanner or another.
const PIECES: &[&str] = &[
    "password",
    "PASSWORD",
    "token",
    "key",
    "secret",
    "=",
    ":",
    " ",
    "\n",
    "\t",
    "'",
    "\"",
    "\\",
    "`",
    "$",
    "${",
    "}",
    "$(",
    ")",
    "{",
    "{{",
    "<",
    ">",
    "<!--",
    "<![CDATA[",
    "]]>",
    "://",
    "@",
    "@tcp(",
    "user",
    "#",
    ";",
    "&",
    "?",
    "<<EOF",
    "EOF",
    "-p",
    "--",
    "-H",
    "eyJ",
    ".",
    "-----BEGIN ",
    "PRIVATE KEY",
    "-----",
    "-----END ",
    "AKIA",
    "ghp_",
    "Zk4Qm9LrT2vXwB7n",
    "ñ",
    "é",
    "日本",
    "\u{300}",
    "\u{0}",
    "Authorization: ",
    "Basic ",
    "Bearer ",
    "identified by ",
    "jdbc:oracle:thin:",
    "mysql",
    "%41",
    "%",
    "\\u00",
    "sh",
    "-c",
    "name",
    "value",
    "pass:",
    "openssl",
    "-passin",
    "PuTTY-User-Key-File-",
    "Private-Lines:",
    "host=",
    "1",
    "xxx",
    "/",
    "|",
    "*",
    "[",
    "]",
    ",",
];

fn text() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat());
    prop_oneof![4 => pieces, 1 => any::<String>()]
}

fn assert_inside(text: &str, range: &Range<usize>) {
    assert!(!range.is_empty() && text.get(range.clone()).is_some(), "{range:?} in {text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn ranges_lie_inside_on_character_boundaries(name in text(), value in text(), more in text()) {
        for sink in [Sink::Env, Sink::ConfigMap, Sink::Secret, Sink::Argument, Sink::Annotation, Sink::Text] {
            if let Some(verdict) = judge(&name, &value, sink) {
                assert_inside(&value, &verdict.range);
            }
        }
        for credential in credentials_in_url(&value) {
            assert_inside(&value, &credential.password);
            credential.user.iter().for_each(|user| assert_inside(&value, user));
        }
        let args = [name.as_str(), "-c", &value, &more];
        for args in [&args[..], &["sh", "-c", &value]] {
            for secret in in_command(args) {
                assert_inside(args[secret.argument], &secret.verdict.range);
            }
        }
        for key in ["", "a.json", "a.xml", "a.yaml", "a.conf", "a.sh", "a.py", "a.sql", "a.md", &name] {
            let found = in_text(key, &value);
            found.iter().for_each(|secret| assert_inside(&value, &secret.verdict.range));
            prop_assert!(found.windows(2).all(|pair| pair[0].verdict.range.end <= pair[1].verdict.range.start));
            in_entry(key, &value, Sink::Secret).iter().for_each(|secret| assert_inside(&value, &secret.verdict.range));
        }
        is_dummy(&value);
    }

    #[test]
    fn little_of_a_value_is_shown(value in "[a-zA-Z0-9]{0,40}") {
        let shown = redact(&value);
        prop_assert!(value.chars().count() < 3 || !shown.contains(&value[..3]));
    }
}

#[test]
fn repetition_is_survived() {
    for piece in PIECES {
        let text = piece.repeat(2_000);
        for key in ["", "a.json", "a.xml", "a.yaml", "a.conf", "a.sh", "a.py", "a.sql"] {
            in_text(key, &text);
        }
        in_command(&["sh", "-c", &text]);
        judge("PASSWORD", &text, Sink::Env);
    }
}
