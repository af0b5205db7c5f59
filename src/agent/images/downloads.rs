//! What a host fetches by one line: layers that share evenly what the line gives the host, some at a time.

use std::collections::VecDeque;

use crate::model::LayerId;

/// Millionths of a byte: a rate of one byte a second moves one of them in a microsecond, so that all sums are whole.
pub(super) type MicroBytes = u128;

/// Millionths of a byte in a byte.
pub(super) const MILLION: MicroBytes = 1_000_000;

/// The layers that a host fetches by a line, first come, first served.
#[derive(Clone, Debug)]
pub(super) struct Downloads {
    /// Those under way, with what is left of each.
    active: Vec<(LayerId, MicroBytes)>,
    waiting: VecDeque<(LayerId, MicroBytes)>,
    /// How many may be under way.
    most: usize,
    /// What the line had given when this was brought up to date.
    given: MicroBytes,
    /// What it gave since and could not be shared out evenly: less than there are layers under way.
    undivided: MicroBytes,
}

impl Downloads {
    /// None yet, by a line that has given so much.
    pub(super) fn new(most: u32, given: MicroBytes) -> Self {
        let (active, waiting) = (Vec::new(), VecDeque::new());
        Self { active, waiting, most: most as usize, given, undivided: 0 }
    }

    /// One more layer; this is up to date.
    pub(super) fn add(&mut self, layer: LayerId, bytes: u64) {
        self.waiting.push_back((layer, MicroBytes::from(bytes) * MILLION));
        self.fill();
    }

    fn fill(&mut self) {
        while self.active.len() < self.most
            && let Some(next) = self.waiting.pop_front()
        {
            self.active.push(next);
        }
    }

    /// Brings it up to date: the line has given so much by now. Returns the layers that are complete with that.
    ///
    /// Call it no later than at [`finishes_at`](Self::finishes_at), so that whoever waits begins in time.
    pub(super) fn advance(&mut self, given: MicroBytes) -> Vec<LayerId> {
        let layers = self.active.len() as MicroBytes;
        if layers == 0 {
            self.given = given;
            return Vec::new();
        }
        let new = given - self.given + self.undivided;
        (self.given, self.undivided) = (given, new % layers);
        for (_, left) in &mut self.active {
            *left = left.saturating_sub(new / layers);
        }
        let mut complete = Vec::new();
        self.active.retain(|(layer, left)| {
            let goes_on = *left > 0;
            if !goes_on {
                complete.push(*layer);
            }
            goes_on
        });
        self.fill();
        complete
    }

    /// What the line will have given when the next layer is complete; `None` when nothing is fetched.
    pub(super) fn finishes_at(&self) -> Option<MicroBytes> {
        let least = self.active.iter().map(|(_, left)| *left).min()?;
        Some(self.given + (least * self.active.len() as MicroBytes).saturating_sub(self.undivided))
    }
}
