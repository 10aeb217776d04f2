//! What a rule sees besides its subject, and how it reports.

use std::any::Any;

use super::{Place, Rule, RuleOptions};
use crate::diagnostic::{Diagnostic, Fix, Label, Layer, Severity};
use crate::kubernetes::Object;
use crate::project::Project;
use crate::source::Location;
use crate::yaml::{Embedded, Node};

/// The surroundings of one call of a rule.
pub struct Context<'a> {
    project: &'a Project,
    rule: &'static Rule,
    options: Option<&'a (dyn Any + Send + Sync)>,
    object: Option<Object<'a>>,
    findings: Vec<Diagnostic>,
    /// The scalar that was last pointed into: one text may hold thousands of findings.
    text: Option<(Node<'a>, Embedded)>,
}

impl<'a> Context<'a> {
    /// A context for one rule. `options` is what the rule's [`super::OptionSet`] read.
    pub fn new(project: &'a Project, rule: &'static Rule, options: Option<&'a (dyn Any + Send + Sync)>) -> Self {
        Self { project, rule, options, object: None, findings: Vec::new(), text: None }
    }

    /// The whole tree.
    pub const fn project(&self) -> &'a Project {
        self.project
    }

    /// The rule's options: those that were set, else the defaults.
    pub fn options<T: RuleOptions + Clone>(&self) -> T {
        self.options.and_then(|options| options.downcast_ref::<T>()).cloned().unwrap_or_default()
    }

    /// Says which object the following findings are about; the engine does so for every subject that is one object.
    pub fn set_object(&mut self, object: Option<Object<'a>>) {
        self.object = object;
    }

    /// Reports a finding about the current object. What is said to be absent from a partial object, or from one that
    /// kustomize patches may add it to, is not reported.
    pub fn report(&mut self, place: impl Into<Place<'a>>, message: impl Into<String>) -> Finding<'_> {
        let place = place.into();
        let is_moot = self.is_moot(&place);
        let location = self.locate(&place);
        let field_path = place.field_path(self.object);
        let diagnostic = Diagnostic { field_path, ..self.diagnostic(location, message.into()) };
        let finding = Finding { diagnostic: Some(diagnostic), is_moot, findings: &mut self.findings };
        match place.written_at() {
            Some(written) => finding.label(written, "the value is written here"),
            None => finding,
        }
    }

    fn is_moot(&self, place: &Place<'a>) -> bool {
        match (place, self.object) {
            (Place::Absent(_, field), Some(object)) => object.is_partial || self.project.may_set(object, field),
            _ => false,
        }
    }

    /// Reports a finding about another object than the current one.
    pub fn report_on(
        &mut self,
        object: Object<'a>,
        place: impl Into<Place<'a>>,
        message: impl Into<String>,
    ) -> Finding<'_> {
        self.object = Some(object);
        self.report(place, message)
    }

    /// Reports a finding at bytes that are no node.
    pub fn report_at(&mut self, location: Location, message: impl Into<String>) -> Finding<'_> {
        let diagnostic = self.diagnostic(location, message.into());
        Finding { diagnostic: Some(diagnostic), is_moot: false, findings: &mut self.findings }
    }

    /// The bytes of a place.
    pub fn locate(&mut self, place: &Place<'a>) -> Location {
        let Place::Part(node, range) = place else {
            return place.location(self.object);
        };
        if node.written_at().is_some() {
            return node.origin();
        }
        let text = match self.text.take().filter(|(known, _)| known == node) {
            Some((_, text)) => text,
            None => Embedded::of(*node),
        };
        let location = text.locate(range.clone());
        self.text = Some((*node, text));
        location
    }

    fn diagnostic(&self, primary: Location, message: String) -> Diagnostic {
        Diagnostic {
            rule: self.rule.id,
            severity: self.rule.severity,
            layer: self.rule.layer,
            message,
            help: None,
            primary,
            labels: Vec::new(),
            object: self.object.map(Object::key),
            field_path: String::new(),
            fix: None,
        }
    }

    /// The findings so far.
    pub fn into_findings(self) -> Vec<Diagnostic> {
        self.findings
    }
}

/// A finding in the making; it is filed when it goes out of scope.
pub struct Finding<'c> {
    diagnostic: Option<Diagnostic>,
    is_moot: bool,
    findings: &'c mut Vec<Diagnostic>,
}

impl Finding<'_> {
    /// What to do: the field and a value that would be right here.
    pub fn help(self, help: impl Into<String>) -> Self {
        let help = help.into();
        self.change(|diagnostic| diagnostic.help = Some(help))
    }

    /// A further place.
    pub fn label(self, location: Location, message: impl Into<String>) -> Self {
        let message = message.into();
        self.change(|diagnostic| diagnostic.labels.push(Label { location, message }))
    }

    /// A further place: a node.
    pub fn label_node(self, node: Node<'_>, message: impl Into<String>) -> Self {
        self.label(node.origin(), message)
    }

    /// Another severity than the rule's.
    pub fn severity(self, severity: Severity) -> Self {
        self.change(|diagnostic| diagnostic.severity = severity)
    }

    /// Another layer than the rule's.
    pub fn layer(self, layer: Layer) -> Self {
        self.change(|diagnostic| diagnostic.layer = layer)
    }

    /// A repair.
    pub fn fix(self, fix: Fix) -> Self {
        self.change(|diagnostic| diagnostic.fix = Some(fix))
    }

    fn change(mut self, change: impl FnOnce(&mut Diagnostic)) -> Self {
        if let Some(diagnostic) = &mut self.diagnostic {
            change(diagnostic);
        }
        self
    }
}

impl Drop for Finding<'_> {
    fn drop(&mut self) {
        if let Some(diagnostic) = self.diagnostic.take().filter(|_| !self.is_moot) {
            self.findings.push(diagnostic);
        }
    }
}
