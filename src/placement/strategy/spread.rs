//! `spread`: even out the service's own tasks (ST-05, ST-06) over instances or over values of an attribute.
//!
//! Counted are tasks whose desired status is `RUNNING`, of every revision (ST-07, ST-08) and wherever they are,
//! draining and disconnected instances included (ST-09, ST-11).

use std::collections::BTreeMap;

use super::chain::Chain;
use crate::cluster::{Cluster, GroupTasks};
use crate::model::{AttributeId, ClassId, Model};
use crate::placement::request::Request;

/// The values of one attribute, numbered in the order of the first class that has each.
///
/// Classes without the attribute share one more bucket (ST-10).
#[derive(Clone, Debug)]
pub struct Buckets {
    of_class: Vec<u32>,
    len: usize,
    absent: Option<u32>,
}

impl Buckets {
    fn new(model: &Model, attribute: AttributeId) -> Self {
        let mut numbers = BTreeMap::new();
        let mut of_class = Vec::with_capacity(model.classes.len());
        for class in &model.classes {
            let next = u32::try_from(numbers.len()).expect("fewer buckets than classes");
            of_class.push(*numbers.entry(class.attribute(attribute)).or_insert(next));
        }
        let absent = numbers.get(&None).copied();
        Self { of_class, len: numbers.len(), absent }
    }

    /// The bucket of classes without the attribute, if there are such classes.
    #[must_use]
    pub fn absent(&self) -> Option<u32> {
        self.absent
    }

    /// The bucket that instances of `class` are in.
    #[must_use]
    pub fn of(&self, class: ClassId) -> u32 {
        self.of_class[class.index()]
    }

    /// Writes how many of the service's tasks are in each bucket.
    pub fn count(&self, tasks: &GroupTasks, counts: &mut Vec<u32>) {
        counts.clear();
        counts.resize(self.len, 0);
        for (index, bucket) in self.of_class.iter().enumerate() {
            counts[*bucket as usize] += tasks.on_class(ClassId::new(index));
        }
    }
}

/// Buckets of every attribute that was asked for so far.
#[derive(Clone, Debug, Default)]
pub struct SpreadAttributes {
    buckets: Vec<Option<Buckets>>,
}

impl SpreadAttributes {
    /// Makes the buckets of `attributes` known.
    pub fn learn(&mut self, model: &Model, attributes: &[AttributeId]) {
        for attribute in attributes {
            if self.buckets.len() <= attribute.index() {
                self.buckets.resize_with(attribute.index() + 1, || None);
            }
            self.buckets[attribute.index()].get_or_insert_with(|| Buckets::new(model, *attribute));
        }
    }

    /// The buckets of `attribute`.
    ///
    /// # Panics
    ///
    /// When they were not [learnt](Self::learn).
    #[must_use]
    pub fn of(&self, attribute: AttributeId) -> &Buckets {
        self.buckets[attribute.index()].as_ref().expect("learnt with the chain that spreads over it")
    }

    /// Writes, for each of `attributes`, how many of the service's tasks are in each bucket.
    pub fn count(&self, attributes: &[AttributeId], tasks: &GroupTasks, counts: &mut Vec<Vec<u32>>) {
        if counts.len() < attributes.len() {
            counts.resize_with(attributes.len(), Vec::new);
        }
        for (attribute, counts) in attributes.iter().zip(counts) {
            self.of(*attribute).count(tasks, counts);
        }
    }

    /// As [`count`](Self::count), made into the figures by which `chain` places a task: less is better.
    pub fn rank_for_placing(
        &self,
        chain: &Chain,
        request: &Request<'_>,
        cluster: &Cluster,
        figures: &mut Vec<Vec<u32>>,
    ) {
        self.count(chain.attributes(), cluster.group(request.group), figures);
        for ((attribute, rule), figures) in chain.attributes().iter().zip(chain.rules()).zip(figures) {
            rule.rank_for_placing(self.of(*attribute), request, cluster, figures);
        }
    }

    /// The buckets of `class`, in the order of `attributes`.
    pub fn path(&self, attributes: &[AttributeId], class: ClassId) -> impl Iterator<Item = u32> {
        attributes.iter().map(move |attribute| self.of(*attribute).of(class))
    }
}
