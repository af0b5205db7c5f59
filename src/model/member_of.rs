//! `memberOf` constraints of a model: each query once, decided for each class as far as a class decides.

use super::Model;
use super::container_instance::InstanceClass;
use super::ids::ClassId;
use crate::query::{ClassFacts, InstanceFacts, Query, Residual, Unmet, Version};

/// A query that some `memberOf` constraint states (CN-01, QL-).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberOf {
    query: Query,
    /// What each class of the model leaves open.
    residuals: Vec<Residual>,
}

/// What a query may ask about a class.
struct Class<'m> {
    spec: &'m InstanceClass,
    attributes: &'m [String],
    agent_version: Option<Version>,
    /// All groups of the model: one of another cluster never has tasks on instances of this class.
    groups: &'m [String],
}

impl MemberOf {
    /// Decides `query` for the classes of a model with these attribute names and names of all its groups, both by id.
    #[must_use]
    pub fn new(query: Query, classes: &[InstanceClass], attributes: &[String], groups: &[String]) -> Self {
        let of_class = |class| query.for_class(&Class::new(class, attributes, groups));
        let residuals = classes.iter().map(of_class).collect();
        Self { query, residuals }
    }

    /// The query.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Whether it asks for the Availability Zone of an instance (RB-02).
    #[must_use]
    pub fn asks_for_zones(&self) -> bool {
        self.query.attributes().contains(super::ZONE_ATTRIBUTE)
    }

    /// What instances of `class` differ in.
    #[must_use]
    pub fn residual(&self, class: ClassId) -> &Residual {
        &self.residuals[class.index()]
    }

    /// Why the query does not hold on an instance of `class`; empty when it does.
    #[must_use]
    pub fn explain(&self, model: &Model, class: ClassId, instance: &impl InstanceFacts) -> Vec<Unmet> {
        let groups = model.group_names();
        self.query.explain(&Class::new(model.class(class), &model.attributes, &groups), instance)
    }
}

impl<'m> Class<'m> {
    fn new(spec: &'m InstanceClass, attributes: &'m [String], groups: &'m [String]) -> Self {
        Self { spec, attributes, agent_version: Version::parse(&spec.agent_version), groups }
    }
}

impl ClassFacts for Class<'_> {
    fn attribute(&self, name: &str) -> Option<&str> {
        let known = self.attributes.binary_search_by(|known| known.as_str().cmp(name)).ok()?;
        self.spec.attribute(super::AttributeId::new(known))
    }

    fn agent_version(&self) -> Option<&Version> {
        self.agent_version.as_ref()
    }

    fn task_groups(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().map(String::as_str)
    }
}
