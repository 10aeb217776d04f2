use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::project::{Project, read};
use crate::source::{FileId, SourceFile, Sources};

fn project_of(text: &str) -> Project {
    let file = SourceFile::new("storage.yaml", text);
    let tree = crate::yaml::parse(FileId(0), file.shared_text(), Vec::new());
    let mut sources = Sources::default();
    sources.add(file);
    Project::new(sources, vec![read(FileId(0), tree)])
}

fn storage(project: &Project) -> Storage<'_> {
    Storage::of(project.everything())
}

fn volume(name: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {{name: {name}, labels: {{medium: disk}}}}\nspec: {{{spec}}}\n"
    )
}

fn claim(name: &str, spec: &str) -> String {
    let head =
        format!("---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: {name}, namespace: shop}}\n");
    format!("{head}spec: {{{spec}}}\n")
}

const TEN: &str = "accessModes: [ReadWriteOnce], capacity: {storage: 10Gi}";
const WANTS_TEN: &str = "accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}";

/// The first reason of one volume against one claim, as text.
fn reason(of_volume: &str, of_claim: &str) -> String {
    let project = project_of(&(volume("v", of_volume) + &claim("c", of_claim)));
    let storage = storage(&project);
    match fit(&storage.volumes[0].facts, &storage.claims[0].facts) {
        Fit::Surely => "fits".to_owned(),
        Fit::Perhaps => "perhaps".to_owned(),
        Fit::Never(mismatch) => mismatch.to_string(),
    }
}

#[test]
fn the_first_reason_is_given_with_its_arithmetic() {
    let volume = |more: &str| format!("{TEN}, storageClassName: slow, {more}");
    let claim = |more: &str| format!("{WANTS_TEN}, storageClassName: slow, {more}");
    let small = "accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}, storageClassName: slow";
    let large = "accessModes: [ReadWriteOnce], resources: {requests: {storage: 20Gi}}, storageClassName: fast";
    let many = "accessModes: [ReadWriteMany, ReadWriteOnce], resources: {requests: {storage: 20Gi}}";
    let decimal = "accessModes: [ReadWriteOnce], capacity: {storage: 10G}, storageClassName: slow";
    for (of_volume, of_claim, expected) in [
        (volume(""), claim(""), "fits"),
        (volume(""), small.into(), "fits"),
        (volume(""), large.into(), "10Gi < 20Gi"),
        (volume(""), many.into(), "no `ReadWriteMany`"),
        (decimal.into(), claim(""), "10G < 10Gi, which is 10000000000 < 10737418240 bytes"),
        (volume("volumeMode: Block"), claim(""), "volumeMode `Block` ≠ `Filesystem`"),
        (volume("volumeAttributesClassName: gold"), claim(""), "volumeAttributesClassName `gold` ≠ ``"),
        (volume(""), format!("{WANTS_TEN}, storageClassName: fast"), "class `slow` ≠ `fast`"),
        (volume(""), format!("{WANTS_TEN}, storageClassName: ''"), "class `slow` ≠ no class"),
        (TEN.into(), claim(""), "no class ≠ class `slow`"),
        (volume(""), claim("selector: {matchLabels: {medium: nvme}}"), "labels do not meet `medium=nvme`"),
        (volume(""), claim("selector: {matchExpressions: [{key: old, operator: DoesNotExist}]}"), "fits"),
        (volume(""), claim("selector: {}"), "fits"),
        (volume("claimRef: {name: c, namespace: shop}"), claim("selector: {matchLabels: {medium: nvme}}"), "fits"),
        (volume("claimRef: {name: c, namespace: shop}"), large.into(), "10Gi < 20Gi"),
        (volume("claimRef: {name: c, namespace: bank}"), claim(""), "reserved for `bank/c`"),
        (volume("claimRef: {name: c}"), claim(""), "reserved for a claim `c` of no namespace"),
        (volume("claimRef: {name: c, namespace: shop, uid: '7'}"), claim(""), "released, never bound again"),
        (volume("claimRef: {name: c, namespace: shop, uid: ''}"), claim(""), "fits"),
    ] {
        assert_eq!(reason(&of_volume, &of_claim), expected, "{of_volume} against {of_claim}");
    }
}

