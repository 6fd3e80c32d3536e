//! Who may ask for a page at all. What rows it then shows is the stores' matter.

use terms::{Role, Viewer};

/// Whom a route is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Whoever has signed in.
    SignedIn,
    /// Whoever holds any role in the office.
    Office,
    /// Whoever holds one of these roles.
    Roles(&'static [Role]),
}

impl Access {
    /// Whether the viewer may come in.
    pub fn admits(self, viewer: &Viewer) -> bool {
        match self {
            Access::Public => true,
            Access::SignedIn => viewer.person.is_some(),
            Access::Office => viewer.is_staff_user(),
            Access::Roles(roles) => roles.iter().any(|role| viewer.has(*role)),
        }
    }
}
