//! Rules between members of a task definition.

use super::super::model;
use super::container_order::depends;
use super::{WEB, also, assert_errors, assert_warnings, container, definition, in_mode};

/// Two containers, `web` with `members` and `db` with `others`, and `rest` of the task definition.
pub(super) fn pair(members: &str, others: &str, rest: &str) -> String {
    let one =
        |name: &str, members: &str| format!("{{ name = \"{name}\", image = \"i\", memory = 8, {members} }}");
    definition(&format!("{}, {}", one("web", members), one("db", others)), rest)
}

fn web(rest: &str) -> String {
    definition(&format!("{{ {WEB} }}"), rest)
}

fn volume(members: &str) -> String {
    web(&format!("volumes = [{{ {members} }}]"))
}

#[test]
fn vd_01_members_that_must_be_there() {
    for (shape, what, members) in [
        ("RepositoryCredentials", "repository has no `credentialsParameter`", "repositoryCredentials = {}"),
        ("ContainerRestartPolicy", "restart policy has no `enabled`", "restartPolicy = {}"),
        ("EnvironmentFile", "environment file has no `type`", "environmentFiles = [{ value = \"arn\" }]"),
        ("Device", "device has no `hostPath`", "linuxParameters = { devices = [{}] }"),
        ("Tmpfs", "tmpfs mount has no `size`", "linuxParameters = { tmpfs = [{ containerPath = \"/t\" }] }"),
        ("Secret", "secret has no `valueFrom`", "secrets = [{ name = \"S\" }]"),
        ("HostEntry", "extra host has no `ipAddress`", "extraHosts = [{ hostname = \"h\" }]"),
        ("Ulimit", "ulimit has no `hardLimit`", "ulimits = [{ name = \"nofile\", softLimit = 1 }]"),
        ("LogConfiguration", "log configuration has no `logDriver`", "logConfiguration = {}"),
        (
            "ResourceRequirement",
            "resource requirement has no `type`",
            "resourceRequirements = [{ value = 1 }]",
        ),
    ] {
        let text = also(members).replace("family", "executionRoleArn = \"r\"\nfamily");
        assert_errors(&[(&format!("VD-01: {shape}"), what, text)]);
    }
    for (shape, what, members) in [
        ("InferenceAccelerator", "has no `deviceType`", "inferenceAccelerators = [{ deviceName = \"d\" }]"),
        ("EFSVolumeConfiguration", "has no `fileSystemId`", EFS_WITHOUT_ID),
        ("EphemeralStorage", "ephemeral storage has no `sizeInGiB`", "ephemeralStorage = {}"),
    ] {
        assert_errors(&[(&format!("VD-01: {shape}"), what, web(members))]);
    }
}

const EFS_WITHOUT_ID: &str = "volumes = [{ name = \"v\", efsVolumeConfiguration = {} }]";

#[test]
fn vd_02_words_that_the_api_takes() {
    let condition = pair(&depends("READY"), "", "");
    assert_errors(&[
        ("VD-02: RegisterTaskDefinition", "`pidMode` cannot be `container`", web("pidMode = \"container\"")),
        ("VD-02: RegisterTaskDefinition", "`ipcMode` cannot be `shared`", web("ipcMode = \"shared\"")),
        (
            "VD-02: RuntimePlatform",
            "`cpuArchitecture` cannot be `arm64`",
            web("runtimePlatform = { cpuArchitecture = \"arm64\" }"),
        ),
        (
            "VD-02: DockerVolumeConfiguration",
            "`scope` cannot be `node`",
            volume("name = \"v\", dockerVolumeConfiguration = { scope = \"node\" }"),
        ),
        ("VD-02: ContainerDependency", "`condition` cannot be `READY`", condition),
        (
            "VD-02: LogConfiguration",
            "`logDriver` cannot be `firelens`",
            also("logConfiguration = { logDriver = \"firelens\" }"),
        ),
        (
            "VD-02: KernelCapabilities",
            "`drop` cannot be `CAP_CHOWN`",
            also("linuxParameters = { capabilities = { drop = [\"ALL\", \"CAP_CHOWN\"] } }"),
        ),
        (
            "VD-02: PortMapping",
            "`appProtocol` cannot be `https`",
            also("portMappings = [{ containerPort = 80, appProtocol = \"https\" }]"),
        ),
        (
            "VD-02: Ulimit",
            "`name` cannot be `files`",
            also("ulimits = [{ name = \"files\", softLimit = 1, hardLimit = 1 }]"),
        ),
    ]);
    // Tools write empty texts for what is not set.
    model(
        &web("pidMode = \"\"\nruntimePlatform = { cpuArchitecture = \"ARM64\" }")
            .replace("m5.large", "m6g.large"),
    );
}

