//! Where a site begins: the address that was named on the command line.

use std::io::{self, Write};

use url::Url;

use super::walk::{Bench, Walk};
use super::{SiteArgs, address};
use crate::commands::scan::Readers;
use crate::commands::scan::stop::Stop;
use crate::commands::scan::told::{Source, Told};

/// Reads an address: one file or page where it names one, the whole site where it names a folder.
///
/// # Errors
///
/// Where the output can't be written, or no connection can be made at all.
pub fn scan(
    address: &str,
    args: &SiteArgs,
    (readers, stop): (&Readers<'_>, &Stop),
    told: &mut Told<'_>,
    err: &mut dyn Write,
) -> io::Result<()> {
    let Some(url) = Url::parse(address).ok().and_then(address::canonical) else {
        let source = Source { file: address.to_owned(), ..Source::default() };
        return told.unreadable(&source, "body", "网址写错了，或里面有用户名和密码");
    };
    let follows = address::is_folder(&url);
    let mut walk = Walk::new(url, follows, Bench { args, readers, stop })?;
    walk.run(told)?;
    if follows {
        // Who reads only the lines misses nothing of them.
        writeln!(err, "{}", walk.summary()).ok();
    }
    Ok(())
}
