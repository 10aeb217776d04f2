//! What a name says: `DB_PASSWORD` announces a password, `TOKEN_TTL` and `PASSWORD_FILE` do not announce a token or one.

use super::{Kind, word_list::WordList, words::words};

/// How loudly a name speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// The last word that matters is the credential: `DB_PASSWORD`, `API_KEY_2`.
    Strong,
    /// Words of unknown meaning follow it: `SECRET_BLAH`, `DB_PASS_BD`.
    Trailed,
    /// The word has other uses (`key`, `auth`, `salt`): the value must look random.
    Weak,
}

/// What a name announces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Announced {
    pub kind: Kind,
    pub strength: Strength,
    /// The words that say so, as in `api key`.
    pub word: String,
}

static PASSWORDS: WordList = WordList::new(
    "adminpass authpass bindpass clave contrasena contrasenia contrasenya dbpass ftppass haslo
     heslo jelszo kennwort keypass keystorepass ldappass lozinka masterauth mdp motdepasse
     mysqlpass parola pass passcode passphrase passe passwd password passwords passwort passwrd pgpass
     pswd pswrd psw pw pwd pword requirepass rootpass salasana senha sifre smtppass storepass
     truststorepass userpass wachtwoord",
);

static SECRETS: WordList = WordList::new(
    "apisecret appsecret authsecret clientsecret consumersecret cookiesecret corpsecret
     hmacsecret jwtsecret oauthsecret secret secreto segredo sessionsecret sharedsecret
     tokensecret usersecret webhooksecret",
);

static TOKENS: WordList = WordList::new(
    "accesstoken apitoken authtoken bearer bearertoken bottoken githubtoken gitlabtoken
     refreshtoken sessiontoken token usertoken",
);

static KEYS: WordList = WordList::new(
    "accesskey accountkey apikey authkey encryptionkey licensekey masterkey privatekey
     secretaccesskey secretkey sharedkey signingkey",
);

/// Words that announce a credential only beside a value that looks random.
static WEAK: WordList = WordList::new(
    "apikeys auth authorization cred credential credentials creds credenciales keys passkey
     pepper salt secretos secrets tokens",
);

/// What makes `key` a secret one, right before it.
static SECRET_KEYS: WordList = WordList::new(
    "access account aes api auth batch encrypt encryption hmac jwt license licence master private
     secret shared sign signature signing storage",
);

/// What makes `key` a public or an everyday one, right before it.
static PLAIN_KEYS: WordList = WordList::new(
    "annotation bucket cache column composite config dict env event field foreign group host i18n
     index json label locale lookup map message metadata metric object partition primary property
     pub public publishable registry routing row shard site sort translation unique",
);

/// What makes `token` something else, right before it.
static PLAIN_TOKENS: WordList = WordList::new(
    "bos cancel cancellation continuation continue css csrf design eos fcm lock max min
     next num pad page pagination special stop unk xsrf",
);

/// What makes `secret` the name of a Secret object, right before it.
static SECRET_OBJECTS: WordList = WordList::new(
    "ca cert certificate credential credentials from image key password pull ref registry serving
     ssl tls token user values",
);

/// A first word that makes the name a switch or a limit.
static SWITCHES: WordList = WordList::new(
    "allow allowed auto can change check count disable disabled enable enabled enforce force
     forgot generate has hide is mask max min need needs no num number prompt remember require
     required requires reset rotate should show skip supports use validate with without",
);

/// A word that, after the credential, makes the name speak of something around it.
static AROUND: WordList = WordList::new(
    "address age alg algorithm algorithms alias annotation annotations api archivo argument arn
     attempts attr attribute aud audience audiences authenticator backend bucket ca cache cert
     certificate change character characters chars check checks checksum claim claims class
     cleaner column complexity conf config configuration controller cookie cost count crt csi
     days digest dir directory disabled domain driver duration email enable enabled encoder
     encoding encryption endpoint engine env exchange expiration expire expires expiry extractor
     field fields file filename filepath files fingerprint flow folder format generation
     generator grant group handler hash hashed hashing header headers hint history host hostname
     hours id identifier ids image index injector interval issuer issuers iterations keys kid
     kind label labels leeway len length level lifespan lifetime limit link list location log
     lookup maker manager max message method methods millis min minutes mode mount mountpath ms
     name names namespace nombre ns object operator option options owner param parameter params
     path paths pattern period placeholder plugin policy port prefix principal property provider publica publico primaria query recovery ref reference references refresh refs regex regexp region renewal replicas
     request require required requirements reset resolver resource retries reviewer role rotation
     rotator rounds rule rules ruta scheme schema scope scopes seconds secs selector server
     service services settings sidecar signer size skew source status storage store strategy
     strength suffix sync tag template through thru timeout ttl type types unit updated uri url
     urls usage user username usuario validation validator validity var variable verifier version
     view volume webhook window",
);

