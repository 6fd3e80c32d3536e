//! `gongkai user import`: people in a file.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use documents::sheets::write::{Sheet, csv};
use identity::roster::{self, Counts};
use identity::rules::roster::{Line, Problem};
use identity::{LinkTerm, actions};
use store::Context;
use terms::PersonId;

use super::{Complaint, unread};
use crate::house::House;

/// Takes a roster in, or only checks it. The last line of stdout are the counts.
pub async fn run(
    house: &House,
    context: &Context,
    file: &Path,
    dry_run: bool,
    links: Option<&Path>,
    term: LinkTerm,
) -> Result<u8, Complaint> {
    let name = file.display().to_string();
    let content = fs::read(file).map_err(|error| Complaint::usage(format!("{name} {}", unread(&error))))?;
    let lines = roster::read(&house.intake, &name, content.into())
        .await
        .map_err(|error| Complaint::usage(format!("{name}：{error}")))?
        .lines;
    let (counts, invited) = if dry_run {
        let planned = roster::plan(&house.store, context, lines).await.map_err(Complaint::refused)?;
        for one in &planned {
            complain(&one.line, one.step.as_ref().err().map_or(&[][..], Vec::as_slice));
        }
        (Counts::of(&planned), Vec::new())
    } else {
        let taken = roster::take_in(&house.store, context, lines).await.map_err(Complaint::refused)?;
        for (line, problems) in &taken.rejected {
            complain(line, problems);
        }
        (taken.counts, taken.invited)
    };
    if let Some(path) = links {
        write_links(house, context, &invited, term, path).await?;
    }
    println!("{}", serde_json::to_string(&counts).map_err(Complaint::refused)?);
    Ok(u8::from(counts.rejected > 0))
}

fn complain(line: &Line, problems: &[Problem]) {
    for problem in problems {
        let column = if problem.column.is_empty() { String::new() } else { format!(" {}", problem.column) };
        eprintln!("第{}行{column}：{}", line.line, problem.refusal);
    }
}

/// A table of links, for the eyes of whoever ran the command alone.
async fn write_links(
    house: &House,
    context: &Context,
    invited: &[PersonId],
    term: LinkTerm,
    path: &Path,
) -> Result<(), Complaint> {
    let base = house.settings.public_url.trim_end_matches('/');
    let mut rows = Vec::new();
    for id in invited {
        let invitation = actions::invite(&house.store, context, *id, term).await;
        if let Some(one) = invitation.map_err(Complaint::refused)? {
            let link = format!("{base}{}", identity::sign_in_path(&one.secret));
            let until = web::format::long_instant(one.expires_at);
            rows.push([one.person.sign_in, one.person.name, link, until].map(Into::into).into());
        }
    }
    let header = ["登录名", "姓名", "设密码的链接", "有效到"].map(str::to_owned).into();
    let table = csv(&Sheet { name: "链接".into(), header, rows }).map_err(Complaint::refused)?;
    let wrong = |error| Complaint::refused(format!("{} 写不了：{error}", path.display()));
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path).map_err(wrong)?;
    file.write_all(&table).and_then(|()| file.sync_all()).map_err(wrong)
}
