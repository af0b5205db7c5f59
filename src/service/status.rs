//! `status` of a service.

/// Whether a service is there (LC-07).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ServiceStatus {
    /// No call has created it yet.
    NotCreated,
    /// Its scheduler keeps it as it should be.
    #[default]
    Active,
    /// It was deleted, and some of its tasks are still there.
    Draining,
    /// It was deleted, and its tasks are gone. ECS says so as soon as they are all `STOPPING`, which no call can tell.
    Inactive,
}
