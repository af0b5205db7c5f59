//! What a task fails to start by.

use super::Choice;

/// A container error, by its name in the API (EX-03).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StartError {
    /// Its image cannot be fetched.
    CannotPullContainer,
    /// The runtime refuses to create it.
    CannotCreateContainer,
    /// The runtime refuses to start it, or it never may.
    CannotStartContainer,
    /// Its network cannot be set up.
    ContainerNetworking,
    /// The runtime does not answer in time.
    DockerTimeout,
    /// What it needs before it is created is not there, such as a secret.
    ResourceInitialization,
    /// Containers wait for each other.
    TaskDependency,
}

impl Choice for StartError {
    const ALL: &'static [Self] = &[
        Self::CannotPullContainer,
        Self::CannotCreateContainer,
        Self::CannotStartContainer,
        Self::ContainerNetworking,
        Self::DockerTimeout,
        Self::ResourceInitialization,
        Self::TaskDependency,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::CannotPullContainer => "CannotPullContainerError",
            Self::CannotCreateContainer => "CannotCreateContainerError",
            Self::CannotStartContainer => "CannotStartContainerError",
            Self::ContainerNetworking => "ContainerNetworkingError",
            Self::DockerTimeout => "DockerTimeoutError",
            Self::ResourceInitialization => "ResourceInitializationError",
            Self::TaskDependency => "TaskDependencyError",
        }
    }
}
