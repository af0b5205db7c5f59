//! Replays runs of real services and prints them beside what is simulated, as `docs/timelines.md`.
//!
//! `cargo run --release --example timelines > docs/timelines.md`

#[path = "../tests/timelines/replay/mod.rs"]
mod replay;

fn main() {
    let judgements: Vec<replay::Judgement> = replay::recordings().into_iter().map(replay::judge).collect();
    print!("{}", replay::page(&judgements, &replay::distributions()));
}
