//! image-tag-mutable: see `image_tag_mutable.md`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::moving::{Moving, WORDS};
use super::undigested::for_undigested;
use crate::kubernetes::Workload;
use crate::rule::{Check, Context, OptionSet, Rule};

pub(super) static RULE: Rule = Rule {
    id: "image-tag-mutable",
    summary: "the tag moves with every build, as `latest` does",
    check: Check::Workload(check),
    options: Some(OptionSet::of::<Options>()),
    docs: include_str!("image_tag_mutable.md"),
    ..Rule::DEFAULT
};

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Options {
    /// Words that make a tag without a version move, alone or at an end of it: `stable`, `stable-alpine`
    words: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { words: WORDS.map(str::to_owned).to_vec() }
    }
}

fn check<'a>(workload: Workload<'a>, cx: &mut Context<'a>) {
    let words = cx.options::<Options>().words;
    for_undigested(workload, cx, |image, cx| {
        let Some((tag, moving)) = image.reference.tag().and_then(|tag| Some((tag, Moving::of(tag, &words)?))) else {
            return;
        };
        let name = image.reference.familiar_name();
        image
            .report(cx, format!("tag `{tag}` moves: {moving}"))
            .help(format!("name the version that was tested, `{name}:MAJOR.MINOR`, or add the digest"));
    });
}
