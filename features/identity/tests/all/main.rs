//! People: from the first link to leaving.

mod rosters;

use identity::actions::{
    AddPerson, SignIn, add_person, change_password, dismiss_person, give_link, give_roles,
    set_first_password, sign_in,
};
use identity::{Door, Hasher, IdentityError, PersonRefusal};
use jiff::{SignedDuration, Timestamp};
use schools::actions::{FoundSchool, found_school};
use store::{Actor, Context, Store};
use terms::{PersonId, Role, SchoolId};
use web::Doorkeeper;

const PASSWORD: &str = "窗前的桂花又开了，今年很早";

struct House {
    _folder: tempfile::TempDir,
    store: Store,
    hasher: Hasher,
    context: Context,
}

impl House {
    async fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let store = store::testing::fresh(folder.path()).await;
        let now = Timestamp::from_millisecond(1_790_000_000_000).unwrap();
        let context = Context::new(SchoolId(0), Actor::Operator, now);
        let school = FoundSchool {
            code: "jn".into(),
            name: "江南职业技术学院".into(),
            hosts: vec![],
            settings: Default::default(),
        };
        let id = found_school(&store, &context, school).await.unwrap();
        House {
            _folder: folder,
            store,
            hasher: Hasher::new().unwrap(),
            context: Context::new(id, Actor::Operator, now),
        }
    }

    async fn person(&self, sign_in: &str) -> PersonId {
        let person = AddPerson {
            sign_in: sign_in.into(),
            name: "陈晓岚".into(),
            is_staff: true,
            roles: vec![(Role::Office, None)],
            ..Default::default()
        };
        let id = add_person(&self.store, &self.context, &person).await.unwrap();
        let link = give_link(&self.store, &self.context, id).await.unwrap();
        set_first_password(&self.store, &self.hasher, &self.context, link.reveal(), PASSWORD).await.unwrap();
        id
    }

    async fn sign_in(
        &self,
        name: &str,
        password: &str,
        later: i64,
    ) -> Result<identity::actions::SignedIn, IdentityError> {
        let context =
            Context { now: self.context.now + SignedDuration::from_secs(later), ..self.context.clone() };
        let attempt = SignIn { sign_in: name, password, source: "192.0.2.1", device: "test" };
        sign_in(&self.store, &self.hasher, &context, &attempt).await
    }

    async fn is_let_in(&self, secret: &str, later: i64) -> bool {
        let now = self.context.now + SignedDuration::from_secs(later);
        let door = Door::new(self.store.clone());
        door.guest(self.context.school, Some(secret), now).await.unwrap().viewer.person.is_some()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_sets_the_password_once() {
    let house = House::new().await;
    let id = house.person("chenxl").await;
    let link = give_link(&house.store, &house.context, id).await.unwrap();
    let set = |password: &'static str| {
        set_first_password(&house.store, &house.hasher, &house.context, link.reveal(), password)
    };
    assert!(
        matches!(set("too short").await, Err(IdentityError::Password(_))),
        "a refused password leaves the link"
    );
    set("另一句很长很长的话就行了").await.unwrap();
    assert!(matches!(set(PASSWORD).await, Err(IdentityError::LinkSpent)));
    let late = Context { now: house.context.now + SignedDuration::from_hours(2), ..house.context.clone() };
    let link = give_link(&house.store, &house.context, id).await.unwrap();
    let outcome = set_first_password(&house.store, &house.hasher, &late, link.reveal(), PASSWORD).await;
    assert!(matches!(outcome, Err(IdentityError::LinkSpent)));
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_when_idle_and_when_old() {
    let house = House::new().await;
    house.person("chenxl").await;
    let signed_in = house.sign_in(" ChenXL ", PASSWORD, 0).await.unwrap();
    let secret = signed_in.secret.reveal();
    assert!(house.is_let_in(secret, 29 * 60).await);
    assert!(house.is_let_in(secret, 58 * 60).await, "use keeps a session alive");
    assert!(!house.is_let_in(secret, 90 * 60).await, "half an hour without use ends it");
    assert!(!house.is_let_in("made up", 0).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_and_new_roles_end_everything() {
    let house = House::new().await;
    let id = house.person("chenxl").await;
    let first = house.sign_in("chenxl", PASSWORD, 0).await.unwrap();
    give_roles(&house.store, &house.context, id, &[(Role::Leader, None)]).await.unwrap();
    assert!(!house.is_let_in(first.secret.reveal(), 1).await);
    let second = house.sign_in("chenxl", PASSWORD, 2).await.unwrap();
    change_password(&house.store, &house.hasher, &house.context, id, PASSWORD, "又是另一句很长很长的话呢")
        .await
        .unwrap();
    assert!(!house.is_let_in(second.secret.reveal(), 3).await);
    dismiss_person(&house.store, &house.context, id).await.unwrap();
    assert!(matches!(
        house.sign_in("chenxl", "又是另一句很长很长的话呢", 4).await,
        Err(IdentityError::NotSignedIn)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_tries_wait_longer_each_time() {
    let house = House::new().await;
    house.person("chenxl").await;
    for _ in 0..5 {
        assert!(matches!(house.sign_in("chenxl", "wrong", 0).await, Err(IdentityError::NotSignedIn)));
    }
    assert!(matches!(house.sign_in("chenxl", PASSWORD, 0).await, Err(IdentityError::Wait(16))));
    assert!(house.sign_in("chenxl", PASSWORD, 17).await.is_ok(), "after the wait one may sign in");
    assert!(matches!(house.sign_in("nobody", "wrong", 0).await, Err(IdentityError::NotSignedIn)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_their_own_roles() {
    let house = House::new().await;
    let id = house.person("chenxl").await;
    let own = Context { actor: Actor::Person(id), ..house.context.clone() };
    let outcome = give_roles(&house.store, &own, id, &[(Role::Leader, None)]).await;
    assert!(matches!(outcome, Err(IdentityError::Person(reasons)) if reasons == [PersonRefusal::OwnRoles]));
}
