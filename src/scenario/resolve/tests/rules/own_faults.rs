//! Rules of faults that AWS Fault Injection Service has no name for.

use super::{and, assert_errors};

#[test]
fn lost_hosts_and_hanging_containers_take_what_concerns_them() {
    let fault = |members: &str| and(&format!("[[faults]]\n{members}\n"));
    let kill = "action = \"aws:ecs:task-kill-process\"\nservice = \"web\"";
    let stop = "action = \"aws:ec2:stop-instances\"";
    let lose = "action = \"plimsoll:host-loss\"";
    let hang = "action = \"plimsoll:container-hang\"\nservice = \"web\"";
    assert_errors(&[
        ("", "`action` cannot be `plimsoll:host-los`", fault("action = \"plimsoll:host-los\"\nat = \"1m\"")),
        (
            "",
            "`for` does not go with `aws:ecs:task-kill-process`",
            fault(&format!("{kill}\nfor = \"1m\"\nat = \"1m\"")),
        ),
        (
            "",
            "`exitCode` does not go with `plimsoll:container-hang`",
            fault(&format!("{hang}\nexitCode = 1\nat = \"1m\"")),
        ),
        (
            "",
            "`availabilityZone` does not go with `plimsoll:container-hang`",
            fault(&format!("{hang}\navailabilityZone = \"us-east-1a\"\nat = \"1m\"")),
        ),
        ("", "`for` takes no time", fault(&format!("{hang}\nfor = \"0s\"\nat = \"1m\""))),
        ("", "the fault has no `service`", fault("action = \"plimsoll:container-hang\"\nat = \"1m\"")),
        (
            "",
            "`service` does not go with `plimsoll:host-loss`",
            fault(&format!("{lose}\nservice = \"web\"\nat = \"1m\"")),
        ),
        (
            "",
            "`replacedAfter` does not go with `plimsoll:host-loss`",
            fault(&format!("{lose}\nreplacedAfter = \"1m\"\nat = \"1m\"")),
        ),
        (
            "",
            "`terminatedAfter` does not go with `aws:ec2:stop-instances`",
            fault(&format!("{stop}\nterminatedAfter = \"1m\"\nat = \"1m\"")),
        ),
        (
            "AD-08",
            "the fault has both `restartedAfter` and `terminatedAfter`",
            fault(&format!("{lose}\nrestartedAfter = \"1m\"\nterminatedAfter = \"1m\"\nat = \"1m\"")),
        ),
        (
            "",
            "there is no zone with container instances `us-east-1b`",
            fault(&format!("{lose}\navailabilityZone = \"us-east-1b\"\nat = \"1m\"")),
        ),
        (
            "",
            "`count` is `every`, which is neither",
            fault(&format!("{lose}\ncount = \"every\"\nat = \"1m\"")),
        ),
    ]);
}
