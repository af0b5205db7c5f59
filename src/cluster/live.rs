//! Instances that come and go, in the order in which they became known.

use crate::model::InstanceId;

/// A list in order of ordinal. Who leaves it leaves a gap; once more than half are gaps, they are closed: so adding and
/// removing cost constant time, on average over many, and a scan at most twice the living.
#[derive(Clone, Debug, Default)]
pub struct LiveList {
    entries: Vec<Option<InstanceId>>,
    len: usize,
}

impl LiveList {
    /// Whether nobody is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Who is listed, in order.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = InstanceId> {
        self.entries.iter().flatten().copied()
    }

    /// Adds an instance that is later than all before; `positions` holds where each slot's instance is listed.
    ///
    /// # Panics
    ///
    /// When `positions` has no place for its slot.
    pub fn push(&mut self, id: InstanceId, positions: &mut [u32]) {
        positions[id.slot()] = position(self.entries.len());
        self.entries.push(Some(id));
        self.len += 1;
    }

    /// Removes an instance that is listed.
    ///
    /// # Panics
    ///
    /// When it is not.
    pub fn remove(&mut self, id: InstanceId, positions: &mut [u32]) {
        let entry = &mut self.entries[positions[id.slot()] as usize];
        debug_assert!(*entry == Some(id), "an instance is removed once");
        *entry = None;
        self.len -= 1;
        // Who looks for the newest begins at the end.
        while self.entries.last().is_some_and(Option::is_none) {
            self.entries.pop();
        }
        if self.entries.len() > 2 * self.len {
            self.entries.retain(Option::is_some);
            for (at, id) in self.entries.iter().flatten().enumerate() {
                positions[id.slot()] = position(at);
            }
        }
    }

    /// Compares the list with its counter, its order, its limit of gaps and where `positions` says its entries are.
    ///
    /// # Errors
    ///
    /// The first difference.
    pub(super) fn audit(&self, positions: &[u32]) -> Result<(), String> {
        let listed: Vec<_> = self.iter().collect();
        if listed.len() != self.len || self.entries.len() > 2 * self.len || !listed.is_sorted() {
            return Err(format!("{} of {} entries are said to be {listed:?}", self.len, self.entries.len()));
        }
        let at = |id: &InstanceId| self.entries.get(positions[id.slot()] as usize);
        match listed.iter().find(|id| at(id) != Some(&Some(**id))) {
            Some(id) => Err(format!("{id:?} is not where it should be listed")),
            None => Ok(()),
        }
    }
}

fn position(at: usize) -> u32 {
    u32::try_from(at).expect("fewer than 2^32 instances at once")
}
