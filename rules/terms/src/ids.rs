//! Numbers of things, a type each, so that a unit's number cannot be passed
//! where a person's is wanted.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    )+};
}

ids! {
    /// A school (学校), the tenant of an installation.
    SchoolId,
    /// A unit (部门、二级学院) of a school.
    UnitId,
    /// A person known to a school. Events name people by this number alone.
    PersonId,
    /// An entry (事项) of a school's catalogue.
    EntryId,
    /// An edition of a school's catalogue, one for each academic year.
    EditionId,
    /// A publication (公开信息), whatever its versions.
    PublicationId,
    /// One version (稿) of a publication.
    VersionId,
    /// An attachment (附件) of a version.
    AttachmentId,
    /// A channel (公开渠道) of a school.
    ChannelId,
    /// A correction (纠错) that a reader reported.
    CorrectionId,
    /// A case (办件): a request, a letter.
    CaseId,
    /// A batch of imported rows.
    BatchId,
    /// A yearly report (年度报告).
    ReportId,
}
