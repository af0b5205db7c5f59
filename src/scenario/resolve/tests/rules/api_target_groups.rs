//! What `CreateTargetGroup` and `ModifyTargetGroupAttributes` check.

use super::super::model;
use super::{and, assert_errors, assert_warnings, behind};

/// A group of its own, which nothing joins.
fn group(members: &str) -> String {
    and(&format!("[[targetGroups]]\nname = \"front\"\n{members}\n"))
}

#[test]
fn vt_01_vt_02_vt_03_vt_04_names_words_and_ports() {
    let named = |name: &str| group("").replace("\"front\"", &format!("\"{name}\""));
    assert_errors(&[
        ("VT-01", "`front_end` is not a name of a target group", named("front_end")),
        ("VT-01", "`-front` is not a name of a target group", named("-front")),
        ("VT-01", "is not a name of a target group", named(&"x".repeat(33))),
        ("API: CreateTargetGroup", "`protocol` cannot be `SCTP`", group("protocol = \"SCTP\"")),
        ("VT-02", "target group `blue` is a Gateway Load Balancer's", behind("protocol = \"GENEVE\"")),
        ("API: CreateTargetGroup", "takes targets of type `lambda`", behind("targetType = \"lambda\"")),
        ("VT-03", "`port` is 65536, outside 1 to 65535", group("port = 65536")),
        ("VT-03", "`port` is 0, outside 1 to 65535", group("port = 0")),
        ("VT-04", "`targetType` cannot be `ec2`", group("targetType = \"ec2\"")),
        ("VT-04", "`ipAddressType` cannot be `dual`", group("ipAddressType = \"dual\"")),
    ]);
    // A listing of all groups of an account may hold such ones.
    assert_warnings(&[
        ("VT-02", "a Gateway Load Balancer takes no tasks", group("protocol = \"GENEVE\"")),
        (
            "VT-04",
            "targets of type `lambda` are no tasks",
            group("targetType = \"lambda\"\nhealthCheckEnabled = false"),
        ),
        ("VT-04", "targets of type `alb` are no tasks", group("protocol = \"TCP\"\ntargetType = \"alb\"")),
    ]);
    for protocol in ["HTTP", "TLS", "QUIC", "TCP_QUIC"] {
        model(&behind(&format!("protocol = \"{protocol}\"\nport = 443")));
    }
    model(&behind("").replace("\"blue\"", &format!("\"{}\"", "x".repeat(32))));
}

#[test]
fn vt_05_vt_08_vt_09_vt_10_vt_13_how_targets_are_checked() {
    let tcp = |members: &str| group(&format!("protocol = \"TCP\"\n{members}"));
    let code = |code: &str| format!("matcher = {{ httpCode = \"{code}\" }}");
    assert_errors(&[
        ("VT-05", "`healthCheckProtocol` cannot be `TLS`", tcp("healthCheckProtocol = \"TLS\"")),
        ("VT-05", "an Application Load Balancer checks by HTTP", group("healthCheckProtocol = \"TCP\"")),
        ("VT-08", "`matcher` is not for TCP health checks", tcp(&code("200"))),
        ("VT-08", "`httpCode` is `500`, not codes from 200 to 499", group(&code("500"))),
        ("VT-08", "`httpCode` is `200-2xx`", group(&code("200-2xx"))),
        (
            "VT-08",
            "`grpcCode` is `100`, not codes from 0 to 99",
            group("protocolVersion = \"GRPC\"\nmatcher = { grpcCode = \"100\" }"),
        ),
        ("VT-09", "`healthCheckPath` is not for TCP health checks", tcp("healthCheckPath = \"/\"")),
        ("VT-09", "`healthCheckPath` is `health`", group("healthCheckPath = \"health\"")),
        ("VT-10", "`protocolVersion` is for HTTP and HTTPS", tcp("protocolVersion = \"HTTP1\"")),
        ("VT-10", "`protocolVersion` cannot be `HTTP3`", group("protocolVersion = \"HTTP3\"")),
        ("VT-13", "`healthCheckPort` is 0, outside 1 to 65535", group("healthCheckPort = 0")),
        ("", "`healthCheckPort` is `http`, which is not a whole number", group("healthCheckPort = \"http\"")),
    ]);
    let http = "protocol = \"TCP\"\nhealthCheckProtocol = \"HTTP\"\nhealthCheckPath = \"/ok\"\n";
    model(&behind(&format!("{http}{}", code("200-599"))));
    model(&behind(&code("200,302-399")));
}

/// "Health check interval must be greater than the timeout", whether the timeout is written or the default of 5 s.
#[test]
fn vt_07_a_check_ends_before_the_next_one() {
    let told = "is not shorter than its interval";
    assert_errors(&[
        ("VT-07", told, group("healthCheckIntervalSeconds = 5\nhealthCheckTimeoutSeconds = 5")),
        ("VT-07", told, group("healthCheckIntervalSeconds = 5")),
        (
            "VT-07",
            told,
            group("protocol = \"TCP\"\nhealthCheckIntervalSeconds = 10\nhealthCheckTimeoutSeconds = 11"),
        ),
    ]);
    model(&behind("healthCheckIntervalSeconds = 5\nhealthCheckTimeoutSeconds = 4"));
    // As groups of Network Load Balancers have been for years.
    model(&behind("protocol = \"TCP\"\nhealthCheckIntervalSeconds = 10\nhealthCheckTimeoutSeconds = 10"));
}

#[test]
fn vt_12_attributes_have_ranges_and_words() {
    let attribute = |name: &str, value: &str| group(&format!("\"{name}\" = {value}"));
    assert_errors(&[
        ("VT-12", "is 29, neither 0 nor 30 to 900", attribute("slow_start.duration_seconds", "29")),
        ("VT-12", "is 901, outside 0 to 900", attribute("slow_start.duration_seconds", "901")),
        (
            "VT-12",
            "`stickiness.lb_cookie.duration_seconds` is 604801",
            attribute("stickiness.lb_cookie.duration_seconds", "\"604801\""),
        ),
        ("VT-12", "`stickiness.type` cannot be `source_ip`", attribute("stickiness.type", "\"source_ip\"")),
        (
            "VT-12",
            "`load_balancing.algorithm.type` cannot be `random`",
            attribute("load_balancing.algorithm.type", "\"random\""),
        ),
        ("VT-12", "`stickiness.enabled` cannot be `yes`", attribute("stickiness.enabled", "\"yes\"")),
    ]);
    model(&behind(
        "protocol = \"TCP\"\n\"stickiness.type\" = \"source_ip\"\n\"stickiness.enabled\" = \"true\"",
    ));
}
