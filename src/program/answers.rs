//! Answers by the hash of their question.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::record::Answer;

/// How many different questions may be asked; each takes about 70 bytes, in memory and as recorded.
pub const MAX_ANSWERS: usize = 1_000_000;

/// What is known, and what of it is asked for.
#[derive(Debug, Default)]
pub(super) struct Answers {
    known: BTreeMap<u128, Known>,
    /// Asked for, and not handed out by [`take_new`](Self::take_new) yet.
    new: Vec<u128>,
}

#[derive(Debug)]
struct Known {
    candidates: Box<[u32]>,
    is_used: bool,
}

impl Answers {
    /// The answer to a question that is asked now, if it is known.
    pub fn get(&mut self, question: u128) -> Option<Box<[u32]>> {
        let known = self.known.get_mut(&question)?;
        if !known.is_used {
            known.is_used = true;
            self.new.push(question);
        }
        Some(known.candidates.clone())
    }

    /// Remembers an answer, and gives back what holds: the first one, where two asked at the same time. `None` where there
    /// are too many.
    pub fn insert(&mut self, question: u128, candidates: Box<[u32]>) -> Option<Box<[u32]>> {
        let is_full = self.known.len() >= MAX_ANSWERS;
        match self.known.entry(question) {
            Entry::Occupied(known) => Some(known.get().candidates.clone()),
            Entry::Vacant(_) if is_full => None,
            Entry::Vacant(place) => {
                place.insert(Known { candidates: candidates.clone(), is_used: true });
                self.new.push(question);
                Some(candidates)
            }
        }
    }

    /// Takes answers in that were recorded; `is_used` where runs that need not be repeated asked for them.
    pub fn restore(&mut self, recorded: impl IntoIterator<Item = Answer>, is_used: bool) {
        for Answer { question, candidates } in recorded {
            let known = self.known.entry(question).or_insert(Known { candidates, is_used });
            known.is_used |= is_used;
        }
    }

    /// The answers that were asked for since the last time, ascending.
    pub fn take_new(&mut self) -> Vec<Answer> {
        let mut new = std::mem::take(&mut self.new);
        new.sort_unstable();
        new.into_iter().map(|question| self.answer(question)).collect()
    }

    /// All answers that were asked for, ascending.
    pub fn used(&self) -> Vec<Answer> {
        let used = self.known.iter().filter(|(_, known)| known.is_used);
        used.map(|(question, _)| self.answer(*question)).collect()
    }

    fn answer(&self, question: u128) -> Answer {
        Answer { question, candidates: self.known[&question].candidates.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(question: u128, candidates: &[u32]) -> Answer {
        Answer { question, candidates: candidates.into() }
    }

    #[test]
    fn what_is_asked_for_is_new_once_and_used_for_good() {
        let mut answers = Answers::default();
        answers.restore([answer(7, &[1]), answer(8, &[2])], false);
        assert_eq!((answers.take_new(), answers.used()), (vec![], vec![]), "nobody has asked");
        assert_eq!(answers.get(9), None);
        assert_eq!(answers.insert(9, [0].into()).as_deref(), Some(&[0][..]));
        assert_eq!(answers.insert(9, [5].into()).as_deref(), Some(&[0][..]), "the first one holds");
        for _ in 0..2 {
            assert_eq!(answers.get(7).as_deref(), Some(&[1][..]));
        }
        assert_eq!(answers.take_new(), [answer(7, &[1]), answer(9, &[0])]);
        assert_eq!(answers.take_new(), []);
        answers.restore([answer(8, &[2]), answer(6, &[3])], true);
        let all = [answer(6, &[3]), answer(7, &[1]), answer(8, &[2]), answer(9, &[0])];
        assert_eq!((answers.take_new(), answers.used()), (vec![], all.to_vec()));
    }
}
