//! The simulation itself: a run is a value, a [`Simulation`]; events come in order of time, one `match` hands each to
//! its handler, handlers by subject.

mod choice;
mod core;
mod digest;
mod dispatch;
mod event;
pub mod explain;
mod final_metrics;
mod guard;
mod halt;
mod handlers;
mod injection;
mod notes;
mod parts;
mod passes;
mod prospects;
mod queue;
mod reactions;
mod run;
mod simulation;
mod view;

pub use choice::{Choice, Onlooker};
pub use event::{Event, Phase};
pub use guard::Limits;
pub use halt::Halt;
pub use injection::{Injection, InjectionError};
pub use parts::Script;
pub use queue::{EventQueue, Turn};
pub use run::simulate;
pub use simulation::Simulation;
pub use view::{ServiceView, View};
