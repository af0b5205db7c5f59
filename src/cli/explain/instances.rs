//! What the answer says about instances besides those that it names: what comes, what is dead, what room there is.

use serde::Serialize;

use super::class_label::told_apart_by;
use super::document::seconds;
use crate::engine::explain::{Lost, Names, Standing};
use crate::model::{ClassId, Model};
use crate::placement::explanation::Rule;
use crate::placement::{Capacity, ClassCapacity};
use crate::time::SimTime;

/// A host without power that ECS still counts on.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LostHost {
    /// Its name.
    pub name: String,
    /// `unnoticed`: a candidate like any other; `leaving`: EC2 has been told to stop or terminate it, and its agent takes no
    /// new task; `disconnected`: its agent is disconnected, and the tasks there still count.
    pub standing: &'static str,
    /// When that changes: its agent counts as disconnected, or its tasks end; absent when nothing that is known already
    /// changes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noticed_at: Option<f64>,
}

/// An instance that is going to register.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NextInstance {
    /// When.
    pub at: f64,
    /// Its type.
    pub instance_type: String,
    /// Its zone.
    pub availability_zone: String,
    /// What tells it from others of its type and zone; absent where nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_apart_by: Option<String>,
}

/// Room for more copies.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MoreCopies {
    /// How many more fit; absent for any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<u64>,
    /// The same by class of instances.
    pub classes: Vec<CopiesOfClass>,
}

/// Room on the instances of a class.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CopiesOfClass {
    /// Their type.
    pub instance_type: String,
    /// Their zone.
    pub availability_zone: String,
    /// What tells them from others of their type and zone; absent where nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_apart_by: Option<String>,
    /// How many there are.
    pub instances: u32,
    /// How many more copies fit on them together; absent for any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<u64>,
    /// The rule that stops the next one on most of them; absent when nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limited_by: Option<&'static str>,
}

impl LostHost {
    /// As `lost` says.
    pub fn of(names: &Names, lost: Lost) -> Self {
        Self {
            name: names.instance(lost.instance.ordinal()).into_owned(),
            standing: match lost.standing {
                Standing::Unnoticed => "unnoticed",
                Standing::Leaving => "leaving",
                Standing::Disconnected => "disconnected",
            },
            noticed_at: lost.noticed_at.map(seconds),
        }
    }
}

impl NextInstance {
    /// One of `class` that registers at `at`.
    pub fn of(model: &Model, names: &Names, at: SimTime, class: ClassId) -> Self {
        let (instance_type, availability_zone) = type_and_zone(model, class);
        let told_apart_by = told_apart_by(model, names, class);
        Self { at: seconds(at), instance_type, availability_zone, told_apart_by }
    }
}

impl MoreCopies {
    /// As `capacity` says, class by class.
    pub fn of(model: &Model, names: &Names, capacity: &[ClassCapacity]) -> Self {
        let classes = capacity.iter().map(|of| {
            let (instance_type, availability_zone) = type_and_zone(model, of.class);
            let (more, limited_by) = match of.capacity {
                Capacity::Copies { more, limited_by } => (Some(more), limited_by.map(Rule::code)),
                Capacity::Unlimited => (None, None),
            };
            let told_apart_by = told_apart_by(model, names, of.class);
            let instances = of.instances;
            CopiesOfClass { instance_type, availability_zone, told_apart_by, instances, more, limited_by }
        });
        let classes: Vec<CopiesOfClass> = classes.collect();
        Self { more: classes.iter().map(|class| class.more).sum(), classes }
    }
}

/// Type and zone of a class.
pub(super) fn type_and_zone(model: &Model, class: ClassId) -> (String, String) {
    let class = model.class(class);
    (class.instance_type.clone(), model.zones[class.zone.index()].clone())
}
