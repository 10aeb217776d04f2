//! access-mode-impossible: see `access_mode_impossible.md`.

use strsim::osa_distance;

use crate::cluster::binding::{ClaimClass, Storage};
use crate::diagnostic::{Applicability, Edit, Fix, Layer, Severity};
use crate::kubernetes::{AccessMode, Kind, Object, PersistentVolume, PersistentVolumeClaim, StorageClass, placeholder};
use crate::rule::{Check, Context, Place, Rule};
use crate::yaml::{Entry, Node};

pub(super) static RULE: Rule = Rule {
    id: "access-mode-impossible",
    summary: "an access mode that does not exist, excludes its neighbours, or that the storage cannot do",
    severity: Severity::Error,
    layer: Layer::Rejected,
    check: Check::Object(&[], check),
    docs: include_str!("access_mode_impossible.md"),
    ..Rule::DEFAULT
};

/// Storage that is attached as a block device: a file system on it is written from one node.
struct BlockStorage {
    /// The provisioners and drivers that make it.
    names: &'static [&'static str],
    /// The field of a volume that is such storage without a driver; empty when there is none.
    source: &'static str,
    /// Whether many nodes may read it, as far as its documents say.
    has_readers: bool,
    /// What offers the other modes there.
    instead: &'static str,
}

/// From the documents of the drivers; what they do not say plainly is not in here.
const BLOCK_STORAGE: [BlockStorage; 7] = [
    BlockStorage {
        names: &["ebs.csi.aws.com", "ebs.csi.eks.amazonaws.com", "kubernetes.io/aws-ebs"],
        source: "awsElasticBlockStore",
        has_readers: false,
        instead: "`efs.csi.aws.com`",
    },
    BlockStorage {
        names: &["pd.csi.storage.gke.io", "kubernetes.io/gce-pd"],
        source: "gcePersistentDisk",
        has_readers: true,
        instead: "`filestore.csi.storage.gke.io`",
    },
    BlockStorage {
        names: &["disk.csi.azure.com", "kubernetes.io/azure-disk"],
        source: "azureDisk",
        has_readers: true,
        instead: "`file.csi.azure.com`",
    },
    BlockStorage {
        names: &["cinder.csi.openstack.org", "kubernetes.io/cinder"],
        source: "cinder",
        has_readers: true,
        instead: "`manila.csi.openstack.org`",
    },
    BlockStorage { names: &["dobs.csi.digitalocean.com"], source: "", has_readers: false, instead: "an NFS share" },
    BlockStorage { names: &["csi.hetzner.cloud"], source: "", has_readers: false, instead: "an NFS share" },
    BlockStorage { names: &["linodebs.csi.linode.com"], source: "", has_readers: false, instead: "an NFS share" },
];

fn check<'a>(object: Object<'a>, cx: &mut Context<'a>) {
    if let Some(volume) = PersistentVolume::of(object) {
        let modes: Vec<Node<'a>> = volume.access_modes().collect();
        check_presence(volume.spec, object, cx);
        check_names(&modes, cx);
        check_source(volume, &modes, cx);
    }
    for claim in PersistentVolumeClaim::all_of(object) {
        let modes: Vec<Node<'a>> = claim.access_modes().collect();
        check_presence(claim.spec, object, cx);
        check_names(&modes, cx);
        check_provisioner(claim, object, &modes, cx);
    }
}

/// Upstream: `ValidatePersistentVolumeSpec`, `ValidatePersistentVolumeClaimSpec`.
fn check_presence<'a>(spec: Node<'a>, object: Object<'a>, cx: &mut Context<'a>) {
    let place = match spec.get("accessModes") {
        None => Place::Absent(spec, "accessModes"),
        Some(modes) if modes.is_empty() && !object.is_partial && !cx.project().may_set(object, "accessModes") => {
            Place::Value(modes)
        }
        Some(_) => return,
    };
    cx.report(place, "there is no access mode, and the API server wants at least one")
        .help("`accessModes: [ReadWriteOnce]` is what a disk can do");
}

fn check_names<'a>(modes: &[Node<'a>], cx: &mut Context<'a>) {
    for mode in modes {
        if mode.is_null() {
            cx.report(*mode, "an access mode is empty")
                .help("the modes are `ReadWriteOnce`, `ReadOnlyMany`, `ReadWriteMany` and `ReadWriteOncePod`");
        }
        let Some(text) = mode.as_str().filter(|text| !placeholder::is_unknown(text)) else { continue };
        match AccessMode::named(&text) {
            None => report_unknown(*mode, &text, cx),
            Some(AccessMode::ReadWriteOncePod) if modes.len() > 1 => {
                cx.report(*mode, "`ReadWriteOncePod` beside another mode: it means one pod of the whole cluster")
                    .help("keep `ReadWriteOncePod` alone, or remove it: the API server refuses the two together");
            }
            Some(_) => {}
        }
    }
}

fn report_unknown<'a>(mode: Node<'a>, text: &str, cx: &mut Context<'a>) {
    let finding = cx.report(mode, format!("there is no access mode `{text}`"));
    let Some(meant) = nearest(text) else {
        finding.help("the modes are `ReadWriteOnce`, `ReadOnlyMany`, `ReadWriteMany` and `ReadWriteOncePod`");
        return;
    };
    let finding = finding.help(format!("did you mean `{}`?", meant.as_str()));
    if mode.written_at().is_none() {
        finding.fix(Fix {
            title: format!("write `{}`", meant.as_str()),
            applicability: Applicability::Safe,
            edits: vec![Edit { location: mode.part(0..mode.text().len()), replacement: meant.as_str().to_owned() }],
        });
    }
}