#[test]
fn a_named_volume_is_judged_by_other_checks() {
    let claim = |more: &str| format!("{WANTS_TEN}, storageClassName: slow, volumeName: v, {more}");
    let volume = |more: &str| format!("{TEN}, storageClassName: slow, {more}");
    for (of_volume, of_claim, expected) in [
        (volume(""), claim("selector: {matchLabels: {medium: nvme}}"), "fits"),
        (format!("{TEN}, claimRef: {{name: c, namespace: shop}}"), claim("volumeMode: Block"), "fits"),
        (volume("claimRef: {name: d, namespace: shop}"), claim(""), "reserved for `shop/d`"),
        (TEN.into(), claim("volumeMode: Block"), "no class ≠ class `slow`"),
        (volume(""), format!("{WANTS_TEN}, volumeName: w"), "not the volume that the claim names"),
        (volume(""), format!("{WANTS_TEN}, volumeName: v"), "perhaps"),
    ] {
        assert_eq!(reason(&of_volume, &of_claim), expected, "{of_volume} against {of_claim}");
    }
}

#[test]
fn what_is_unknown_neither_fits_nor_fails() {
    let volume = |more: &str| format!("{TEN}, storageClassName: slow, {more}");
    for (of_volume, of_claim) in [
        (volume(""), "accessModes: [ReadWriteOnce], storageClassName: slow".to_owned()),
        (volume(""), format!("{WANTS_TEN}, storageClassName: '${{CLASS}}'")),
        (volume(""), WANTS_TEN.to_owned()),
        (volume("volumeMode: block"), format!("{WANTS_TEN}, storageClassName: slow")),
        (volume("claimRef: {name: '${NAME}', namespace: shop}"), format!("{WANTS_TEN}, storageClassName: slow")),
        (volume("claimRef: {name: c, namespace: shop, uid: '${UID}'}"), format!("{WANTS_TEN}, storageClassName: slow")),
        (volume(""), format!("{WANTS_TEN}, storageClassName: slow, selector: {{matchLabels: {{medium: '${{M}}'}}}}")),
        ("accessModes: [RWO], capacity: {storage: 10GB}".to_owned(), format!("{WANTS_TEN}, storageClassName: ''")),
    ] {
        assert_eq!(reason(&of_volume, &of_claim), "perhaps", "{of_volume} against {of_claim}");
    }
}

#[test]
fn replicas_and_pods_make_claims() {
    let project = project_of(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db, namespace: shop}\nspec:\n  replicas: 3\n  ordinals: {start: 4}\n  \
         template: {spec: {volumes: [{name: tmp, ephemeral: {volumeClaimTemplate: {spec: {}}}}]}}\n  \
         volumeClaimTemplates: [{metadata: {name: data}, spec: {}}]\n\
         ---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data-db-5, namespace: shop}\nspec: {}\n\
         ---\napiVersion: v1\nkind: Pod\nmetadata: {name: one}\nspec: {volumes: [{name: tmp, ephemeral: {volumeClaimTemplate: {spec: {}}}}]}\n\
         ---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: two}\n\
         spec: {template: {spec: {volumes: [{name: tmp, ephemeral: {volumeClaimTemplate: {spec: {}}}}]}}}\n\
         ---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {name: a}\n---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {name: b}\n",
    );
    let claims = storage(&project).claims;
    let names: Vec<&str> = claims.iter().map(|claim| claim.facts.name.as_deref().unwrap_or("?")).collect();
    let expected = ["data-db-4", "data-db-6", "db-4-tmp", "db-5-tmp", "db-6-tmp", "data-db-5", "one-tmp", "?"];
    assert_eq!(names, expected);
    assert!(claims[0].is_sibling(&claims[1]) && !claims[0].is_sibling(&claims[2]));
}

