//! `PutAttributes` and `DeleteAttributes` in the event log: one line an instance, told as `CloudTrail` tells of API calls.

use super::bus::{Member, Members};
use super::log::Recorded;
use super::log_calls::API_CALL;
use super::log_text::Line;
use crate::model::ClassId;
use crate::time::SimTime;

/// What a call has made of the attributes of an instance.
struct Change<'l> {
    api_name: &'static str,
    /// Names, with values where they have any.
    attributes: Vec<(&'l str, Option<&'l str>)>,
}

impl Recorded {
    /// Both classes differ in what one call has put, or deleted.
    fn change(&self, from: ClassId, to: ClassId) -> Change<'_> {
        let of = |class: ClassId| &self.particulars.classes[class.index()].attributes;
        let (before, after) = (of(from), of(to));
        let put: Vec<_> = after.iter().filter(|(name, value)| before.get(*name) != Some(value)).collect();
        if put.is_empty() {
            let deleted = before.keys().filter(|name| !after.contains_key(*name));
            let attributes = deleted.map(|name| (name.as_str(), None)).collect();
            return Change { api_name: "DeleteAttributes", attributes };
        }
        let attributes = put
            .into_iter()
            .map(|(name, value)| (name.as_str(), Some(value.as_str()).filter(|value| !value.is_empty())));
        let attributes = attributes.collect();
        Change { api_name: "PutAttributes", attributes }
    }

    /// Which attributes an instance has, or has not, from then on.
    pub(super) fn attributes_changed(&self, ordinal: u32, from: ClassId, to: ClassId) -> Line {
        let Change { api_name, attributes } = self.change(from, to);
        let written = attributes.iter().map(|(name, value)| match value {
            Some(value) => format!("{name}={value}"),
            None => (*name).to_owned(),
        });
        Line {
            detail_type: API_CALL,
            event_name: Some(api_name),
            resource: self.names.instance_resource(ordinal),
            message: format!("attributes {}", written.collect::<Vec<_>>().join(", ")),
        }
    }

    /// What `CloudTrail` records of the call, as far as it concerns the instance.
    pub(super) fn attributes_detail(
        &self,
        at: SimTime,
        ordinal: u32,
        (from, to): (ClassId, ClassId),
    ) -> Members {
        let cluster = self.names.cluster_of_class(to);
        let target = self.arn(cluster, &self.names.instance_resource(ordinal));
        let member = |(name, value): &(&str, Option<&str>)| {
            let mut attribute = Members::default();
            attribute.text("name", *name);
            if let Some(value) = value {
                attribute.text("value", *value);
            }
            attribute.text("targetId", target.as_str());
            Member::Object(attribute)
        };
        let mut request = Members::default();
        request.text("cluster", self.names.cluster(cluster));
        request.list("attributes", self.change(from, to).attributes.iter().map(member));
        let mut detail = Members::default();
        detail.text("eventSource", "ecs.amazonaws.com");
        detail.moment("eventTime", at);
        detail.0.push(("requestParameters", Member::Object(request)));
        detail
    }
}
