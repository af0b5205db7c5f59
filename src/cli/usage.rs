//! From the process's arguments to a command, or to what is wrong with them.

use std::ffi::OsString;
use std::path::Path;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ColorChoice, Command, CommandFactory, Error, FromArgMatches};

use super::args::Arguments;
use crate::text::{nearest, shortened, visible};

/// The arguments. A usage error repeats them, so it is made from what may be shown of them.
///
/// # Errors
///
/// What is wrong with them, or the help that they ask for.
pub(super) fn parse(arguments: &[OsString]) -> Result<Arguments, Error> {
    let command = Arguments::command().color(colours(arguments));
    read(command.clone(), arguments).map_err(|error| {
        let shown: Vec<OsString> =
            arguments.iter().map(|one| shortened(&visible(&one.to_string_lossy())).into()).collect();
        helpful(read(command, &shown).err().unwrap_or(error))
    })
}

fn read(mut command: Command, arguments: &[OsString]) -> Result<Arguments, Error> {
    let mut matches = command.try_get_matches_from_mut(arguments)?;
    Arguments::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// What `--color` asks for: known before the arguments are understood, since errors have colours too.
fn colours(arguments: &[OsString]) -> ColorChoice {
    let texts: Vec<&str> =
        arguments.iter().map_while(|one| one.to_str()).take_while(|one| *one != "--").collect();
    let beside = texts.windows(2).filter(|pair| pair[0] == "--color").map(|pair| pair[1]);
    let joined = texts.iter().filter_map(|one| one.strip_prefix("--color="));
    beside.chain(joined).find_map(|when| when.parse().ok()).unwrap_or(ColorChoice::Auto)
}

/// The error with tips that help, and no others.
fn helpful(mut error: Error) -> Error {
    let text = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let (command, value) = (text(ContextKind::InvalidSubcommand), text(ContextKind::InvalidValue));
    let near = text(ContextKind::SuggestedValue);
    let option = text(ContextKind::InvalidArg).filter(|_| error.kind() == ErrorKind::UnknownArgument);
    if let Some(file) = command.filter(|name| names_a_file(name)) {
        error.remove(ContextKind::SuggestedSubcommand);
        let tip = StyledStr::from(format!("to simulate a scenario, say 'plimsoll run {file}'"));
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    }
    // A value that is as short as another one is not a slip of the pen.
    if let (Some(value), Some(near)) = (value, near)
        && (value.chars().count() <= SHORT || nearest(&value, [near.as_str()]).is_none())
    {
        error.remove(ContextKind::SuggestedValue);
    }
    // There is a tip to pass an option as a value, which nothing here takes; another command may have the option.
    if let Some(option) = option.filter(|option| option.starts_with('-')) {
        error.remove(ContextKind::Suggested);
        if let Some(command) = command_with(&option) {
            let tip = StyledStr::from(format!("'plimsoll {command} {option}' exists"));
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
        }
    }
    error
}

/// The first command that has an option of this name.
fn command_with(option: &str) -> Option<String> {
    let name = option.strip_prefix("--")?;
    let has = |command: &&Command| command.get_arguments().any(|argument| argument.get_long() == Some(name));
    Arguments::command().get_subcommands().find(has).map(|command| command.get_name().to_owned())
}

/// Characters of a value that has too few to be mistyped.
const SHORT: usize = 3;

fn names_a_file(name: &str) -> bool {
    let path = Path::new(name);
    name == "-"
        || path.extension().is_some_and(|ending| ending == "toml" || ending == "json")
        || path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(arguments: &[&str]) -> String {
        let all = std::iter::once("plimsoll").chain(arguments.iter().copied()).map(OsString::from);
        parse(&all.collect::<Vec<_>>()).expect_err("wrong").render().to_string()
    }

    #[test]
    fn the_definition_of_the_arguments_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn tips_help_or_are_not_given() {
        for (arguments, tip) in [
            (&["cluster.toml"][..], Some("say 'plimsoll run cluster.toml'")),
            (&["chek", "a.toml"], Some("'check'")),
            (&["run", "a.toml", "--sed", "3"], Some("'--seed'")),
            (&["run", "a.toml", "--format", "jsno"], Some("'json'")),
            (&["run", "a.toml", "--determinism"], Some("'plimsoll check --determinism' exists")),
            (&["completions", "csh"], None),
            (&["run", "a.toml", "-1"], None),
            (&["run", "a.toml", "--seed", "-1"], None),
            (&["explain", "a.toml", "--service", "web", "--at", "-5s"], None),
            (&["run", "a.toml", "-x"], None),
        ] {
            let told = told(arguments);
            match tip {
                Some(tip) => assert!(told.contains(tip), "{told}"),
                None => assert!(!told.contains("tip:"), "{told}"),
            }
        }
    }

    #[test]
    fn colours_are_known_before_the_arguments_are() {
        let of = |arguments: &[&str]| colours(&arguments.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of(&["run", "--frmat", "--color", "always"]), ColorChoice::Always);
        assert_eq!(of(&["--color=never", "run"]), ColorChoice::Never);
        for arguments in [&["run"][..], &["--color", "blue"], &["--", "--color", "never"], &["--color"]] {
            assert_eq!(of(arguments), ColorChoice::Auto, "{arguments:?}");
        }
    }
}
