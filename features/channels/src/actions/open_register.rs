use store::{Event, Failure, Tx};
use terms::SchoolId;

use crate::model::Details;
use crate::model::Kind;
use crate::store as rows;

/// What versions call the portal.
const PORTAL: &str = "web";

/// Gives a new school the one channel that every school has: the portal
/// itself. Called by the follower of `schools.founded`, in its transaction;
/// done twice, it changes nothing.
pub async fn open_register(tx: &mut Tx, school: SchoolId) -> Result<(), Failure> {
    if rows::standing_portal(tx.connection(), school).await? {
        return Ok(());
    }
    let details = Details {
        name: "信息公开网".to_owned(),
        kind: Kind::Portal,
        is_online: true,
        needs_spokesperson: false,
        unit: None,
        account: String::new(),
        note: "公开的信息都在上面，由系统发布和撤下".to_owned(),
        is_retired: false,
    };
    let id = rows::insert(tx.connection(), school, PORTAL, &details).await?;
    tx.append(Event::new("channels.added", id.0));
    Ok(())
}
