//! What can be done with people and sessions, one verb a file.

mod add_person;
mod change_password;
mod change_person;
mod dismiss_person;
mod enrol;
mod give_link;
mod give_roles;
mod open_link;
mod sign_in;
mod sign_out;

pub use add_person::{AddPerson, add_person};
pub use change_password::change_password;
pub use change_person::change_person;
pub use dismiss_person::{dismiss_person, restore_person};
pub use enrol::{Enrolled, enrol};
pub use give_link::{Invitation, give_link, invite};
pub use give_roles::give_roles;
pub use open_link::{link_owner, set_first_password};
pub use sign_in::{SignIn, SignedIn, sign_in};
pub use sign_out::{sign_out, sign_out_elsewhere};

use store::Connection;
use terms::SchoolId;

use crate::{IdentityError, PersonRow};

/// Words of the place that a password must not be made of.
async fn guessable_words(
    connection: &mut Connection,
    school: SchoolId,
    person: &PersonRow,
) -> Result<Vec<String>, IdentityError> {
    let mut words = vec![person.sign_in.clone(), person.name.clone()];
    if let Some(school) = schools::find(connection, school).await? {
        words.extend([school.name, school.code, school.settings.short_name]);
    }
    words.retain(|word| !word.is_empty());
    Ok(words)
}