/// By its first word, by abbreviation, or by a few letters.
fn nearest(text: &str) -> Option<AccessMode> {
    let by_word = text.split_whitespace().next().and_then(AccessMode::named);
    let by_abbreviation = AccessMode::ALL.into_iter().find(|mode| text.eq_ignore_ascii_case(mode.abbreviation()));
    let distance = |mode: &AccessMode| osa_distance(&text.to_lowercase(), &mode.as_str().to_lowercase());
    let by_letters = || AccessMode::ALL.into_iter().min_by_key(distance).filter(|mode| distance(mode) <= 3);
    by_word.or(by_abbreviation).or_else(by_letters)
}

/// A claim whose class makes disks.
fn check_provisioner<'a>(
    claim: PersistentVolumeClaim<'a>,
    object: Object<'a>,
    modes: &[Node<'a>],
    cx: &mut Context<'a>,
) {
    if is_block(claim.spec) {
        return;
    }
    let Some((class, provisioner)) = class_of(claim, object, cx) else { return };
    let name = provisioner.text();
    let Some(storage) = BLOCK_STORAGE.iter().find(|storage| storage.names.contains(&&*name)) else { return };
    let lacking = |node: &Node<'a>| AccessMode::named(&node.as_str()?).filter(|mode| storage.lacks(*mode));
    let Some((node, mode)) = modes.iter().find_map(|node| Some((*node, lacking(node)?))) else { return };
    if offers_elsewhere(&class, mode, cx) {
        return;
    }
    let message = format!(
        "`{}` of class `{class}`: `{name}` makes disks for one node at a time, and refuses the claim",
        mode.as_str()
    );
    cx.report(node, message)
        .layer(Layer::Stuck)
        .label_node(provisioner, "this provisioner makes the volume")
        .help(format!("ask for `ReadWriteOnce`, or for a class of {}, which shares files", storage.instead));
}

impl BlockStorage {
    fn lacks(&self, mode: AccessMode) -> bool {
        match mode {
            AccessMode::ReadWriteMany => true,
            AccessMode::ReadOnlyMany => !self.has_readers,
            AccessMode::ReadWriteOnce | AccessMode::ReadWriteOncePod => false,
        }
    }
}

/// The class of a claim and the node of its provisioner, when the project declares it once.
fn class_of<'a>(claim: PersistentVolumeClaim<'a>, object: Object<'a>, cx: &Context<'a>) -> Option<(String, Node<'a>)> {
    let classes = cx.project().everything();
    let written = claim.class().map(|class| class.text().into_owned());
    let name = written.or_else(|| {
        let scope = cx.project().scopes_of(object).next()?;
        match Storage::default_class(scope)? {
            ClaimClass::Named(name) => Some(name),
            ClaimClass::Unset | ClaimClass::Empty => None,
        }
    })?;
    let declared: Vec<_> = classes.named(Kind::StorageClass, &name).filter_map(StorageClass::of).collect();
    let [class] = declared.as_slice() else { return None };
    Some((name, class.object.node.get("provisioner")?))
}

/// Whether a volume that somebody made for the class offers the mode: such a volume is taken before one is made.
fn offers_elsewhere(class: &str, mode: AccessMode, cx: &Context<'_>) -> bool {
    let volumes = cx.project().everything().of_kind(Kind::PersistentVolume).filter_map(PersistentVolume::of);
    let mut of_class = volumes.filter(|volume| volume.class().is_some_and(|own| own.text() == class));
    of_class.any(|volume| volume.access_modes().any(|own| own.text() == mode.as_str()))
}

/// A volume that says more of its storage than that can do.
fn check_source<'a>(volume: PersistentVolume<'a>, modes: &[Node<'a>], cx: &mut Context<'a>) {
    let Some(source) = volume.source().filter(|_| !is_block(volume.spec)) else { return };
    let overstated = |node: &Node<'a>| Some((*node, why_not(source, AccessMode::named(&node.as_str()?)?)?));
    let Some((node, why)) = modes.iter().find_map(overstated) else { return };
    cx.report(node, format!("`{}` of {why}", node.text()))
        .severity(Severity::Warning)
        .layer(Layer::Risk)
        .label_node(source.key, "the storage")
        .help("say `ReadWriteOnce`, or use storage that is shared, such as NFS");
}

/// What the storage is, and what becomes of the mode there; none when it can do it.
fn why_not(source: Entry<'_>, mode: AccessMode) -> Option<&'static str> {
    let field = source.key.text();
    match (&*field, mode) {
        ("hostPath", AccessMode::ReadWriteMany) => {
            return Some("a directory of each node: pods of other nodes do not see the same files");
        }
        ("local", AccessMode::ReadWriteMany) => {
            return Some("a disk of one node: pods of other nodes cannot have it");
        }
        _ => {}
    }
    let driver = source.value.get("driver").filter(|_| field == "csi").map(Node::text).unwrap_or_default();
    let is_it = |storage: &&BlockStorage| *field == *storage.source || storage.names.contains(&&*driver);
    let storage = BLOCK_STORAGE.iter().find(is_it)?;
    storage.lacks(mode).then_some("a disk that is attached to one node: pods of other nodes wait for it")
}

fn is_block(spec: Node<'_>) -> bool {
    spec.get("volumeMode").is_some_and(|mode| mode.text() != "Filesystem" && !mode.is_null())
}
