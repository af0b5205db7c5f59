//! Each draw has words of its own, whatever was drawn before, and these words are even.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn trial(seed: u64) -> Draws {
    Streams::new(seed).draws(Purpose::Trial, "web")
}

/// Where a word is, as `Draw` says.
fn places(draws: &Draws, number: u64, k: u32, words: u32) -> Vec<(u64, u64)> {
    (0..words).map(|taken| draws.at(number, k).place(taken)).collect()
}

/// A number of a draw: small, near the end of what is allowed, or any.
fn numbers() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0..40_u64, 1 => NUMBERS - 3..NUMBERS, 1 => 0..NUMBERS]
}

/// Likewise *k*.
fn ks() -> impl Strategy<Value = u32> {
    prop_oneof![4 => 0..10_u32, 1 => any::<u32>()]
}

fn purposes() -> impl Strategy<Value = Purpose> {
    proptest::sample::select(Purpose::ALL.to_vec())
}

proptest! {
    /// Whatever was drawn before, each word is what a fresh generator says at its place.
    #[test]
    fn a_draw_does_not_depend_on_others(
        purpose in purposes(),
        asked in proptest::collection::vec((numbers(), ks(), 1..40_u32), 1..40),
    ) {
        let draws = Streams::new(3).draws(purpose, "web");
        for (number, k, words) in asked {
            let mut draw = draws.at(number, k);
            for place in places(&draws, number, k, words) {
                let mut fresh = ChaCha8Rng::from_seed(draws.key);
                fresh.set_stream(place.0);
                fresh.set_word_pos(u128::from(place.1) * 2);
                prop_assert_eq!(draw.bits(), fresh.next_u64());
            }
        }
    }

    #[test]
    fn the_order_of_draws_changes_none(
        (asked, shuffled) in proptest::collection::vec((numbers(), ks()), 1..40)
            .prop_flat_map(|asked| (Just(asked.clone()), Just(asked).prop_shuffle())),
        purpose in purposes(),
    ) {
        let draw = |draws: &Draws, (number, k)| (draws.at(number, k).below(u64::MAX), (number, k));
        let (one, other) =
            (Streams::new(3).draws(purpose, "web"), Streams::new(3).draws(purpose, "web"));
        let one: BTreeSet<_> = asked.into_iter().map(|at| draw(&one, at)).collect();
        let other: BTreeSet<_> = shuffled.into_iter().map(|at| draw(&other, at)).collect();
        prop_assert_eq!(one, other);
    }

    #[test]
    fn no_two_draws_share_words(
        purpose in purposes(),
        asked in proptest::collection::btree_set((numbers(), ks()), 2..30),
    ) {
        let draws = Streams::new(3).draws(purpose, "web");
        let all: Vec<_> = asked.iter().flat_map(|(number, k)| places(&draws, *number, *k, 12)).collect();
        prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        // The spare words of a number end before those of the next begin.
        for (number, k) in asked.into_iter().filter(|(number, _)| *number + 1 < NUMBERS) {
            let last = draws.at(number, k).place(OWN + (1 << SPARE_BITS) - 1);
            let next = draws.at(number + 1, k).place(OWN);
            prop_assert_eq!((last.0, last.1 + 1), next);
        }
    }
}

/// What would be rejected half of the time takes more words, and moves no other draw.
#[test]
fn rejections_move_no_other_draw() {
    let often = (1 << 63) + 1;
    let (drawn, alone) = (trial(1), trial(1));
    let mut most = 0;
    for number in 0..200 {
        let mut draw = drawn.at(number, 0);
        assert!(draw.below(often) < often);
        most = most.max(draw.taken);
        assert_eq!(drawn.at(number, 1).bits(), alone.at(number, 1).bits());
        assert_eq!(drawn.at(number + 1, 0).bits(), alone.at(number + 1, 0).bits());
    }
    assert!(most > 2 * OWN, "{most} words at most");
}

#[test]
fn what_is_certain_draws_nothing() {
    let draws = trial(1);
    assert!(!draws.at(0, 0).happens(0) && draws.at(0, 0).happens(1_000_000));
    assert!(draws.window.borrow().is_none());
    assert!(size_of::<Draws>() <= 56, "{} bytes", size_of::<Draws>());
}

/// By number, by *k*, from word to word of one draw, and from seed to seed.
#[test]
fn draws_below_a_limit_cover_it_evenly() {
    let draws = Streams::new(1).draws(Purpose::ContainerStartUp, "web");
    let mut one = draws.at(0, 0);
    let mut counts = [[0_u32; 6]; 4];
    for at in 0..60_000 {
        counts[0][draws.at(at.into(), 0).index(6)] += 1;
        counts[1][draws.at(7, at).index(6)] += 1;
        counts[2][one.index(6)] += 1;
        let seeded = Streams::new(at.into()).draws(Purpose::AgentSilence, "default/host-1");
        counts[3][seeded.at(0, 0).index(6)] += 1;
    }
    // Standard deviation of each count is about 91; five of them would be a one-in-a-million fluke.
    assert!(counts.iter().flatten().all(|&count| count.abs_diff(10_000) < 460), "{counts:?}");
}

#[test]
fn purpose_entity_and_seed_each_select_other_numbers() {
    let first = |seed, purpose, entity| Streams::new(seed).draws(purpose, entity).at(0, 0).bits();
    let of_purposes = Purpose::ALL.map(|purpose| first(1, purpose, "web"));
    let others = [first(2, Purpose::ALL[0], "web"), first(1, Purpose::ALL[0], "api")];
    let all: BTreeSet<u64> = of_purposes.into_iter().chain(others).collect();
    assert_eq!(all.len(), Purpose::ALL.len() + 2);
}

/// Results of scenarios rest on these: a change moves the figures of every scenario with chance.
#[test]
fn the_numbers_stay_as_they_are() {
    let mut lines = Vec::new();
    for (purpose, k) in
        [(Purpose::TaskLaunch, 0), (Purpose::ContainerStartUp, 0), (Purpose::ContainerStartUp, 5)]
    {
        let draws = Streams::new(1).draws(purpose, "default/web");
        for number in [0, 1, 100, 1 << 40] {
            let mut draw = draws.at(number, k);
            let words = [(); 4].map(|()| format!("{:016x}", draw.bits())).join(" ");
            lines.push(format!("{purpose:?} {number} {k}: {words}"));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}
