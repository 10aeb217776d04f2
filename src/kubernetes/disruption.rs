//! How many pods may be evicted at once.

use super::kind::Kind;
use super::object::Object;
use crate::yaml::Node;

/// A PodDisruptionBudget.
#[derive(Debug, Clone, Copy)]
pub struct PodDisruptionBudget<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its `spec`.
    pub spec: Node<'a>,
}

impl<'a> PodDisruptionBudget<'a> {
    /// The budget that an object is.
    pub fn of(object: Object<'a>) -> Option<Self> {
        let is_budget = object.kind == Kind::PodDisruptionBudget;
        let spec = object.spec().filter(|spec| is_budget && spec.is_map())?;
        Some(Self { object, spec })
    }

    /// `spec.selector`. In `policy/v1` an empty one selects every pod of the namespace.
    pub fn selector(self) -> Option<Node<'a>> {
        self.spec.get("selector").filter(|selector| selector.is_map())
    }

    /// The node of `spec.minAvailable`: a number or a percentage.
    pub fn min_available(self) -> Option<Node<'a>> {
        self.spec.written("minAvailable")
    }

    /// The node of `spec.maxUnavailable`: a number or a percentage.
    pub fn max_unavailable(self) -> Option<Node<'a>> {
        self.spec.written("maxUnavailable")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::with_object;

    #[test]
    fn an_empty_selector_is_there() {
        let text = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec: {selector: {}, minAvailable: 0, maxUnavailable: }\n";
        with_object(text, |object| {
            let budget = PodDisruptionBudget::of(object).unwrap();
            assert!(budget.selector().is_some());
            assert_eq!(budget.min_available().unwrap().as_int(), Some(0));
            assert!(budget.max_unavailable().is_none());
        });
    }
}
