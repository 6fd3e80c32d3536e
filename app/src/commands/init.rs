//! `gongkai init`: a data folder with a school and a link for its first administrator.

use catalogue::actions::{AdoptEdition, MadeFrom, adopt_edition};
use clap::Args;
use identity::actions::{AddPerson, add_person, give_link};
use schools::SchoolSettings;
use schools::actions::{FoundSchool, found_school};
use store::{Actor, Context};
use terms::{AcademicYear, Role, SchoolId};
use web::Clock;

use super::Complaint;
use crate::house::House;
use crate::settings::Settings;

/// The first school of an installation, or another one.
#[derive(Debug, Args)]
pub struct Init {
    /// 学校代码，如 jn；大写的记成小写
    #[arg(long, value_parser = lower)]
    code: String,
    /// 学校名称
    #[arg(long)]
    name: String,
    /// 网站的主机名，如 xxgk.example.edu.cn
    #[arg(long)]
    host: Option<String>,
}

/// Codes are lower case; somebody types the school's abbreviation as it is printed.
fn lower(code: &str) -> Result<String, std::convert::Infallible> {
    Ok(code.to_ascii_lowercase())
}

/// Prints the one-time link on the last line of stdout.
pub async fn run(args: Init, settings: Settings) -> Result<u8, Complaint> {
    let hosts: Vec<String> = args.host.iter().cloned().collect();
    schools::rules::check_school(&args.code, &args.name, &hosts).map_err(|reasons| {
        let sentences: Vec<_> = reasons.iter().map(ToString::to_string).collect();
        Complaint::usage(sentences.join("\n"))
    })?;
    let house = House::make(settings).await?;
    let mut reader = house.store.reader().await.map_err(Complaint::refused)?;
    if schools::by_code(&mut reader, &args.code).await.map_err(Complaint::refused)?.is_some() {
        return Err(Complaint::refused(format!("代码为 {} 的学校已经有了，没有改动任何东西", args.code)));
    }
    drop(reader);
    let now = Clock::system().now();
    let public_url = args.host.as_ref().map(|host| format!("https://{host}")).unwrap_or_default();
    let school = FoundSchool {
        code: args.code,
        name: args.name,
        hosts,
        settings: SchoolSettings { public_url, ..SchoolSettings::default() },
    };
    let operator = Context::new(SchoolId(0), Actor::Operator, now);
    let id = found_school(&house.store, &operator, school).await.map_err(Complaint::refused)?;
    let context = Context::new(id, Actor::Operator, now);
    adopt(&house, &context).await?;
    let administrator = AddPerson {
        sign_in: "admin".to_owned(),
        name: "系统管理员".to_owned(),
        is_staff: true,
        roles: vec![(Role::Administrator, None)],
        ..AddPerson::default()
    };
    let person = add_person(&house.store, &context, &administrator).await.map_err(Complaint::refused)?;
    let link = give_link(&house.store, &context, person).await.map_err(Complaint::refused)?;
    let base = args.host.map_or("http://127.0.0.1:8080".to_owned(), |host| format!("https://{host}"));
    eprintln!("学校建好了。启动网站：gongkai serve --listen 127.0.0.1:8080");
    eprintln!("第一位系统管理员的登录名是 admin。请在一小时内打开下面的链接设密码，链接只能用一次：");
    println!("{base}/link/{}", link.reveal());
    Ok(0)
}

async fn adopt(house: &House, context: &Context) -> Result<(), Complaint> {
    let adopt = AdoptEdition {
        year: AcademicYear::of(context.today()),
        owner: None,
        from: MadeFrom::National(catalogue::SchoolType::Vocational),
        note: String::new(),
    };
    adopt_edition(&house.store, context, &adopt).await.map(drop).map_err(Complaint::refused)
}
