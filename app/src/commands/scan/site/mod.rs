//! A whole web site, read as its visitors see it: page after page, one request at a time, within bounds
//! that the command sets. Nothing of another host is asked for, and what wasn't read is told.

mod address;
mod charset;
mod fetch;
mod frontier;
mod gate;
mod journal;
mod read;
mod robots;
mod scope;
mod section;
mod sitemap;
mod start;
mod visit;
mod walk;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

pub use journal::Journal;
pub use start::scan;

/// How far and how fast a site is read.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "读网站时")]
pub struct SiteArgs {
    /// 两次请求之间停几秒
    #[arg(long, default_value_t = 0.5, value_name = "SECONDS", value_parser = seconds)]
    delay: f64,
    /// 最多读多少个网页和文件
    #[arg(long, default_value_t = 5000, value_name = "N")]
    max_pages: usize,
    /// 从首页起最多点几次链接
    #[arg(long, default_value_t = 100, value_name = "N")]
    max_depth: u32,
    /// 一个文件最大多少 MB
    #[arg(long, default_value_t = 50, value_name = "MB", value_parser = clap::value_parser!(u64).range(1..=1024))]
    max_size: u64,
    /// 最多读多少分钟
    #[arg(long, default_value_t = 360, value_name = "MINUTES")]
    max_time: u64,
    /// 多少秒没有应答就不等了
    #[arg(long, default_value_t = 30, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// 只读这个目录下面的网页（附件和图片在哪里都读）
    #[arg(long)]
    below: bool,
    /// 也读这个主机，如放附件的（可以写几次）
    #[arg(long, value_name = "HOST")]
    also_host: Vec<String>,
    /// 不检查网站的证书
    #[arg(long)]
    insecure: bool,
    /// 读到哪里记在这个文件里；中途断了，用同一个文件再运行就接着读
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "要写成秒数，如 0.5".to_owned())?;
    (0.0..=60.0).contains(&seconds).then_some(seconds).ok_or_else(|| "要在 0 到 60 秒之间".to_owned())
}

impl SiteArgs {
    fn pause(&self) -> Duration {
        Duration::from_secs_f64(self.delay)
    }
}