#[test]
fn vd_03_numbers_and_lengths_that_the_api_takes() {
    let codes: Vec<String> = (0..51).map(|code| code.to_string()).collect();
    let files = ["{ type = \"s3\", value = \"arn\" }"; 11].join(", ");
    let files = also(&format!("environmentFiles = [{files}]"));
    assert_errors(&[
        (
            "VD-03: ContainerRestartPolicy",
            "`restartAttemptPeriod` is 59, outside 60 to 1800",
            also("restartPolicy = { enabled = false, restartAttemptPeriod = 59 }"),
        ),
        (
            "VD-03: ContainerRestartPolicy",
            "51 entries in `ignoredExitCodes`",
            also(&format!(
                "restartPolicy = {{ enabled = false, ignoredExitCodes = [{}] }}",
                codes.join(", ")
            )),
        ),
        (
            "VD-03: LinuxParameters",
            "`swappiness` is 101, outside 0 to 100",
            also("linuxParameters = { maxSwap = 1, swappiness = 101 }"),
        ),
        ("VD-03: ContainerDefinition", "11 entries in `environmentFiles`", files),
        (
            "VD-03: EphemeralStorage",
            "`sizeInGiB` is 201, outside 21 to 200",
            web("ephemeralStorage = { sizeInGiB = 201 }"),
        ),
    ]);
}

#[test]
fn vd_06_vd_07_volumes_and_where_they_are_mounted() {
    let mounted = |volumes: &str, mounts: &str| {
        let container = format!("{{ {WEB}, mountPoints = [{mounts}] }}");
        definition(&container, &format!("volumes = [{volumes}]"))
    };
    let data = "{ name = \"data\" }";
    let at = |path: &str| format!("{{ sourceVolume = \"data\", containerPath = \"{path}\" }}");
    assert_errors(&[
        ("VD-07", "there is no volume `data`", mounted("{ name = \"date\" }", &at("/d"))),
        ("VD-07", "there is no volume `data`", mounted("", &at("/d"))),
        ("VD-07", "the mount point has no `sourceVolume`", mounted(data, "{ containerPath = \"/d\" }")),
        ("VD-07", "two volumes are mounted at `/d`", mounted(data, &format!("{}, {}", at("/d"), at("/d")))),
        (
            "API: 1 to 255 letters, digits, hyphens and underscores",
            "volume name `my data` is not a name",
            mounted("{ name = \"my data\" }", ""),
        ),
        ("VD-06", "the volume has no `name`", volume("efsVolumeConfiguration = { fileSystemId = \"fs-1\" }")),
        ("VD-06", "the volume has no `name`", volume("configuredAtLaunch = true")),
    ]);
    assert_warnings(&[("VD-06", "two volumes are called `data`", mounted(&format!("{data}, {data}"), ""))]);
    model(&mounted(data, &format!("{}, {}", at("/d"), at("/e"))));
}

