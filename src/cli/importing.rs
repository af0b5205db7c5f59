//! What is said of files of other tools besides what they hold.

use clap::Args;

use super::formats::Compose;
use super::values;
use crate::scenario;

/// Options for what files of other tools leave open.
#[derive(Debug, Default, Args)]
pub(super) struct Importing {
    /// What the services of Compose files are in ECS
    #[arg(long, value_name = "MEANING", value_enum)]
    pub compose: Option<Compose>,

    /// Values for parameters of templates.
    #[arg(
        long,
        value_name = "NAME=VALUE",
        value_parser = values::name_and_value,
        help = "A value for a parameter of CloudFormation templates; may be given again"
    )]
    pub param: Vec<String>,
}

impl Importing {
    /// As files are read with it.
    pub fn said(&self) -> scenario::Importing {
        scenario::Importing { compose: self.compose.map(Into::into), parameters: self.param.clone() }
    }
}
