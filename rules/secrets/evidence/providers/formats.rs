//! The forms of the tokens that providers give out: prefix, alphabet, length, check digits.

use super::super::Confidence::{self, Certain, Dummy, Likely};
use super::Alphabet::{self, Alnum, Base32, Base64, Digit, Hex, LowerAlnum, LowerHex, UpperAlnum, Word};

/// One form.
pub(super) struct Format {
    /// Whose token it is, as in "has the form of a … ".
    pub provider: &'static str,
    /// What must stand before the prefix, if anything: an alphabet and the least and most characters.
    pub lead: Option<(Alphabet, usize, usize)>,
    /// The characters by which the form is found.
    pub prefix: &'static str,
    /// What follows the prefix.
    pub body: &'static [Part],
    /// Bytes of the prefix that are not part of the secret.
    pub public: usize,
    /// What a match is worth.
    pub confidence: Confidence,
    /// Whether the body ends in check digits; a match without them is worth less.
    pub checked: bool,
}

/// A piece of a token's body.
pub(super) enum Part {
    /// The least and most characters of an alphabet; a longer run is another thing.
    Run(Alphabet, usize, usize),
    /// These characters.
    Text(&'static str),
}

use Part::{Run, Text};

const fn token(provider: &'static str, prefix: &'static str, body: &'static [Part]) -> Format {
    Format { provider, lead: None, prefix, body, public: 0, confidence: Certain, checked: false }
}

impl Format {
    const fn worth(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    const fn checked(mut self) -> Self {
        self.checked = true;
        self
    }

    const fn public(mut self, bytes: usize) -> Self {
        self.public = bytes;
        self
    }

    const fn after(mut self, alphabet: Alphabet, least: usize, most: usize) -> Self {
        self.lead = Some((alphabet, least, most));
        self
    }
}

/// Every known form. Of two prefixes that begin at the same place, the longer one counts.
pub(super) const FORMATS: &[Format] = &[
    // Code hosting and packages
    token("GitHub token", "ghp_", &[Run(Alnum, 36, 36)]).checked(),
    token("GitHub OAuth token", "gho_", &[Run(Alnum, 36, 36)]).checked(),
    token("GitHub user token", "ghu_", &[Run(Alnum, 36, 36)]).checked(),
    token("GitHub server token", "ghs_", &[Run(Alnum, 36, 36)]).checked(),
    token("GitHub refresh token", "ghr_", &[Run(Alnum, 36, 76)]).checked(),
    token("GitHub fine-grained token", "github_pat_", &[Run(Alnum, 22, 22), Text("_"), Run(Alnum, 59, 59)]),
    token("GitLab token", "glpat-", &[Run(Word, 20, 64)]),
    token("GitLab deploy token", "gldt-", &[Run(Word, 20, 64)]),
    token("GitLab runner token", "glrt-", &[Run(Word, 20, 64)]),
    token("GitLab trigger token", "glptt-", &[Run(LowerHex, 40, 40)]),
    token("GitLab CI job token", "glcbt-", &[Run(Word, 20, 64)]),
    token("GitLab OAuth secret", "gloas-", &[Run(Word, 64, 64)]),
    token("GitLab runner token", "GR1348941", &[Run(Word, 20, 20)]),
    token("Atlassian token", "ATATT3", &[Run(Word, 60, 400)]),
    token("npm token", "npm_", &[Run(Alnum, 36, 36)]).checked(),
    token("PyPI token", "pypi-AgEIcHlwaS5vcmc", &[Run(Word, 50, 1000)]),
    token("RubyGems key", "rubygems_", &[Run(LowerHex, 48, 48)]),
    token("Docker Hub token", "dckr_pat_", &[Run(Word, 27, 27)]),
    token("Docker Hub token", "dckr_oat_", &[Run(Word, 27, 40)]),
    token("Artifactory key", "AKCp", &[Run(Alnum, 69, 69)]),
    // Clouds
    token("AWS access key id", "AKIA", &[Run(Base32, 16, 16)]),
    token("AWS temporary access key id", "ASIA", &[Run(Base32, 16, 16)]),
    token("Amazon MWS token", "amzn.mws.", &[Run(Word, 36, 36)]),
    token("Azure storage key", "AccountKey=", &[Run(Base64, 86, 86), Text("==")]).public(11),
    token("Azure shared access key", "SharedAccessKey=", &[Run(Base64, 43, 43), Text("=")]).public(16),
    token("Google API key", "AIza", &[Run(Word, 35, 35)]).worth(Likely),
    token("Google OAuth secret", "GOCSPX-", &[Run(Word, 28, 28)]),
    token("Google OAuth token", "ya29.", &[Run(Word, 20, 600)]),
    token("DigitalOcean token", "dop_v1_", &[Run(LowerHex, 64, 64)]),
    token("DigitalOcean OAuth token", "doo_v1_", &[Run(LowerHex, 64, 64)]),
    token("DigitalOcean refresh token", "dor_v1_", &[Run(LowerHex, 64, 64)]),
    token("Alibaba access key id", "LTAI", &[Run(Alnum, 16, 20)]).worth(Likely),
    token("Tencent secret id", "AKID", &[Run(Alnum, 32, 32)]),
    token("Heroku key", "HRKU-", &[Run(Word, 36, 60)]),
    token("Fly.io token", "fo1_", &[Run(Word, 43, 43)]),
    token("Supabase token", "sbp_", &[Run(LowerHex, 40, 40)]),
    token("PlanetScale password", "pscale_pw_", &[Run(Word, 32, 64)]),
    token("PlanetScale token", "pscale_tkn_", &[Run(Word, 32, 64)]),
    token("Databricks token", "dapi", &[Run(LowerHex, 32, 32)]),
    // Infrastructure
    token("Vault token", "hvs.", &[Run(Word, 24, 200)]),
    token("Vault batch token", "hvb.", &[Run(Word, 24, 400)]),
    token("Terraform Cloud token", ".atlasv1.", &[Run(Word, 60, 70)]).after(Alnum, 14, 14),
    token("Doppler token", "dp.pt.", &[Run(Alnum, 40, 44)]),
    token("Doppler service token", "dp.st.", &[Run(LowerAlnum, 0, 35), Text("."), Run(Alnum, 40, 44)]),
    token("Pulumi token", "pul-", &[Run(LowerHex, 40, 40)]),
    token("OpenShift token", "sha256~", &[Run(Word, 43, 43)]),
    token("Tailscale key", "tskey-", &[Run(LowerAlnum, 3, 10), Text("-"), Run(Word, 20, 80)]),
    token("age secret key", "AGE-SECRET-KEY-1", &[Run(UpperAlnum, 58, 58)]),
    token("Grafana service account token", "glsa_", &[Run(Alnum, 32, 32), Text("_"), Run(Hex, 8, 8)]),
    token("Grafana Cloud token", "glc_", &[Run(Base64, 32, 400)]),
    token("New Relic user key", "NRAK-", &[Run(UpperAlnum, 27, 27)]),
    token("Dynatrace token", "dt0c01.", &[Run(UpperAlnum, 24, 24), Text("."), Run(UpperAlnum, 64, 64)]),
    token("Sentry token", "sntrys_", &[Run(Base64, 40, 400)]),
    token("Sentry user token", "sntryu_", &[Run(LowerHex, 64, 64)]),
    // Messages
    token("Slack bot token", "xoxb-", &[Run(Digit, 8, 16), Text("-"), Run(Word, 20, 120)]),
    token("Slack user token", "xoxp-", &[Run(Digit, 8, 16), Text("-"), Run(Word, 20, 160)]),
    token("Slack token", "xoxa-", &[Run(Digit, 1, 16), Text("-"), Run(Word, 20, 160)]),
    token("Slack refresh token", "xoxr-", &[Run(Digit, 1, 16), Text("-"), Run(Word, 20, 160)]),
    token("Slack legacy token", "xoxs-", &[Run(Digit, 8, 16), Text("-"), Run(Word, 20, 160)]),
    token("Slack app token", "xapp-", &[Run(Digit, 1, 1), Text("-"), Run(Word, 40, 160)]),
    token(
        "Slack webhook",
        "hooks.slack.com/services/",
        &[Text("T"), Run(Alnum, 8, 12), Text("/B"), Run(Alnum, 8, 12), Text("/"), Run(Alnum, 23, 25)],
    )
    .public(25),
    token("Discord webhook", "discord.com/api/webhooks/", &[Run(Digit, 17, 20), Text("/"), Run(Word, 60, 72)])
        .public(25),
    token("Discord webhook", "discordapp.com/api/webhooks/", &[Run(Digit, 17, 20), Text("/"), Run(Word, 60, 72)])
        .public(28),
    token("Telegram bot token", ":AA", &[Run(Word, 33, 33)]).after(Digit, 8, 10),
    token("Twilio API key", "SK", &[Run(LowerHex, 32, 32)]).worth(Likely),
    token("SendGrid key", "SG.", &[Run(Word, 22, 22), Text("."), Run(Word, 43, 43)]),
    token("Mailgun key", "key-", &[Run(LowerHex, 32, 32)]),
    token("Mailchimp key", "-us", &[Run(Digit, 1, 2)]).after(LowerHex, 32, 32),
    // Payment and trade
    token("Stripe live key", "sk_live_", &[Run(Alnum, 16, 247)]),
    token("Stripe restricted key", "rk_live_", &[Run(Alnum, 16, 247)]),
    token("Stripe test key", "sk_test_", &[Run(Alnum, 16, 247)]).worth(Dummy),
    token("Stripe test key", "rk_test_", &[Run(Alnum, 16, 247)]).worth(Dummy),
    token("Stripe webhook secret", "whsec_", &[Run(Base64, 32, 64)]),
    token("Square token", "sq0atp-", &[Run(Word, 22, 22)]),
    token("Square secret", "sq0csp-", &[Run(Word, 43, 43)]),
    token(
        "PayPal Braintree token",
        "access_token$production$",
        &[Run(LowerAlnum, 16, 16), Text("$"), Run(LowerHex, 32, 32)],
    ),
    token("Shopify token", "shpat_", &[Run(Hex, 32, 32)]),
    token("Shopify secret", "shpss_", &[Run(Hex, 32, 32)]),
    token("Facebook token", "EAACEdEose0cBA", &[Run(Alnum, 20, 400)]),
    // Models and tools
    token("OpenAI project key", "sk-proj-", &[Run(Word, 40, 200)]),
    token("OpenAI service key", "sk-svcacct-", &[Run(Word, 40, 200)]),
    token("OpenAI admin key", "sk-admin-", &[Run(Word, 40, 200)]),
    token("OpenAI key", "sk-", &[Run(Alnum, 48, 48)]),
    token("OpenRouter key", "sk-or-v1-", &[Run(LowerHex, 64, 64)]),
    token("Anthropic key", "sk-ant-", &[Run(Word, 60, 200)]),
    token("Hugging Face token", "hf_", &[Run(Alnum, 34, 37)]),
    token("Groq key", "gsk_", &[Run(Alnum, 52, 52)]),
    token("Replicate token", "r8_", &[Run(Alnum, 37, 37)]),
    token("Linear key", "lin_api_", &[Run(Alnum, 40, 40)]),
    token("Notion token", "ntn_", &[Run(Alnum, 43, 50)]),
    token("Airtable token", "pat", &[Run(Alnum, 14, 14), Text("."), Run(LowerHex, 64, 64)]),
    token("Postman key", "PMAK-", &[Run(LowerHex, 24, 24), Text("-"), Run(LowerHex, 34, 34)]),
];
