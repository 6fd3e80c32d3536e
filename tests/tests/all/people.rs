//! People in bulk from a file, and one's own sessions.

use http::StatusCode;
use identity::PeopleFilter;
use journeys::house::{Answer, Installation, PASSWORD, Visitor, token_of};
use terms::{Role, SchoolId};

const ROSTER: &str = "/office/people/roster";

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let value = page.split(&start).nth(1).unwrap_or_else(|| panic!("no field {name} in {page}"));
    value.split('"').next().unwrap().to_owned()
}

async fn check(admin: &mut Visitor<'_>, csv: &str) -> Answer {
    admin.send_file(ROSTER, ROSTER, &[], ("名册.csv", csv.as_bytes())).await
}

async fn take(admin: &mut Visitor<'_>, checked: &Answer) -> Answer {
    let fields =
        [("form_token", token_of(&checked.text).unwrap()), ("roster", hidden(&checked.text, "roster"))];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    admin.post("/office/people/roster/take", &fields).await
}

async fn count(installation: &Installation, school: i64) -> i64 {
    let mut reader = installation.house.store.reader().await.unwrap();
    identity::count_people(&mut reader, SchoolId(school), &PeopleFilter::default()).await.unwrap()
}

async fn events(installation: &Installation) -> usize {
    let events = installation.house.store.events_after(0, 100_000).await.unwrap();
    events.iter().filter(|event| event.detail["by"] == "roster").count()
}

const CSV: &str = "登录名（工号/学号）,姓名,部门（名称或代码）,身份（教职工/学生）,职务,角色,手机\n\
    T1001,王小明,学生工作处,教职工,科员,联络员,138\n\
    s2001,李思源,xsc,学生,,,\n\
    s2001,李思远,xsc,学生,,,\n\
    t1002,周,没有的处,教职工,,系统管理员,\n\
    liaison,新名字,,,,,\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_is_checked_then_taken_in_once_however_often_it_is_sent() {
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let before = count(&installation, 1).await;
    let checked = check(&mut admin, CSV).await;
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.text);
    for words in [
        "添2人，改1人",
        "这几列没有用到：手机",
        "登录名：和第3行是同一个登录名",
        "部门：没有“没有的处”这个部门",
        "角色：系统管理员不能用名册给",
        "信息联络员（学生工作处）",
    ] {
        assert!(checked.text.contains(words), "{words} in {}", checked.text);
    }
    assert_eq!(
        (count(&installation, 1).await, events(&installation).await),
        (before, 0),
        "nothing is written yet"
    );
    let done = take(&mut admin, &checked).await;
    assert!(done.text.contains("添了2人，改了1人，0人原来就是这样，2行没有放进去"), "{}", done.text);
    assert_eq!((count(&installation, 1).await, events(&installation).await), (before + 2, 3));
    let again = take(&mut admin, &checked).await;
    assert!(again.text.contains("添了0人，改了0人，3人原来就是这样"), "{}", again.text);
    assert_eq!(events(&installation).await, 3, "what is so already is no event");
    assert_eq!(count(&installation, 2).await, before, "the other school's people are not touched");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_shown_once_and_open_one_account() {
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let checked = check(&mut admin, CSV).await;
    let done = take(&mut admin, &checked).await;
    let fields = [
        ("form_token", token_of(&done.text).unwrap()),
        ("people", hidden(&done.text, "people")),
        ("term", "week".to_owned()),
        ("as", "table".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let table = admin.post("/office/people/links", &fields).await;
    assert_eq!(table.status, StatusCode::OK, "{}", table.text);
    assert_eq!(table.headers["cache-control"], "no-store");
    let lines: Vec<&str> = table.text.lines().collect();
    assert_eq!(lines.len(), 3, "one who has a password keeps it: {}", table.text);
    assert!(
        lines[1].starts_with("t1001,王小明") && lines[1].ends_with("2026年10月10日 10:00"),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].starts_with("s2001,李思源") && lines[2].ends_with("2026年10月16日 10:00"),
        "{}",
        lines[2]
    );
    let twice = admin.post("/office/people/links", &fields).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "a double click makes no link void");
    let link = lines[2].split("edu.cn").nth(1).unwrap().split(',').next().unwrap();
    installation.later(6 * 24 * 60);
    let mut student = installation.visitor();
    let set = student.send(link, link, &[("password", PASSWORD), ("again", PASSWORD)]).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
    student.sign_in("s2001").await;
    let officer = lines[1].split("edu.cn").nth(1).unwrap().split(',').next().unwrap();
    assert!(!installation.visitor().get(officer).await.text.contains("王小明"), "a role's link is short");
}

