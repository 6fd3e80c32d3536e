//! `gongkai user …`: accounts, by whoever runs the host.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use identity::actions::{AddPerson, add_person, dismiss_person, give_link};
use identity::{LinkTerm, PeopleFilter};
use store::{Actor, Context};
use terms::Role;
use web::Clock;

use super::{Complaint, open};
use crate::house::House;
use crate::settings::Settings;

/// Accounts.
#[derive(Debug, Args)]
pub struct User {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// 添一个人，打印设密码的一次性链接
    Add {
        /// 登录名
        sign_in: String,
        /// 姓名
        #[arg(long)]
        name: String,
        /// 角色，如 office 或 liaison:jwc，可写几次
        #[arg(long)]
        role: Vec<String>,
    },
    /// 给一个人新的一次性链接
    Link {
        /// 登录名
        sign_in: String,
    },
    /// 停用一个人
    Dismiss {
        /// 登录名
        sign_in: String,
    },
    /// 用名册（.csv 或 .xlsx）添很多人，最后一行是计数
    Import {
        /// 名册
        file: PathBuf,
        /// 只检查，不放进去
        #[arg(long)]
        dry_run: bool,
        /// 给名册里还没设密码的人一次性链接，写到这个文件
        #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
        links: Option<PathBuf>,
        /// 链接多久有效：hour、day 或 week
        #[arg(long, default_value = "day", requires = "links")]
        valid: String,
    },
    /// 列出所有人
    List,
}

/// Every change is an action of the host's operator.
pub async fn run(args: User, settings: Settings) -> Result<u8, Complaint> {
    let house = open(settings).await?;
    let school = house.school().await?;
    let context = Context::new(school.id, Actor::Operator, Clock::system().now());
    match args.verb {
        Verb::Add { sign_in, name, role } => {
            let mut roles = Vec::new();
            for text in role {
                roles.push(parse_role(&house, &context, &text).await?);
            }
            let person = AddPerson { sign_in, name, is_staff: true, roles, ..AddPerson::default() };
            let id = add_person(&house.store, &context, &person).await.map_err(Complaint::refused)?;
            let link = give_link(&house.store, &context, id).await.map_err(Complaint::refused)?;
            println!("/link/{}", link.reveal());
        }
        Verb::Link { sign_in } => {
            let id = find(&house, &context, &sign_in).await?;
            let link = give_link(&house.store, &context, id).await.map_err(Complaint::refused)?;
            println!("/link/{}", link.reveal());
        }
        Verb::Dismiss { sign_in } => {
            let id = find(&house, &context, &sign_in).await?;
            dismiss_person(&house.store, &context, id).await.map_err(Complaint::refused)?;
            println!("已停用 {sign_in}");
        }
        Verb::Import { file, dry_run, links, valid } => {
            let term = LinkTerm::from_code(&valid)
                .ok_or_else(|| Complaint::usage("--valid 只能是 hour、day 或 week"))?;
            return super::roster::run(&house, &context, &file, dry_run, links.as_deref(), term).await;
        }
        Verb::List => list(&house, &context).await?,
    }
    Ok(0)
}

async fn find(house: &House, context: &Context, sign_in: &str) -> Result<terms::PersonId, Complaint> {
    let mut reader = house.store.reader().await.map_err(Complaint::refused)?;
    let person = identity::person_by_sign_in(&mut reader, context.school, sign_in)
        .await
        .map_err(Complaint::refused)?;
    person.map(|person| person.id).ok_or_else(|| Complaint::refused(format!("没有登录名为 {sign_in} 的人")))
}

async fn parse_role(
    house: &House,
    context: &Context,
    text: &str,
) -> Result<(Role, Option<terms::UnitId>), Complaint> {
    let (role, unit) = text.split_once(':').map_or((text, None), |(role, unit)| (role, Some(unit)));
    let role = Role::from_code(role).ok_or_else(|| {
        let codes: Vec<_> = Role::ALL.iter().map(|role| role.code()).collect();
        Complaint::usage(format!("没有“{role}”这个角色，可用：{}", codes.join("、")))
    })?;
    let Some(code) = unit else { return Ok((role, None)) };
    let mut reader = house.store.reader().await.map_err(Complaint::refused)?;
    let unit = schools::unit_by_code(&mut reader, context.school, code).await.map_err(Complaint::refused)?;
    let unit = unit.ok_or_else(|| Complaint::usage(format!("没有代码为 {code} 的部门")))?;
    Ok((role, Some(unit.id)))
}

async fn list(house: &House, context: &Context) -> Result<(), Complaint> {
    let mut reader = house.store.reader().await.map_err(Complaint::refused)?;
    let people = identity::people(&mut reader, context.school, &PeopleFilter::default(), 0, i64::MAX)
        .await
        .map_err(Complaint::refused)?;
    for person in people {
        println!("{}\t{}\t{}", person.sign_in, person.name, person.state.name());
    }
    Ok(())
}
