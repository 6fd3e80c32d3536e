//! `gongkai rebuild`: what is local is thrown away and built anew.

use std::time::Duration;

use clap::Args;

use super::progress::Progress;
use super::{Complaint, open};
use crate::house::{self, HouseError};
use crate::rebuilds::{self, NO_COUNTERS, Part, Request};
use crate::settings::Settings;

/// What to rebuild.
#[derive(Debug, Args)]
pub struct Rebuild {
    /// 重建哪一样；不写就是全部
    part: Option<Part>,
}

const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Beside a running server it asks the server and waits; otherwise it does it itself.
pub async fn run(args: Rebuild, settings: Settings) -> Result<u8, Complaint> {
    house::look(&settings)?;
    let parts = args.part.map_or(Part::ALL.to_vec(), |part| vec![part]);
    for part in parts {
        println!("{}", rebuild(part, &settings).await?);
    }
    Ok(0)
}

async fn rebuild(part: Part, settings: &Settings) -> Result<String, Complaint> {
    let mut progress = Progress::new();
    let mut request: Option<Request> = None;
    loop {
        match house::lock(&settings.data) {
            Ok(_held) => {
                if let Some(request) = request {
                    request.withdraw();
                }
                return alone(part, settings, progress).await;
            }
            Err(HouseError::Locked(_)) => {}
            Err(error) => return Err(error.into()),
        }
        if request.is_none() {
            request = Some(Request::lay(&settings.data, part).map_err(Complaint::refused)?);
        }
        for _ in 0..10 {
            if let Some(answer) = request.as_ref().and_then(Request::answer) {
                return Ok(answer);
            }
            if let Some((done, of)) = request.as_ref().and_then(Request::progress) {
                progress.say(|| how_far(done, of));
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}

fn how_far(done: i64, of: i64) -> String {
    format!("检索索引：读到第 {done} 条记录，共 {of} 条")
}

/// No server runs on the folder, and none can start before this ends.
async fn alone(part: Part, settings: &Settings, mut progress: Progress) -> Result<String, Complaint> {
    match part {
        Part::Search => {
            let house = open(settings.clone()).await?;
            let index = search::Index::open(&settings.data.join("index")).map_err(Complaint::refused)?;
            let told = |done, of| progress.say(|| how_far(done, of));
            let sentence =
                rebuilds::rebuild_search(&index, &house, told).await.map_err(Complaint::refused)?;
            house.store.close().await;
            Ok(sentence)
        }
        Part::Pages => Ok("网页：只在运行着的网站的内存里，现在没有网站在运行，不用重建".to_owned()),
        Part::Counters => Ok(NO_COUNTERS.to_owned()),
    }
}