/// What else may be kept beside credentials.
static THINGS: WordList = WordList::new(
    "account brokers bucket cacerts cidr client cluster container database databases db dbname device
     environment folder from instance jdbc keyspace login mail nodes organisation organization pem platform
     project pub queue realm release repo repository role sender servers site size stage sub subject
     subscription team tenant timezone to topic truststore tz workspace zone",
);

/// Words after the credential that only number it or say where it is used.
static NEUTRAL: WordList = WordList::new(
    "base content contents current data default dev local main new old plain plaintext prd
     primary prod production qa raw secondary stage staging stg string test text value",
);

/// What `name` announces, if anything.
pub(super) fn announced(name: &str) -> Option<Announced> {
    let words = words(name);
    let at = words.iter().rposition(|word| is_credential_word(word))?;
    let after = &words[at + 1..];
    if speaks_around(&words, at) || after.iter().any(|word| AROUND.has(word)) {
        return None;
    }
    let before = at.checked_sub(1).map(|at| words[at].as_str());
    let mut announced = credential(&words[at], before)?;
    // The base from which Rails derives its keys is as secret as they are.
    if words[at] == "key" && after.first().is_some_and(|next| matches!(next.as_str(), "base" | "content")) {
        announced.strength = Strength::Strong;
    }
    let trailed = after.iter().any(|word| !is_neutral(word));
    match announced.strength {
        Strength::Strong if trailed && at == 0 && words[at] == "pass" => return None,
        Strength::Strong if trailed => announced.strength = Strength::Trailed,
        Strength::Weak if trailed => return None,
        _ => {}
    }
    Some(announced)
}

/// Whether `name` ends by speaking of something that is no secret: `client_id`, `username`, `tls.crt`.
pub(super) fn ends_elsewhere(name: &str) -> bool {
    words(name).iter().rfind(|word| !is_neutral(word)).is_some_and(|word| AROUND.has(word) || THINGS.has(word))
}

/// Whether `word` alone can announce a credential.
pub(super) fn is_credential_word(word: &str) -> bool {
    matches!(word, "key" | "cookie")
        || is_password(word)
        || is_key(word)
        || is_token(word)
        || is_secret(word)
        || WEAK.has(word)
}

/// Whether the words before the credential make the name a switch, a limit or a reference.
fn speaks_around(words: &[String], at: usize) -> bool {
    let before = &words[..at];
    let switch = before.first().is_some_and(|first| SWITCHES.has(first));
    let other = |word: &String| matches!(word.as_str(), "allow" | "empty" | "existing" | "random");
    // The `initial-cluster-token` of etcd tells clusters apart; the cluster token of k3s admits to one.
    let cluster_name = words[at] == "token" && before.ends_with(&["initial".to_owned(), "cluster".to_owned()]);
    switch || cluster_name || before.iter().any(other)
}

fn credential(word: &str, before: Option<&str>) -> Option<Announced> {
    let announce = |kind, strength, word: String| Some(Announced { kind, strength, word });
    if word == "key" {
        return key(before);
    }
    if word == "cookie" {
        // The nodes of an Erlang cluster (RabbitMQ, CouchDB) admit whoever knows it.
        return before
            .filter(|before| *before == "erlang")
            .and_then(|_| announce(Kind::Secret, Strength::Strong, "erlang cookie".to_owned()));
    }
    if word == "clave" && matches!(before, Some("palabra" | "palabras")) {
        return None;
    }
    if is_password(word) {
        let strength = if word == "clave" && before.is_none() { Strength::Weak } else { Strength::Strong };
        return announce(Kind::Password, strength, word.to_owned());
    }
    if is_key(word) {
        return announce(Kind::ApiKey, Strength::Strong, word.to_owned());
    }
    if is_token(word) {
        let plain = before.is_some_and(|before| PLAIN_TOKENS.has(before));
        return if plain { None } else { announce(Kind::Token, Strength::Strong, word.to_owned()) };
    }
    if is_secret(word) {
        let object = before.is_some_and(|before| SECRET_OBJECTS.has(before));
        let strength = if object { Strength::Weak } else { Strength::Strong };
        return announce(Kind::Secret, strength, word.to_owned());
    }
    announce(Kind::Secret, Strength::Weak, word.to_owned())
}

fn key(before: Option<&str>) -> Option<Announced> {
    let word = before.map_or_else(|| "key".to_owned(), |before| format!("{before} key"));
    match before {
        Some(before) if PLAIN_KEYS.has(before) => None,
        Some("private") => Some(Announced { kind: Kind::PrivateKey, strength: Strength::Strong, word }),
        Some(before) if SECRET_KEYS.has(before) => {
            Some(Announced { kind: Kind::ApiKey, strength: Strength::Strong, word })
        }
        _ => Some(Announced { kind: Kind::ApiKey, strength: Strength::Weak, word }),
    }
}

/// A password word, alone or at the end of a run-together one (`PGPASSWORD`, `rootpassword`).
fn is_password(word: &str) -> bool {
    let other = "forgotpassword haspassword htpasswd nopassword resetpassword usepassword".split(' ');
    PASSWORDS.has(word)
        || (runs_into(word, "password passwd passphrase passwort") && other.into_iter().all(|no| no != word))
}

