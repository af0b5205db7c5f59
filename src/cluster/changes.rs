//! Which instances changed, so that an index can catch up instead of starting over.

use crate::model::InstanceId;

/// The instances whose candidacy, resources, ports or tasks changed, in order.
///
/// Readers keep a position; the log forgets its older half when it grows past its limit, and a reader that is
/// behind has to rebuild. So neither memory nor the cost of a late reader grows without end.
#[derive(Clone, Debug)]
pub struct ChangeLog {
    entries: Vec<InstanceId>,
    forgotten: u64,
    limit: usize,
}

impl ChangeLog {
    /// A log that holds at most `limit` entries.
    #[must_use]
    pub fn with_limit(limit: usize) -> Self {
        Self { entries: Vec::new(), forgotten: 0, limit: limit.max(2) }
    }

    /// The position after the newest entry.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.forgotten + self.entries.len() as u64
    }

    /// What was written since `position`, `None` when some of it is forgotten.
    #[must_use]
    pub fn since(&self, position: u64) -> Option<&[InstanceId]> {
        let skip = position.checked_sub(self.forgotten)?;
        self.entries.get(usize::try_from(skip).ok()?..)
    }

    pub(super) fn push(&mut self, instance: InstanceId) {
        if self.entries.len() >= self.limit {
            let half = self.limit / 2;
            self.entries.drain(..half);
            self.forgotten += half as u64;
        }
        self.entries.push(instance);
    }
}

impl Default for ChangeLog {
    fn default() -> Self {
        Self::with_limit(1 << 16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_catches_up_until_it_is_too_late() {
        let mut log = ChangeLog::with_limit(4);
        let start = log.end();
        for index in 0..4 {
            log.push(InstanceId::new(index));
        }
        assert_eq!(log.since(start).map(<[_]>::len), Some(4));
        log.push(InstanceId::new(9));
        assert_eq!(log.since(start), None);
        assert_eq!(log.since(log.end() - 1), Some(&[InstanceId::new(9)][..]));
        assert_eq!(log.since(log.end()), Some(&[][..]));
    }
}
