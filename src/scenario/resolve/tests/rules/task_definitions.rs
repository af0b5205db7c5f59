//! Rules of task definitions.

use super::super::model;
use super::{WEB, also, and, assert_errors, assert_warnings, container, definition, in_mode};

#[test]
fn rs_13_vd_25_sizes_of_tasks_and_containers() {
    let web = "name = \"web\", image = \"i\"";
    let sized = |size: &str| definition(&format!("{{ {web}, memory = 512, cpu = 64 }}"), size);
    assert_errors(&[
        (
            "RS-13",
            "exceeds `memory` (256 MiB)",
            container(&format!("{web}, memory = 256, memoryReservation = 300")),
        ),
        ("RS-13", "has no memory, nor has its task", container(web)),
        ("RS-13", "has no memory, nor has its task", container(&format!("{web}, memory = 0"))),
        ("RS-13", "`memory` is -5, outside", container(&format!("{web}, memory = -5"))),
        ("RS-13", "task `cpu` is 64 units, outside 128 to 196608", sized("cpu = \"64\"")),
        ("RS-13", "task `cpu` is 196609 units", sized("cpu = 196609")),
        ("RS-13", "task `cpu` is `lots`", sized("cpu = \"lots\"")),
        ("RS-13", "task `memory` is `1 TB`", sized("memory = \"1 TB\"")),
        ("RS-13", "task `memory` is 0 MiB", sized("memory = \"0\"").replace(", memory = 512", "")),
        ("RS-13", "containers reserve 512 MiB, the task only 256 MiB", sized("memory = \"256\"")),
        (
            "RS-13",
            "may use 512 MiB, its task only 256 MiB",
            definition(&format!("{{ {web}, memory = 512, memoryReservation = 128 }}"), "memory = \"256\""),
        ),
        (
            "RS-13",
            "containers reserve 256 CPU units, the task only 128",
            definition(&format!("{{ {web}, memory = 512, cpu = 256 }}"), "cpu = \"128\""),
        ),
        ("RS-12", "`cpu` is -1, outside", also("cpu = -1")),
        ("TM-01", "`stopTimeout` is -1, outside", also("stopTimeout = -1")),
    ]);
    assert_warnings(&[
        (
            "RS-13",
            "equals `memory` (256 MiB)",
            container(&format!("{web}, memory = 256, memoryReservation = 256")),
        ),
        ("RS-13", "1 MiB is less than the 6 MiB", container(&format!("{web}, memory = 1"))),
    ]);
}

/// RS-18 and what `RegisterTaskDefinition` checks of the list of containers.
#[test]
fn rs_18_vd_04_vd_05_containers_of_a_task_definition() {
    let one = |name: &str| format!("{{ name = \"{name}\", image = \"i\", memory = 8 }}");
    let many: Vec<String> = (0..11).map(|number| one(&format!("c{number}"))).collect();
    assert_errors(&[
        ("RS-18", "11 containers", definition(&many.join(", "), "")),
        ("VD-01", "has no container", definition("", "")),
        ("VD-01", "has no `containerDefinitions`", and("").replace("containerDefinitions", "volumes")),
        ("VD-04", "two containers are called `a`", definition(&format!("{}, {}", one("a"), one("a")), "")),
        ("VD-01", "the container has no `image`", container("name = \"web\", memory = 8")),
        ("", "the container has no `name`", container("image = \"i\", memory = 8")),
        ("LC-05", "no container of the task definition is essential", also("essential = false")),
        (
            "API: 1 to 255 letters, digits, hyphens and underscores",
            "family `a.b` is not a name",
            and("")
                .replace("family = \"app\"", "family = \"a.b\"")
                .replace("taskDefinition = \"app\"", "taskDefinition = \"a.b\""),
        ),
        (
            "",
            "the task definition has no `family`",
            and(
                "[[taskDefinitions]]\ncontainerDefinitions = [{ name = \"w\", image = \"i\", memory = 8 }]\n",
            ),
        ),
        (
            "",
            "`app:3` is declared twice",
            and(
                "revision = 3\n[[taskDefinitions]]\nfamily = \"app\"\nrevision = 3\ncontainerDefinitions = [{ name = \"w\", image = \"i\", memory = 8 }]",
            ),
        ),
        ("", "`revision` is 0, outside", and("revision = 0")),
    ]);
}

#[test]
fn vd_20_host_names_are_not_for_interfaces_of_a_task() {
    assert_errors(&[
        ("VD-20", "`hostname` is not for", in_mode("awsvpc", "hostname = \"web\"")),
        (
            "VD-20",
            "`extraHosts` is not for network mode `awsvpc`",
            in_mode("awsvpc", "extraHosts = [{ hostname = \"db\", ipAddress = \"10.0.0.1\" }]"),
        ),
    ]);
    model(&in_mode("bridge", "hostname = \"web\""));
}

