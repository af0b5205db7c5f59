//! Texts of `plimsoll --help` and of its commands that have no room of their own.

pub(super) const ABOUT: &str =
    "How much an Amazon ECS cluster can carry, and what happens when part of it sinks";

pub(super) const LONG_ABOUT: &str = "\
How much an Amazon ECS cluster can carry, and what happens when part of it sinks.

Plimsoll simulates ECS scheduling: container instances, host ports, placement strategies, service deployments, load \
balancer targets and failures, event by event, from a scenario file. The same scenario and seed give the same bytes \
everywhere. It needs no AWS account, no network and no containers.";

pub(super) const EXAMPLES: &str = "\
Examples:
  plimsoll run scenarios/static-port-density.toml
  plimsoll run cluster.toml --set services.web.desiredCount=12 --format json
  plimsoll init aws
  plimsoll check cluster.toml task-definition.json
  plimsoll explain cluster.toml --service web --at 10m
  plimsoll export cluster.toml --variant size=large
  plimsoll calibrate web-events.json
  plimsoll conformance python3 examples/best_fit.py
  plimsoll list instance-types 'm5.*'
  plimsoll rule PL-06

Exit codes:
  0  done
  1  failed: nothing found, too few events, a program without an answer, or two equal runs differed
  2  wrong usage
  3  a scenario, --expect, a log or a baseline is invalid; nothing was run
  4  an expectation was not met
  5  a guard stopped a run, or results would be too large
  6  results could not be written
  130, 143  interrupted by ctrl-C or TERM
With several files the worst outcome counts: 2, 3, 1, 6, 5, 4, 0.";

pub(super) const RUN_EXAMPLES: &str = "\
Examples:
  # The answer as a table, everything else under output/static-port-density/
  plimsoll run scenarios/static-port-density.toml

  # Another desired count, and a hundred replications on four threads
  plimsoll run scenarios/task-failover.toml --set services.web.desiredCount=6 --replications 100 --jobs 4

  # Does the answer stand if what AWS does not publish is otherwise? Each guess at 5 % and at 95 % of its range
  plimsoll run scenarios/elb-failover.toml --stress-assumptions

  # Is it good enough? If not, the exit code is 4
  plimsoll run cluster.toml --expect 'services.web.availability >= 99.9%' --junit plimsoll.xml

  # For a program
  plimsoll run cluster.toml --quiet --format json > summary.json

All files are checked before the first run starts; if one is invalid, nothing is run and nothing is written.";

pub(super) const REPORT_EXAMPLES: &str = "\
Examples:
  plimsoll report output/static-port-density
  plimsoll report output/elb-failover --format markdown

`plimsoll run DIR` runs the scenario of such a folder again.";

pub(super) const CHECK_EXAMPLES: &str = "\
Examples:
  plimsoll check cluster.toml
  plimsoll check task-definition.json service.json
  plimsoll check state.json compose.yaml --compose services
  plimsoll check cluster.toml --determinism
  plimsoll check cluster.toml --format sarif > plimsoll.sarif

  # Will every service deploy, start, drain and survive as it is designed?
  plimsoll check cluster.toml --advise

A file that ends in .json is AWS JSON by itself: a task definition or services, as the AWS CLI reads or prints them. Templates of
CloudFormation, states and plans of Terraform, Compose files, Copilot manifests and ecspresso's configurations are checked likewise.";

pub(super) const EXPLAIN_EXAMPLES: &str = "\
Examples:
  # Why does the service wait at the end of the simulation, and what would let its next task in?
  plimsoll explain scenarios/rolling-deploy.toml --service web

  # The same ten minutes and a half after the start, in another variant
  plimsoll explain scenarios/rolling-deploy.toml --service web --at 10m30s --variant 'hosts=5, static port, \
percentages=100/200, revision=good'

  # Why did this task of tasks.csv go where it went, and how did it end?
  plimsoll explain scenarios/task-failover.toml --task 5f0c2a

  # For a program
  plimsoll explain cluster.toml --service batch/worker --format json";