#[test]
fn classes_decide_who_is_provisioned() {
    let class = |name: &str, provisioner: &str, is_default: bool| {
        format!(
            "---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nprovisioner: {provisioner}\n\
             metadata: {{name: {name}, annotations: {{storageclass.kubernetes.io/is-default-class: '{is_default}'}}}}\n"
        )
    };
    let classes =
        class("disks", "disks.csi.example.com", false) + &class("rack", "kubernetes.io/no-provisioner", false);
    let provisioning = |classes: &str, spec: &str| {
        let project = project_of(&(classes.to_owned() + &claim("c", spec)));
        let storage = storage(&project);
        storage.provisioning(&storage.claims[0].facts)
    };
    for (spec, expected) in [
        ("storageClassName: disks", Provisioning::Expected),
        ("storageClassName: disks, selector: {}", Provisioning::Expected),
        ("storageClassName: disks, selector: {matchLabels: {a: b}}", Provisioning::Never(WhyNever::Selector)),
        ("storageClassName: disks, volumeName: v", Provisioning::Never(WhyNever::NamesVolume)),
        ("storageClassName: rack", Provisioning::Never(WhyNever::NoProvisioner)),
        ("storageClassName: ''", Provisioning::Never(WhyNever::NoClass)),
        ("storageClassName: elsewhere", Provisioning::Unknown),
        ("accessModes: []", Provisioning::Unknown),
    ] {
        assert_eq!(provisioning(&classes, spec), expected, "{spec}");
    }
    let with_default = class("disks", "disks.csi.example.com", true);
    assert_eq!(provisioning(&with_default, "accessModes: []"), Provisioning::Expected);
    let with_two = with_default + &class("more", "kubernetes.io/no-provisioner", true);
    assert_eq!(provisioning(&with_two, "accessModes: []"), Provisioning::Unknown);
}

#[test]
fn fewest_modes_come_before_smallest_size_except_to_the_scheduler() {
    let project = project_of(
        &(volume("small", "accessModes: [ReadWriteOnce, ReadOnlyMany], capacity: {storage: 10Gi}")
            + &volume("plain", "accessModes: [ReadWriteOnce], capacity: {storage: 50Gi}")
            + &volume("large", "accessModes: [ReadWriteOnce], capacity: {storage: 90Gi}")
            + &claim("c", &format!("{WANTS_TEN}, storageClassName: ''"))),
    );
    let storage = storage(&project);
    let facts: Vec<&Volume> = storage.volumes.iter().map(|volume| &volume.facts).collect();
    assert_eq!(choices(&storage.claims[0].facts, &facts, false), [1]);
    assert_eq!(choices(&storage.claims[0].facts, &facts, true), [0]);
}

/// A small world, in terms of its own.
#[derive(Debug, Clone)]
struct World {
    volumes: Vec<Spec>,
    claims: Vec<Spec>,
}

#[derive(Debug, Clone)]
struct Spec {
    gibibytes: u32,
    modes: BTreeSet<&'static str>,
    /// Of a claim: none provisioned of any.
    class: &'static str,
    block: bool,
    /// Of a volume: its label. Of a claim: the label it asks for.
    medium: Option<&'static str>,
    /// Of a volume: the claim that it is kept for. Of a claim: the volume that it names.
    other: Option<usize>,
}

fn spec() -> impl Strategy<Value = Spec> {
    let modes = proptest::sample::subsequence(vec!["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany"], 1..3);
    let one_in_five = |strategy| proptest::option::weighted(0.2, strategy);
    let medium = proptest::sample::select(vec!["disk", "nvme"]);
    let class = prop_oneof![3 => Just("rack"), 1 => Just("")];
    (
        1_u32..5,
        modes,
        class,
        proptest::bool::weighted(0.1),
        proptest::option::weighted(0.3, medium),
        one_in_five(0_usize..4),
    )
        .prop_map(|(gibibytes, modes, class, block, medium, other)| Spec {
            gibibytes,
            modes: modes.into_iter().collect(),
            class,
            block,
            medium,
            other,
        })
}

