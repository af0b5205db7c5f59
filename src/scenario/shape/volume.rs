//! `volumes` of a task definition.

use super::{BOOLEAN, INTEGER, Kind, Shape, TEXT, modelled, no_effect};

/// `Volume` of the API.
pub const VOLUME: Shape = Shape::new(
    "Volume",
    &[
        no_effect("name", TEXT),
        modelled("host", Kind::Object(&HOST_VOLUME_PROPERTIES)),
        modelled("dockerVolumeConfiguration", Kind::Object(&DOCKER_VOLUME_CONFIGURATION)),
        modelled("efsVolumeConfiguration", Kind::Object(&EFS_VOLUME_CONFIGURATION)),
        modelled("s3filesVolumeConfiguration", Kind::Object(&S3FILES_VOLUME_CONFIGURATION)),
        modelled(
            "fsxWindowsFileServerVolumeConfiguration",
            Kind::Object(&FSX_WINDOWS_FILE_SERVER_VOLUME_CONFIGURATION),
        ),
        modelled("configuredAtLaunch", BOOLEAN),
    ],
);

/// `HostVolumeProperties` of the API.
pub const HOST_VOLUME_PROPERTIES: Shape =
    Shape::new("HostVolumeProperties", &[no_effect("sourcePath", TEXT)]);

/// `DockerVolumeConfiguration` of the API.
pub const DOCKER_VOLUME_CONFIGURATION: Shape = Shape::new(
    "DockerVolumeConfiguration",
    &[
        modelled("scope", TEXT),
        modelled("autoprovision", BOOLEAN),
        modelled("driver", TEXT),
        no_effect("driverOpts", Kind::Map(&TEXT)),
        no_effect("labels", Kind::Map(&TEXT)),
    ],
);

/// `EFSVolumeConfiguration` of the API.
pub const EFS_VOLUME_CONFIGURATION: Shape = Shape::new(
    "EFSVolumeConfiguration",
    &[
        no_effect("fileSystemId", TEXT),
        no_effect("rootDirectory", TEXT),
        no_effect("transitEncryption", TEXT),
        no_effect("transitEncryptionPort", INTEGER),
        no_effect("authorizationConfig", Kind::Object(&EFS_AUTHORIZATION_CONFIG)),
    ],
);

/// `EFSAuthorizationConfig` of the API.
pub const EFS_AUTHORIZATION_CONFIG: Shape =
    Shape::new("EFSAuthorizationConfig", &[no_effect("accessPointId", TEXT), no_effect("iam", TEXT)]);

/// `S3FilesVolumeConfiguration` of the API.
pub const S3FILES_VOLUME_CONFIGURATION: Shape = Shape::new(
    "S3FilesVolumeConfiguration",
    &[
        no_effect("fileSystemArn", TEXT),
        no_effect("rootDirectory", TEXT),
        no_effect("transitEncryptionPort", INTEGER),
        no_effect("accessPointArn", TEXT),
    ],
);

/// `FSxWindowsFileServerVolumeConfiguration` of the API.
pub const FSX_WINDOWS_FILE_SERVER_VOLUME_CONFIGURATION: Shape = Shape::new(
    "FSxWindowsFileServerVolumeConfiguration",
    &[
        no_effect("fileSystemId", TEXT),
        no_effect("rootDirectory", TEXT),
        no_effect("authorizationConfig", Kind::Object(&FSX_WINDOWS_FILE_SERVER_AUTHORIZATION_CONFIG)),
    ],
);

/// `FSxWindowsFileServerAuthorizationConfig` of the API.
pub const FSX_WINDOWS_FILE_SERVER_AUTHORIZATION_CONFIG: Shape = Shape::new(
    "FSxWindowsFileServerAuthorizationConfig",
    &[no_effect("credentialsParameter", TEXT), no_effect("domain", TEXT)],
);
