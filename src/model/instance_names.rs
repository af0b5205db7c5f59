//! What container instances are called.

use std::borrow::Cow;

use super::Model;
use super::ids::{ClassId, InstanceId};

/// The names of container instances that come after the fixed fleet, by class: that of their group, or their type, and a
/// number.
#[derive(Clone, Debug)]
pub struct InstanceNames<'m> {
    model: &'m Model,
    by_class: Vec<&'m str>,
}

impl<'m> InstanceNames<'m> {
    /// The names of a model's instances, in time linear in their number.
    #[must_use]
    pub fn of(model: &'m Model) -> Self {
        let types = model.classes.iter().map(|class| class.instance_type.as_str());
        let mut by_class: Vec<&str> = types.collect();
        for instance in &model.instances {
            by_class[instance.class.index()] = Self::group(&instance.name);
        }
        // Calls change what an instance carries, not what it is called; a class comes before those made of it.
        for (at, class) in model.classes.iter().enumerate() {
            if let Some(declared) = class.made_of {
                by_class[at] = by_class[declared.index()];
            }
        }
        Self { model, by_class }
    }

    /// The group of an instance of the fixed fleet: its name without its number.
    #[must_use]
    pub fn group(name: &str) -> &str {
        let (group, number) = name.rsplit_once('-').unwrap_or((name, ""));
        if number.bytes().all(|byte| byte.is_ascii_digit()) { group } else { name }
    }

    /// What instances of each class are called that come later, without their number.
    #[must_use]
    pub fn of_later(&self) -> &[&'m str] {
        &self.by_class
    }

    /// The name of an instance of this class.
    #[must_use]
    pub fn name(&self, id: InstanceId, class: ClassId) -> Cow<'m, str> {
        match self.model.instances.get(id.ordinal() as usize) {
            Some(instance) => Cow::Borrowed(&instance.name),
            None => Cow::Owned(Self::numbered(self.by_class[class.index()], id.ordinal())),
        }
    }

    /// The name of a later instance: numbers of the fleet end before its length, so this one is new.
    #[must_use]
    pub fn numbered(called: &str, ordinal: u32) -> String {
        format!("{called}-{}", u64::from(ordinal) + 1)
    }
}