#[tokio::test(flavor = "multi_thread")]
async fn slips_carry_a_code_and_other_hands_open_nothing_sealed() {
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let checked = check(&mut admin, CSV).await;
    let done = take(&mut admin, &checked).await;
    let list = admin.get("/office/people?state=invited").await;
    assert!(list.text.contains("王小明") && list.text.contains("2人还没有设密码"), "{}", list.text);
    let slips = admin
        .send(
            "/office/people?state=invited",
            "/office/people/links",
            &[("q", "王"), ("unit", ""), ("role", ""), ("term", "hour"), ("as", "slips")],
        )
        .await;
    assert_eq!(slips.status, StatusCode::OK, "{}", slips.text);
    assert!(slips.text.contains("<svg class=\"code\"") && slips.text.contains("登录名 t1001"));
    assert!(!slips.text.contains("s2001"), "only whom the filter names");
    let mut elsewhere = installation.visitor_of(journeys::house::HOSTS[1]);
    elsewhere.sign_in("administrator").await;
    let page = elsewhere.get("/office/people").await;
    let token = token_of(&page.text).unwrap();
    let people = hidden(&done.text, "people");
    let fields = [("form_token", token.as_str()), ("people", &people), ("term", "hour"), ("as", "table")];
    let answer = elsewhere.post("/office/people/links", &fields).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "sealed for another person of another school");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_of_thousands_comes_in_and_is_listed_by_fifty() {
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let line = |n: usize| format!("s{n:05},学生{n},xsc,学生\n");
    let csv = "学号,姓名,部门,身份\n".to_owned() + &(0..1500).map(line).collect::<String>();
    let checked = check(&mut admin, &csv).await;
    let done = take(&mut admin, &checked).await;
    assert!(done.text.contains("添了1,500人"), "{}", done.text);
    let page = admin.get("/office/people?q=学生&page=30").await;
    assert_eq!(page.text.matches("还没设密码</span></li>").count(), 50, "{}", page.text);
    assert!(page.text.contains("1,500人") && page.text.contains("前50人") && !page.text.contains("后50人"));
    let first = admin.get("/office/people?q=S0&unit=999").await;
    assert!(first.text.contains("没有找到"), "the unit filters too");
    let slips = [("q", "s0"), ("unit", ""), ("role", ""), ("term", "day"), ("as", "slips")];
    let refused = admin.send("/office/people", "/office/people/links", &slips).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("一次最多打印300张，这里有1500人"), "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_passwords_and_ones_own_role_are_refused() {
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let refused = check(&mut admin, "登录名,姓名,初始密码\nt1,甲,123\n").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("名册里有“初始密码”这一列"));
    let own = check(&mut admin, "登录名,角色\nadministrator,公开办\n").await;
    assert!(own.text.contains("不能改自己的角色"), "{}", own.text);
    let gains = check(&mut admin, "登录名,角色\nstudent,公开办\n").await;
    let mut student = installation.visitor();
    student.sign_in("student").await;
    take(&mut admin, &gains).await;
    assert_eq!(student.get("/account").await.status, StatusCode::UNAUTHORIZED, "a new role signs in anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_and_ends_ones_own_sessions_and_nobody_elses() {
    let installation = Installation::new().await;
    let (mut here, mut there) = (installation.visitor(), installation.visitor());
    here.sign_in("student").await;
    there.sign_in("student").await;
    let mut other = installation.sign_in(Role::Leader).await;
    let page = here.get("/account").await;
    assert_eq!(page.text.matches("登录，").count(), 2, "{}", page.text);
    let end = |page: &str| {
        let path = page.split("account/sessions/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        format!("/account/sessions/{path}")
    };
    let path = end(&page.text);
    let foreign = other.send("/account", &path, &[]).await;
    let missing = other.send("/account", "/account/sessions/9999/end", &[]).await;
    assert_eq!((foreign.status, foreign.location), (missing.status, missing.location));
    assert_eq!(there.get("/account").await.status, StatusCode::OK, "another's session goes on");
    assert_eq!(here.send("/account", &path, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(there.get("/account").await.status, StatusCode::UNAUTHORIZED);
    there.sign_in("student").await;
    here.send("/account", "/account/sessions/end-others", &[]).await;
    assert_eq!(there.get("/account").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(here.get("/account").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lockout_says_how_long_and_not_whether_there_is_such_a_name() {
    let installation = Installation::new().await;
    let mut told = Vec::new();
    for name in ["student", "nobody-here"] {
        let mut visitor = installation.visitor();
        let fields = [("sign_in", name), ("password", "wrong wrong wrong"), ("resume", "ab"), ("to", "/x")];
        for _ in 0..5 {
            let page = visitor.send("/sign-in", "/sign-in", &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let page = visitor.send("/sign-in", "/sign-in", &fields).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(page.headers["retry-after"], "16");
        assert!(page.text.contains("输错次数太多，请过16秒再试"), "{}", page.text);
        assert!(page.text.contains("name=\"resume\" value=\"ab\""), "what was typed is still carried");
        let note =
            page.text.split("role=\"alert\"").nth(1).unwrap().split("</div>").next().unwrap().to_owned();
        told.push(note);
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dismissed_person_comes_back_by_a_new_link_only() {
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let list = admin.get("/office/people?q=student").await;
    let id = list
        .text
        .split("office/people/")
        .filter_map(|rest| rest.split('"').next()?.parse::<i64>().ok())
        .next();
    let path = format!("/office/people/{}", id.expect("a link to the person"));
    admin.send(&path, &format!("{path}/dismiss"), &[]).await;
    let checked = check(&mut admin, "登录名,职务\nstudent,班长\n").await;
    assert!(checked.text.contains("这个人已经停用"), "{}", checked.text);
    assert_eq!(admin.send(&path, &format!("{path}/restore"), &[]).await.status, StatusCode::SEE_OTHER);
    let fields = [("sign_in", "student"), ("password", PASSWORD)];
    let refused = installation.visitor().send("/sign-in", "/sign-in", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the old password opens nothing");
    let changed = admin.send(&path, &path, &[("name", "新名字"), ("title", "班长"), ("unit", "")]).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
    assert!(admin.get(&path).await.text.contains("新名字"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_takes_a_roster_in_by_a_command() {
    use journeys::engines::Database;
    use journeys::servers::run;
    let database = Database::fresh().await;
    assert!(run(&database, &["init", "--code", "jn", "--name", "江南职业技术学院"]).await.status.success());
    let (file, links) = (database.folder().join("a.csv"), database.folder().join("links.csv"));
    std::fs::write(&file, "学号,姓名,身份\ns1,甲,学生\ns2,乙,学生\ns3,,学生\n").unwrap();
    let (file, links) = (file.display().to_string(), links.display().to_string());
    let import = async |more: &[&str]| {
        let out = run(&database, &[&["user", "import", &file], more].concat()).await;
        let last = String::from_utf8_lossy(&out.stdout).lines().last().unwrap_or_default().to_owned();
        (out.status.code(), last, String::from_utf8_lossy(&out.stderr).into_owned())
    };
    let (code, last, errors) = import(&["--dry-run"]).await;
    let expected = r#"{"read":3,"created":2,"updated":0,"unchanged":0,"rejected":1}"#;
    assert_eq!((code, last.as_str()), (Some(1), expected), "{errors}");
    assert!(errors.contains("第4行 姓名：没有写姓名"), "{errors}");
    assert_eq!(import(&["--links", &links]).await.1, expected);
    let table = std::fs::read_to_string(&links).unwrap();
    assert_eq!(table.matches("/link/").count(), 2, "{table}");
    let (_, last, _) = import(&[]).await;
    assert_eq!(last, r#"{"read":3,"created":0,"updated":0,"unchanged":2,"rejected":1}"#);
    assert_eq!(import(&["--links", &links, "--valid", "year"]).await.0, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_serves_two_units_and_keeps_both_when_roles_are_saved() {
    let installation = Installation::new().await;
    let (_, context) = installation.acting(Role::Administrator).await;
    let store = &installation.house.store;
    let unit = schools::actions::AddUnit {
        code: "zzzx".into(),
        name: "资助中心".into(),
        from: context.today(),
        parent: None,
        campus: None,
        profile: schools::UnitProfile::default(),
    };
    let second = schools::actions::add_unit(store, &context, &unit).await.unwrap();
    let (liaison, _) = installation.acting(Role::Liaison).await;
    let page = format!("/office/people/{}", liaison.person_id().unwrap());
    let mut admin = installation.sign_in(Role::Administrator).await;
    let (first, other) = (format!("liaison:{}", installation.unit), second.to_string());
    let add = [("held", first.as_str()), ("role", "liaison"), ("unit", other.as_str())];
    assert_eq!(admin.send(&page, &format!("{page}/roles"), &add).await.status, StatusCode::SEE_OTHER);
    let both = admin.get(&page).await.text;
    for held in [&first, &format!("liaison:{second}")] {
        assert!(both.contains(&format!("name=\"held\" value=\"{held}\" checked")), "{held} in {both}");
    }
    let drop = [("held", format!("liaison:{second}")), ("unit", String::new())];
    let drop: Vec<(&str, &str)> = drop.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(admin.send(&page, &format!("{page}/roles"), &drop).await.status, StatusCode::SEE_OTHER);
    let one = admin.get(&page).await.text;
    assert!(
        one.contains(&format!("value=\"liaison:{second}\"")) && !one.contains(&format!("value=\"{first}\""))
    );
    let nonsense = admin.send(&page, &format!("{page}/roles"), &[("held", "liaison"), ("unit", "")]).await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_shows_what_was_written_in_it() {
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let written = [("sign_in", "坏 登录名"), ("name", "欧阳明月"), ("title", "实训中心主任"), ("unit", "")];
    let refused = admin.send("/office/people", "/office/people", &written).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    for kept in ["value=\"欧阳明月\"", "value=\"实训中心主任\"", "value=\"坏 登录名\""] {
        assert!(refused.text.contains(kept), "{kept}: {}", refused.text);
    }
    let stale = [&[("form_token", "没有这个令牌")], &written[..]].concat();
    let stale = admin.post("/office/people", &stale).await;
    assert_eq!(stale.status, StatusCode::FORBIDDEN);
    assert!(stale.text.contains("欧阳明月") && !stale.text.contains("没有这个令牌"), "{}", stale.text);
    let secret = [("form_token", "x"), ("sign_in", "欧阳明月"), ("password", "这是一个很长的密码")];
    let stale = admin.post("/sign-in", &secret).await;
    assert_eq!(stale.status, StatusCode::FORBIDDEN);
    assert!(stale.text.contains("欧阳明月") && !stale.text.contains("很长的密码"), "{}", stale.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_in_gbk_is_refused_and_shows_what_it_said() {
    let installation = Installation::new().await;
    let mut admin = installation.sign_in(Role::Administrator).await;
    let token = token_of(&admin.get("/office/people").await.text).expect("a form");
    let person = "sign_in=oymy&title=&unit=&name=%C5%B7%D1%F4%C3%F7%D4%C2";
    let sent = format!("form_token={token}&{person}");
    let refused = admin.ask("POST", "/office/people", Some(sent), &[]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.text);
    assert!(
        refused.text.contains("不是用 UTF-8 编码") && refused.text.contains("欧阳明月"),
        "{}",
        refused.text
    );
    assert!(!admin.get("/office/people").await.text.contains("oymy"), "nobody was made of it");

    let token = token.as_bytes();
    let fields = [("form_token", token), ("title", &b"\xc5\xb7\xd1\xf4\xc3\xf7\xd4\xc2"[..])];
    let refused = admin.post_files("/office/people/roster", &fields, &[]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(
        refused.text.contains("不是用 UTF-8 编码") && refused.text.contains("欧阳明月"),
        "{}",
        refused.text
    );
}
