//! People, what they may do, and how they sign in (登录与角色).

pub mod actions;
mod door;
mod error;
pub mod pages;
mod password;
pub mod rules;
mod secret;
mod store;

pub use door::Door;
pub use error::IdentityError;
pub use password::Hasher;
pub use rules::{PasswordRefusal, PersonRefusal, PersonState};
pub use secret::Secret;
pub use store::{
    PersonRow, SessionRow, find, names, people, people_with_role, person_by_sign_in, roles_of, sessions_of,
    viewer,
};
