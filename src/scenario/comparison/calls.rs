//! The calls of `[[actions]]`, in the order in which they are made.

use serde_json::{Map, Value as Json};

use super::super::path::known_member;
use super::super::resolve::earliest_action;
use super::super::shape::{Kind, SCENARIO};
use super::super::told::place_of;
use super::super::{Node, Place, Sources, Value};
use super::as_json;
use crate::time::SimTime;

/// A call of the API.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedCall {
    /// When, as it is written; a distribution as JSON.
    pub at: String,
    /// Its name, such as `updateService`.
    pub name: String,
    /// What it is given.
    pub input: Map<String, Json>,
    /// Where it is written.
    pub place: Option<Place>,
}

/// The calls of a tree.
pub fn of(tree: &Node, sources: &Sources) -> Vec<PlannedCall> {
    let Some(Kind::List(action)) = known_member(Kind::Object(&SCENARIO), "actions") else {
        return Vec::new();
    };
    let actions = tree.get("actions").map_or(&[][..], Node::elements);
    let mut calls: Vec<(SimTime, PlannedCall)> = Vec::new();
    for node in actions {
        let at = node.get("at").map_or_else(String::new, |at| match at.as_str() {
            Some(at) => at.to_owned(),
            None => as_json::value(at, Kind::Distribution).to_string(),
        });
        for call in node.members().iter().filter(|member| matches!(member.value.value, Value::Object(_))) {
            let Some(Kind::Object(shape)) = known_member(*action, &call.name) else { continue };
            let input = as_json::members(&call.value, shape);
            let place = place_of(&call.name_span, sources);
            let planned = PlannedCall { at: at.clone(), name: call.name.clone(), input, place };
            calls.push((earliest_action(node), planned));
        }
    }
    calls.sort_by_key(|(at, _)| *at);
    calls.into_iter().map(|(_, call)| call).collect()
}