/// Whether `word` is run together with one of the words of `ends`: `azurestorageaccountkey`, `myapikey`.
fn runs_into(word: &str, ends: &str) -> bool {
    ends.split(' ').any(|end| word.ends_with(end))
}

fn is_key(word: &str) -> bool {
    KEYS.has(word) || runs_into(word, "accesskey accountkey apikey encryptionkey privatekey secretkey")
}

fn is_token(word: &str) -> bool {
    TOKENS.has(word) || runs_into(word, "accesstoken apitoken authtoken bottoken")
}

fn is_secret(word: &str) -> bool {
    SECRETS.has(word) || runs_into(word, "apisecret appsecret clientsecret jwtsecret sharedsecret")
}

fn is_neutral(word: &str) -> bool {
    word.chars().all(char::is_numeric) || word.len() == 1 || NEUTRAL.has(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strength(name: &str) -> Option<Strength> {
        announced(name).map(|announced| announced.strength)
    }

    #[test]
    fn names_that_announce_a_credential() {
        let names = "
            PASSWORD password DB_PASSWORD dbPassword MYSQL_ROOT_PASSWORD PGPASSWORD MYSQL_PWD DB_PASS REDIS_PASS_1
            RABBITMQ_DEFAULT_PASS spring.datasource.password requirepass masterauth ROOT_PW KEYSTORE_PASSPHRASE
            contraseña CONTRASENA DB_CLAVE secreto senha MotDePasse ADMIN_PASSWORD_2 API_KEY apiKey api-key APIKEY
            SECRET_KEY AWS_SECRET_ACCESS_KEY ACCESS_KEY ENCRYPTION_KEY PRIVATE_KEY TLS_PRIVATE_KEY SECRET_KEY_BASE OTP_KEY_BASE
            NEW_RELIC_LICENSE_KEY AZURE_BATCH_KEY OCI_CLI_KEY_CONTENT TOKEN GITHUB_TOKEN CLUSTER_TOKEN accessToken VERIFY_TOKEN
            AUTH_TOKEN_PROD CLIENT_SECRET JWT_SECRET appsecret RABBITMQ_ERLANG_COOKIE";
        for name in names.split_whitespace() {
            assert_eq!(strength(name), Some(Strength::Strong), "{name}");
        }
    }

    #[test]
    fn names_that_only_hint() {
        let names = "KEY FERNET_KEY SESSION_KEY PASSWORD_KEY AUTH BASIC_AUTH PASSWORD_SALT CREDENTIALS TLS_SECRET
            PASSWORD_SECRET clave image-pull-secret";
        for name in names.split_whitespace() {
            assert_eq!(strength(name), Some(Strength::Weak), "{name}");
        }
        for name in ["SECRET_BLAH", "DB_PASS_BD", "DB_PASS_BD_2"] {
            assert_eq!(strength(name), Some(Strength::Trailed), "{name}");
        }
    }

    #[test]
    fn names_that_speak_of_something_else() {
        let names = "
            BYPASS COMPASS tokenizer TOKENIZER_PATH PASS_THROUGH passHostHeader PRIMARY_KEY KEY_NAME PUBLIC_KEY CACHE_KEY
            KEYSPACE KEYCLOAK_URL MONKEY PASSWORD_FILE DB_PASSWORD_PATH SECRETS_DIR SECRET_NAME secretRef TOKEN_URL
            TOKEN_URI CLIENT_ID AWS_ACCESS_KEY_ID TOKEN_TTL TOKEN_EXPIRY PASSWORD_ENABLED SECRET_TYPE PASSWORD_LENGTH
            PASSWORD_POLICY TOKEN_HEADER TOKEN_ENDPOINT TOKEN_ISSUER JWT_TOKEN_ALGORITHM TOKEN_PREFIX SECRET_VERSION
            TOKEN_COUNT TOKEN_SIZE TOKEN_TIMEOUT MYSQL_ALLOW_EMPTY_PASSWORD MYSQL_RANDOM_ROOT_PASSWORD ENABLE_PASSWORD
            existingSecret PASSWORD_HASH NEXT_PAGE_TOKEN ETCD_INITIAL_CLUSTER_TOKEN PASSWORD_ENCRYPTION AUTHOR passport
            CONTRASENA_ARCHIVO SECRETARY HTPASSWD TOKEN_COOKIE SIGNING_KEY_ID PWDX KEY_THUMBPRINT AUTH_REALM PALABRA_CLAVE CLAVE_PUBLICA";
        for name in names.split_whitespace().chain([""]) {
            assert_eq!(announced(name), None, "{name}");
        }
    }

    #[test]
    fn the_word_that_speaks_is_named() {
        for (name, word) in [("DB_ROOT_PASSWORD", "password"), ("X_API_KEY", "api key")] {
            assert_eq!(announced(name).map(|announced| announced.word).as_deref(), Some(word));
        }
    }
}
