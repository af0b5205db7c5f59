//! What becomes of one container of a task whose containers have courses of their own.

/// How a program ended (EX-01).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitStatus {
    /// Its exit code.
    pub code: u8,
    /// Whether the kernel killed it for its memory.
    pub out_of_memory: bool,
}

impl ExitStatus {
    /// SIGTERM ended it, or it never started.
    pub const TERMINATED: Self = Self::of(143);
    /// SIGKILL ended it.
    pub const KILLED: Self = Self::of(137);
    /// The kernel killed it for its memory.
    pub const OUT_OF_MEMORY: Self = Self { out_of_memory: true, ..Self::KILLED };

    /// That of a program that exited with this code.
    #[must_use]
    pub const fn of(code: u8) -> Self {
        Self { code, out_of_memory: false }
    }

    /// `reason` of the container, where there is one (EX-03).
    #[must_use]
    pub const fn reason(self) -> Option<&'static str> {
        if self.out_of_memory { Some("OutOfMemoryError: Container killed due to memory usage") } else { None }
    }

    /// A number that tells it from every other, for digests.
    #[must_use]
    pub const fn word(self) -> u64 {
        (self.out_of_memory as u64) << 8 | self.code as u64
    }
}

/// A change of one container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerChange {
    /// It runs for the first time.
    Started,
    /// What it waited for cannot come about any more: it has ended without having started (EX-01).
    NeverStarts,
    /// It exited by itself, or a fault killed it.
    Exited {
        /// How.
        status: ExitStatus,
        /// Whether the agent starts it again in place (RP-02).
        restarts: bool,
    },
    /// It answers again after a restart.
    Answers,
    /// It ended because its task stops.
    Stopped(ExitStatus),
}

impl ContainerChange {
    /// A number that tells it from every other change, for digests.
    #[must_use]
    pub const fn word(self) -> u64 {
        match self {
            Self::Started => 0,
            Self::NeverStarts => 1,
            Self::Answers => 2,
            Self::Exited { status, restarts } => 3 | (restarts as u64) << 2 | status.word() << 3,
            Self::Stopped(status) => 2 | status.word() << 3 | 1 << 12,
        }
    }
}