#[test]
fn vd_09_volumes_of_file_systems() {
    let efs = |members: &str| {
        volume(&format!("name = \"v\", efsVolumeConfiguration = {{ fileSystemId = \"fs-1\", {members} }}"))
    };
    let files = |members: &str| {
        volume(&format!(
            "name = \"v\", s3filesVolumeConfiguration = {{ fileSystemArn = \"arn\", {members} }}"
        ))
    };
    let role = |text: String| text.replace("family", "taskRoleArn = \"r\"\nfamily");
    let encrypted = "transitEncryption = \"ENABLED\"";
    let point = "authorizationConfig = { accessPointId = \"fsap-1\" }";
    assert_errors(&[
        ("VD-09", "needs encryption in transit", efs(point)),
        ("VD-09", "needs encryption in transit", efs("authorizationConfig = { iam = \"ENABLED\" }")),
        (
            "VD-09",
            "the access point sets the root directory",
            efs(&format!("{encrypted}, {point}, rootDirectory = \"/data\"")),
        ),
        ("VD-09", "a volume of S3 Files needs a role of the task", files("")),
        (
            "VD-09",
            "the access point sets the root directory",
            role(files("accessPointArn = \"arn\", rootDirectory = \"/data\"")),
        ),
    ]);
    for sound in [
        efs("rootDirectory = \"/data\""),
        efs("authorizationConfig = { iam = \"DISABLED\" }"),
        efs(&format!("{encrypted}, {point}, rootDirectory = \"/\"")),
        role(files("rootDirectory = \"/data\"")),
    ] {
        model(&sound);
    }
}

#[test]
fn vd_17_names_of_port_mappings() {
    let named = |name: &str| also(&format!("portMappings = [{{ containerPort = 80, name = \"{name}\" }}]"));
    let refused = "is not one that ECS accepts";
    assert_errors(&[
        ("VD-17", refused, named("Http")),
        ("VD-17", refused, named("-http")),
        ("VD-17", refused, named(&"x".repeat(65))),
    ]);
    let twice =
        "portMappings = [{ containerPort = 80, name = \"http\" }, { containerPort = 81, name = \"http\" }]";
    assert_warnings(&[("VD-17", "two port mappings are called `http`", also(twice))]);
    model(&named("http_80-tcp"));
}

#[test]
fn vd_21_options_of_log_drivers() {
    let log = |driver: &str, options: &str, more: &str| {
        also(&format!("logConfiguration = {{ logDriver = \"{driver}\", options = {{ {options} }}{more} }}"))
    };
    let (group, region) = ("awslogs-group = \"g\"", "awslogs-region = \"us-east-1\"");
    let both = format!("{group}, {region}");
    let token = ", secretOptions = [{ name = \"splunk-token\", valueFrom = \"arn\" }]";
    assert_errors(&[
        ("VD-21", "`awslogs` needs the option `awslogs-region`", log("awslogs", group, "")),
        ("VD-21", "`awslogs` needs the option `awslogs-group`", log("awslogs", region, "")),
        (
            "VD-21",
            "`awslogs` has no option `log_key`",
            log("awslogs", &format!("{both}, log_key = \"log\""), ""),
        ),
        ("VD-21", "`splunk` needs the option `splunk-url`", log("splunk", "splunk-token = \"t\"", "")),
    ]);
    model(&log("awslogs", &format!("{both}, mode = \"non-blocking\""), ""));
    let splunk =
        log("splunk", "splunk-url = \"u\"", token).replace("family", "executionRoleArn = \"r\"\nfamily");
    model(&splunk.replacen("count = 2\n", "count = 2\nloggingDrivers = [\"splunk\"]\n", 1));
}

#[test]
fn vd_22_log_routers() {
    let router = "firelensConfiguration = { type = \"fluentbit\" }";
    let logging = "logConfiguration = { logDriver = \"awsfirelens\" }";
    assert_errors(&[
        ("VD-22", "no container logs to the log router", pair("", router, "")),
        ("VD-22", "`awsfirelens` needs a log router", pair(logging, "", "")),
        ("VD-22", "two containers are log routers", pair(&format!("{logging}, {router}"), router, "")),
        ("VD-22", "a log router runs as root", pair(logging, &format!("{router}, user = \"1000\""), "")),
    ]);
    let (found, _) = super::built(&pair(logging, &format!("{router}, user = \"0:0\""), ""));
    assert!(found.is_some(), "one router that runs as root and is logged to");
}

