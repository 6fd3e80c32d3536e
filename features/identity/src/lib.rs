//! People, what they may do, and how they sign in (登录与角色).

pub mod actions;
mod door;
mod error;
pub mod pages;
mod password;
pub mod roster;
pub mod rules;
mod secret;
mod store;

pub use door::{Door, sessions_of};
pub use error::IdentityError;
pub use password::Hasher;
pub use rules::{LinkTerm, PasswordRefusal, PersonRefusal, PersonState};
pub use secret::{Secret, sign_in_path};
pub use store::{
    PeopleFilter, PersonRow, SessionRow, count_people, find, names, people, people_with_role,
    person_by_sign_in, roles_of, viewer,
};