fn world() -> impl Strategy<Value = World> {
    let specs = || proptest::collection::vec(spec(), 1..5);
    (specs(), specs()).prop_map(|(volumes, claims)| World { volumes, claims })
}

impl World {
    fn text(&self) -> String {
        let mut text = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: rack}\n\
                        provisioner: kubernetes.io/no-provisioner\n"
            .to_owned();
        let modes = |spec: &Spec| spec.modes.iter().copied().collect::<Vec<_>>().join(", ");
        let mode = |spec: &Spec| if spec.block { "Block" } else { "Filesystem" };
        for (at, spec) in self.volumes.iter().enumerate() {
            let labels = spec.medium.map_or(String::new(), |medium| format!("medium: {medium}"));
            let kept =
                spec.other.map_or(String::new(), |claim| format!(", claimRef: {{namespace: shop, name: c{claim}}}"));
            text += &format!(
                "---\napiVersion: v1\nkind: PersistentVolume\nmetadata: {{name: v{at}, labels: {{{labels}}}}}\n\
                 spec: {{capacity: {{storage: {}Gi}}, accessModes: [{}], storageClassName: '{}', volumeMode: {}{kept}}}\n",
                spec.gibibytes,
                modes(spec),
                spec.class,
                mode(spec),
            );
        }
        for (at, spec) in self.claims.iter().enumerate() {
            let medium = spec
                .medium
                .map_or(String::new(), |medium| format!(", selector: {{matchLabels: {{medium: {medium}}}}}"));
            let named = spec.other.map_or(String::new(), |volume| format!(", volumeName: v{volume}"));
            text += &claim(
                &format!("c{at}"),
                &format!(
                    "resources: {{requests: {{storage: {}Gi}}}}, accessModes: [{}], storageClassName: '{}', volumeMode: {}{medium}{named}",
                    spec.gibibytes,
                    modes(spec),
                    spec.class,
                    mode(spec),
                ),
            );
        }
        text
    }

    /// Whether the controller may bind the two, from the semantics alone.
    fn may_bind(&self, claim: usize, volume: usize) -> bool {
        let (c, v) = (&self.claims[claim], &self.volumes[volume]);
        if c.other.is_some_and(|named| named != volume) || v.other.is_some_and(|kept_for| kept_for != claim) {
            return false;
        }
        let is_kept = v.other.is_some();
        let hard = v.gibibytes >= c.gibibytes && v.modes.is_superset(&c.modes) && v.block == c.block;
        let soft = v.class == c.class && (c.other.is_some() || c.medium.is_none() || c.medium == v.medium);
        is_kept && c.other.is_some() || hard && (is_kept || soft)
    }

    /// The volumes that the claim takes now, each as likely as the others.
    fn takes(&self, claim: usize, taken: &[Option<usize>]) -> Vec<usize> {
        let free = (0..self.volumes.len()).filter(|volume| !taken.contains(&Some(*volume)));
        let fitting: Vec<usize> = free.filter(|&volume| self.may_bind(claim, volume)).collect();
        let fewest = fitting.iter().map(|&volume| self.volumes[volume].modes.len()).min();
        let level: Vec<usize> =
            fitting.into_iter().filter(|&volume| Some(self.volumes[volume].modes.len()) == fewest).collect();
        let beats = |other: usize, volume: usize| {
            let (other, volume) = (&self.volumes[other], &self.volumes[volume]);
            other.modes == volume.modes
                && (other.other.is_some() && volume.other.is_none()
                    || other.other.is_some() == volume.other.is_some()
                        && other.other.is_none()
                        && other.gibibytes < volume.gibibytes)
        };
        level.iter().copied().filter(|&volume| !level.iter().any(|&other| beats(other, volume))).collect()
    }

    /// Every way in which it may end, whatever is applied first and however chance falls.
    fn ends(&self) -> BTreeSet<Vec<Option<usize>>> {
        let mut ends = BTreeSet::new();
        let mut waiting = vec![(vec![None; self.claims.len()], (0..self.claims.len()).collect::<BTreeSet<usize>>())];
        while let Some((taken, left)) = waiting.pop() {
            if left.is_empty() {
                ends.insert(taken);
                continue;
            }
            for &claim in &left {
                let mut left = left.clone();
                left.remove(&claim);
                let takes = self.takes(claim, &taken);
                if takes.is_empty() {
                    waiting.push((taken.clone(), left.clone()));
                }
                for volume in takes {
                    let mut taken = taken.clone();
                    taken[claim] = Some(volume);
                    waiting.push((taken, left.clone()));
                }
            }
        }
        ends
    }

    /// The greatest number of claims that can be bound, if somebody chose for all.
    fn most_bound(&self, claim: usize, taken: &mut Vec<usize>) -> usize {
        if claim == self.claims.len() {
            return 0;
        }
        let mut most = self.most_bound(claim + 1, taken);
        for volume in 0..self.volumes.len() {
            if self.may_bind(claim, volume) && !taken.contains(&volume) {
                taken.push(volume);
                most = most.max(1 + self.most_bound(claim + 1, taken));
                taken.pop();
            }
        }
        most
    }
}