#[test]
fn lv_02_vd_10_vd_11_vd_12_references_between_containers() {
    let two = |members: &str, mode: &str| {
        let containers = format!(
            "{{ name = \"web\", image = \"i\", memory = 8, {members} }}, {{ name = \"db\", image = \"i\", memory = 8 }}"
        );
        definition(&containers, &format!("networkMode = \"{mode}\""))
    };
    assert_errors(&[
        ("VD-10", "there is no linked container `bd`", two("links = [\"bd:data\"]", "bridge")),
        ("VD-10", "container `web` names itself", two("links = [\"web\"]", "bridge")),
        ("LV-02", "`links` are for network mode `bridge` only", two("links = [\"db\"]", "host")),
        (
            "VD-11",
            "container to take volumes from `x`",
            two("volumesFrom = [{ sourceContainer = \"x\" }]", "bridge"),
        ),
        (
            "VD-12",
            "container to wait for `x`",
            two("dependsOn = [{ containerName = \"x\", condition = \"START\" }]", "bridge"),
        ),
        (
            "VD-12",
            "container `web` names itself",
            two("dependsOn = [{ containerName = \"web\", condition = \"START\" }]", "bridge"),
        ),
    ]);
}

#[test]
fn p3_4_vd_26_health_checks_keep_to_their_ranges() {
    let rule = "API: HealthCheck";
    let check =
        |members: &str| also(&format!("healthCheck = {{ command = [\"CMD\", \"true\"], {members} }}"));
    assert_errors(&[
        (rule, "`interval` is 4, outside 5 to 300", check("interval = 4")),
        (rule, "`timeout` is 61, outside 2 to 60", check("timeout = 61")),
        (rule, "`retries` is 0, outside 1 to 10", check("retries = 0")),
        (rule, "`startPeriod` is 301, outside 0 to 300", check("startPeriod = 301")),
        (rule, "the health check has no `command`", also("healthCheck = { retries = 3 }")),
    ]);
    let nothing = |command: &str| {
        let text = also(&format!("healthCheck = {{ command = {command} }}"));
        [("VD-26", "the health check has no command to run", text)]
    };
    assert_errors(&nothing("[]"));
    assert_warnings(&nothing("[\"CMD\"]"));
    assert_warnings(&nothing("[\"CMD-SHELL\"]"));
    model(&also("healthCheck = { command = [\"NONE\"] }"));
    assert_warnings(&[(
        "VD-26",
        "a health check starts with `CMD`, not with `curl`",
        also("healthCheck = { command = [\"curl\", \"localhost\"] }"),
    )]);
    model(&also("healthCheck = { command = [\"CMD-SHELL\", \"true\"] }"));
}

#[test]
fn gp_01_whole_gpus_by_number() {
    let gpu = |requirement: &str| also(&format!("resourceRequirements = [{{ {requirement} }}]"));
    assert_errors(&[
        ("GP-01", "`ALL` GPUs are not modelled", gpu("type = \"GPU\", value = \"ALL\"")),
        ("GP-01", "`value` is 0, outside", gpu("type = \"GPU\", value = \"0\"")),
        ("GP-01", "the GPU requirement has no `value`", gpu("type = \"GPU\"")),
    ]);
    assert_warnings(&[
        (
            "GP-01",
            "`InferenceAccelerator` is not modelled",
            gpu("type = \"InferenceAccelerator\", value = \"d\""),
        ),
        (
            "PL-01",
            "it needs 2 GPUs, and the largest instance registers 0",
            gpu("type = \"GPU\", value = \"2\""),
        ),
    ]);
}

#[test]
fn lv_03_lv_04_vd_08_volumes_that_ecs_refuses() {
    let volumes = |volumes: &str| definition(&format!("{{ {WEB} }}"), &format!("volumes = [{volumes}]"));
    let at_launch =
        "{ name = \"a\", configuredAtLaunch = true }, { name = \"b\", configuredAtLaunch = true }";
    assert_errors(&[
        ("LV-04", "two volumes are configured at launch", volumes(at_launch)),
        (
            "VD-08",
            "a volume has one configuration",
            volumes(
                "{ name = \"a\", host = { sourcePath = \"/a\" }, efsVolumeConfiguration = { fileSystemId = \"fs-1\" } }",
            ),
        ),
        (
            "LV-03",
            "only volumes of scope `shared` are provisioned beforehand",
            volumes(
                "{ name = \"a\", dockerVolumeConfiguration = { scope = \"task\", autoprovision = true } }",
            ),
        ),
    ]);
    model(&volumes(
        "{ name = \"a\", host = {}, dockerVolumeConfiguration = { scope = \"shared\", autoprovision = true } }",
    ));
    // No agent of an ECS-optimized image has other drivers by itself.
    assert_warnings(&[(
        "RA-01",
        "none has the required attribute `ecs.capability.docker-plugin.rexray`",
        volumes("{ name = \"a\", dockerVolumeConfiguration = { driver = \"rexray\" } }"),
    )]);
}

/// placement.md §7, and RS-18 for the size.
#[test]
fn rs_18_vd_34_quotas_of_a_task_definition() {
    let tags: Vec<String> = (0..51).map(|number| format!("{{ key = \"k{number}\" }}")).collect();
    let rest = format!("tags = [{}]", tags.join(", "));
    let long = "x".repeat(65_536);
    assert_errors(&[
        ("quota: tags per resource", "51 tags", definition(&format!("{{ {WEB} }}"), &rest)),
        (
            "RS-18",
            "and ECS takes 65536",
            also(&format!("environment = [{{ name = \"E\", value = \"{long}\" }}]")),
        ),
    ]);
}
