//! `serviceConnectConfiguration` of a service.

use super::container_definition::LOG_CONFIGURATION;
use super::{BOOLEAN, INTEGER, Kind, Shape, TEXT, no_effect, not_modelled_unless};

/// `ServiceConnectConfiguration` of the API.
pub const SERVICE_CONNECT_CONFIGURATION: Shape = Shape::new(
    "ServiceConnectConfiguration",
    &[
        not_modelled_unless(
            "false",
            "enabled",
            BOOLEAN,
            "the proxy container takes no resources and delays nothing",
        ),
        no_effect("namespace", TEXT),
        no_effect("services", Kind::List(&Kind::Object(&SERVICE_CONNECT_SERVICE))),
        no_effect("logConfiguration", Kind::Object(&LOG_CONFIGURATION)),
        no_effect("accessLogConfiguration", Kind::Object(&SERVICE_CONNECT_ACCESS_LOG_CONFIGURATION)),
        no_effect(
            "containerConfigurations",
            Kind::List(&Kind::Object(&SERVICE_CONNECT_CONTAINER_CONFIGURATION)),
        ),
    ],
);

/// `ServiceConnectService` of the API.
pub const SERVICE_CONNECT_SERVICE: Shape = Shape::new(
    "ServiceConnectService",
    &[
        no_effect("portName", TEXT),
        no_effect("discoveryName", TEXT),
        no_effect("clientAliases", Kind::List(&Kind::Object(&SERVICE_CONNECT_CLIENT_ALIAS))),
        no_effect("ingressPortOverride", INTEGER),
        no_effect("timeout", Kind::Object(&TIMEOUT_CONFIGURATION)),
        no_effect("tls", Kind::Object(&SERVICE_CONNECT_TLS_CONFIGURATION)),
    ],
);

/// `ServiceConnectClientAlias` of the API.
pub const SERVICE_CONNECT_CLIENT_ALIAS: Shape = Shape::new(
    "ServiceConnectClientAlias",
    &[
        no_effect("port", INTEGER),
        no_effect("dnsName", TEXT),
        no_effect("testTrafficRules", Kind::Object(&SERVICE_CONNECT_TEST_TRAFFIC_RULES)),
    ],
);

/// `ServiceConnectTestTrafficRules` of the API.
pub const SERVICE_CONNECT_TEST_TRAFFIC_RULES: Shape = Shape::new(
    "ServiceConnectTestTrafficRules",
    &[no_effect("header", Kind::Object(&SERVICE_CONNECT_TEST_TRAFFIC_HEADER_RULES))],
);

/// `ServiceConnectTestTrafficHeaderRules` of the API.
pub const SERVICE_CONNECT_TEST_TRAFFIC_HEADER_RULES: Shape = Shape::new(
    "ServiceConnectTestTrafficHeaderRules",
    &[
        no_effect("name", TEXT),
        no_effect("value", Kind::Object(&SERVICE_CONNECT_TEST_TRAFFIC_HEADER_MATCH_RULES)),
    ],
);

/// `ServiceConnectTestTrafficHeaderMatchRules` of the API.
pub const SERVICE_CONNECT_TEST_TRAFFIC_HEADER_MATCH_RULES: Shape =
    Shape::new("ServiceConnectTestTrafficHeaderMatchRules", &[no_effect("exact", TEXT)]);

/// `TimeoutConfiguration` of the API.
pub const TIMEOUT_CONFIGURATION: Shape = Shape::new(
    "TimeoutConfiguration",
    &[no_effect("idleTimeoutSeconds", INTEGER), no_effect("perRequestTimeoutSeconds", INTEGER)],
);

/// `ServiceConnectTlsConfiguration` of the API.
pub const SERVICE_CONNECT_TLS_CONFIGURATION: Shape = Shape::new(
    "ServiceConnectTlsConfiguration",
    &[
        no_effect("issuerCertificateAuthority", Kind::Object(&SERVICE_CONNECT_TLS_CERTIFICATE_AUTHORITY)),
        no_effect("kmsKey", TEXT),
        no_effect("roleArn", TEXT),
    ],
);

/// `ServiceConnectTlsCertificateAuthority` of the API.
pub const SERVICE_CONNECT_TLS_CERTIFICATE_AUTHORITY: Shape =
    Shape::new("ServiceConnectTlsCertificateAuthority", &[no_effect("awsPcaAuthorityArn", TEXT)]);

/// `ServiceConnectAccessLogConfiguration` of the API.
pub const SERVICE_CONNECT_ACCESS_LOG_CONFIGURATION: Shape = Shape::new(
    "ServiceConnectAccessLogConfiguration",
    &[no_effect("format", TEXT), no_effect("includeQueryParameters", TEXT)],
);

/// `ServiceConnectContainerConfiguration` of the API.
pub const SERVICE_CONNECT_CONTAINER_CONFIGURATION: Shape =
    Shape::new("ServiceConnectContainerConfiguration", &[no_effect("logLevel", TEXT)]);