// Claims and volumes are numbered as in the world.
proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn fits_and_choices_are_those_of_the_brute_force(world in world()) {
        let project = project_of(&world.text());
        let storage = storage(&project);
        let facts: Vec<&Volume> = storage.volumes.iter().map(|volume| &volume.facts).collect();
        for claim in 0..world.claims.len() {
            let fits: Vec<usize> = storage.fits(&storage.claims[claim].facts).into_iter().map(|(at, _)| at).collect();
            let expected: Vec<usize> = (0..world.volumes.len()).filter(|&volume| world.may_bind(claim, volume)).collect();
            prop_assert_eq!(&fits, &expected);
            for volume in &facts {
                let reasons = mismatches(volume, &storage.claims[claim].facts);
                prop_assert_eq!(mismatch(volume, &storage.claims[claim].facts), reasons.into_iter().next());
            }
            let mut chosen = choices(&storage.claims[claim].facts, &facts, false);
            chosen.sort_unstable();
            prop_assert_eq!(chosen, world.takes(claim, &[]));
        }
    }

    #[test]
    fn shortages_are_certain_and_none_is_missed(world in world()) {
        let project = project_of(&world.text());
        let storage = storage(&project);
        let shortages = storage.shortages(|_| true);
        for shortage in &shortages {
            for end in world.ends() {
                let unbound = shortage.takers.iter().filter(|taker| end[**taker].is_none()).count();
                prop_assert!(unbound >= shortage.unserved.len());
            }
        }
        let hopeless = (0..world.claims.len()).filter(|&claim| storage.fits(&storage.claims[claim].facts).is_empty()).count();
        let unserved: usize = shortages.iter().map(|shortage| shortage.unserved.len()).sum();
        prop_assert_eq!(world.most_bound(0, &mut Vec::new()), world.claims.len() - hopeless - unserved);
    }

    #[test]
    fn rivalries_happen_in_some_order(world in world()) {
        let project = project_of(&world.text());
        let storage = storage(&project);
        let ends = world.ends();
        for rivalry in storage.rivalries() {
            let takes = |end: &&Vec<Option<usize>>, claim: usize| end[claim] == Some(rivalry.volume);
            let bad = ends.iter().filter(|end| takes(end, rivalry.taker));
            if rivalry.is_stranded {
                let hopeful = (0..world.claims.len()).filter(|&claim| !storage.fits(&storage.claims[claim].facts).is_empty());
                let hopeful: Vec<usize> = hopeful.collect();
                prop_assert!(bad.clone().all(|end| hopeful.iter().any(|&claim| end[claim].is_none())));
            } else {
                prop_assert!(ends.iter().any(|end| takes(&end, rivalry.loser)));
            }
            prop_assert!(bad.count() > 0);
        }
    }
}
