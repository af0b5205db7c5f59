//! Arguments and help texts of `plimsoll init`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::cli::importing::Importing;

pub(in crate::cli) const EXAMPLES: &str = "\
Examples:
  # What the AWS CLI says of a cluster, each answer in a file of one folder
  mkdir aws
  aws ecs describe-clusters --clusters shop > aws/clusters.json
  aws ecs describe-services --cluster shop --services web worker > aws/services.json
  aws ecs describe-container-instances --cluster shop --container-instances \\
    $(aws ecs list-container-instances --cluster shop --query containerInstanceArns --output text) > aws/instances.json
  aws ecs describe-tasks --cluster shop \\
    --tasks $(aws ecs list-tasks --cluster shop --query taskArns --output text) > aws/tasks.json
  plimsoll init aws

  # What is still missing is named with the command that fetches it; then
  plimsoll run shop.toml

  # To give to somebody else: other names, no accounts, no environment
  plimsoll init aws --mask

Nothing is uploaded and nothing is asked of AWS: only the files of the folder are read.";

/// `plimsoll init`.
#[derive(Debug, Args)]
pub(in crate::cli) struct Init {
    /// Folder of what the AWS CLI printed, and of files of other tools
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,

    /// The scenario's file [default: the cluster's name, beside the folder]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,

    #[command(flatten)]
    pub importing: Importing,

    /// Replace the file if it is there
    #[arg(long)]
    pub force: bool,

    /// Copy the folder with other names for accounts, clusters, services and all else that tells whose they are, without
    /// environments, secrets and commands, and name the copy in the scenario; custom attributes and the expressions of
    /// constraints stay
    #[arg(long)]
    pub mask: bool,
}
