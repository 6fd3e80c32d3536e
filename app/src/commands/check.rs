//! `gongkai check`: names what is wrong.

use std::collections::HashSet;

use super::{Complaint, open};
use crate::house::House;
use crate::settings::Settings;

/// Exits with 1 where something is wrong, a line each.
pub async fn run(settings: Settings) -> Result<u8, Complaint> {
    let house = open(settings).await?;
    let wrong = wrongs(&house).await.map_err(Complaint::refused)?;
    for line in &wrong {
        println!("{line}");
    }
    if wrong.is_empty() {
        println!("没有发现问题");
    }
    Ok(u8::from(!wrong.is_empty()))
}

async fn wrongs(house: &House) -> Result<Vec<String>, store::Failure> {
    let mut wrong = Vec::new();
    let mut reader = house.store.reader().await?;
    let mut named: HashSet<String> = publishing::file_hashes(&mut reader).await?.into_iter().collect();
    named.extend(importing::file_hashes(&mut reader).await?);
    drop(reader);
    for hash in named {
        let Ok(hash) = hash.parse::<files::FileHash>() else { continue };
        if let Err(error) = house.files.get(&hash).await {
            wrong.push(format!("附件文件 {hash} 读不出来：{error}"));
        }
    }
    Ok(wrong)
}