#[test]
fn vd_23_what_needs_an_execution_role() {
    let secret = "[{ name = \"S\", valueFrom = \"arn\" }]";
    let rows = [
        ("`secrets` needs", format!("secrets = {secret}")),
        ("a private registry needs", "repositoryCredentials = { credentialsParameter = \"arn\" }".to_owned()),
    ];
    for (fragment, members) in &rows {
        assert_errors(&[("VD-23", fragment, also(members))]);
        model(&also(members).replace("family", "executionRoleArn = \"r\"\nfamily"));
    }
    assert_warnings(&[
        (
            "VD-23",
            "`environmentFiles` needs",
            also("environmentFiles = [{ type = \"s3\", value = \"arn:aws:s3:::b/f.env\" }]"),
        ),
        (
            "VD-23",
            "`secretOptions` needs",
            also(&format!("logConfiguration = {{ logDriver = \"syslog\", secretOptions = {secret} }}")),
        ),
    ]);
}

#[test]
fn vd_24_names_of_secrets() {
    let with = |environment: &str| {
        let secrets = "secrets = [{ name = \"S\", valueFrom = \"a\" }, { name = \"T\", valueFrom = \"b\" }]";
        let text = also(&format!("{secrets}, environment = [{environment}]"));
        text.replace("family", "executionRoleArn = \"r\"\nfamily")
    };
    assert_errors(&[
        ("VD-24", "the name of secret `T` is taken", with("{ name = \"T\", value = \"v\" }")),
        ("VD-24", "the name of secret `S` is taken", with("").replace("\"T\"", "\"S\"")),
    ]);
    model(&with("{ name = \"U\", value = \"v\" }, { name = \"U\", value = \"w\" }"));
}

#[test]
fn vd_27_the_proxy_is_a_container_with_a_network_of_its_own() {
    let proxy = |name: &str, properties: &[&str]| {
        let property = |name: &&str| format!("{{ name = \"{name}\", value = \"1\" }}");
        let properties: Vec<String> = properties.iter().map(property).collect();
        let proxy = format!("containerName = \"{name}\", properties = [{}]", properties.join(", "));
        let text = in_mode("awsvpc", "cpu = 1");
        format!("{text}\nproxyConfiguration = {{ type = \"APPMESH\", {proxy} }}")
    };
    let all = ["AppPorts", "ProxyEgressPort", "ProxyIngressPort", "IgnoredUID"];
    let sound = proxy("web", &all);
    assert_errors(&[
        ("VD-27", "the proxy has no AppPorts, IgnoredUID", proxy("web", &all[1..3])),
        ("VD-27", "a proxy is for network mode `awsvpc`", sound.replace("awsvpc", "bridge")),
        ("VD-02: ProxyConfiguration", "`type` cannot be `ENVOY`", sound.replace("APPMESH", "ENVOY")),
    ]);
    assert_warnings(&[("VD-27", "there is no container for the proxy `envoy`", proxy("envoy", &all))]);
    assert!(super::built(&sound.replace("IgnoredUID", "IgnoredGID")).0.is_some());
}

#[test]
fn vd_28_vd_33_vd_35_what_changes_nothing_on_instances() {
    assert_errors(&[(
        "VD-28",
        "`operatingSystemFamily` cannot be `BOTTLEROCKET`",
        web("runtimePlatform = { operatingSystemFamily = \"BOTTLEROCKET\" }"),
    )]);
    assert_warnings(&[
        (
            "VD-33",
            "only tasks on Fargate have ephemeral storage",
            web("ephemeralStorage = { sizeInGiB = 21 }"),
        ),
        ("VD-35", "the task definition is `INACTIVE`", web("status = \"INACTIVE\"")),
    ]);
    model(&web("status = \"ACTIVE\"\nruntimePlatform = { operatingSystemFamily = \"LINUX\" }"));
    assert!(super::built(&container(WEB)).0.is_some());
}
