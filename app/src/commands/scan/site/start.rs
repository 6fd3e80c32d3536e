//! Where a site begins: the address that was named on the command line.

use std::io::{self, Write};

use url::Url;

use super::walk::{Bench, Walk};
use super::{Journal, SiteArgs, address};
use crate::commands::scan::Readers;
use crate::commands::scan::stop::Stop;
use crate::commands::scan::told::{Source, Told};

/// Reads an address: one file or page where it names one, the whole site where it names a folder.
/// Whether all of it was read that is known of.
///
/// # Errors
///
/// Where the output or the journal can't be written, or no connection can be made at all.
pub fn scan(
    address: &str,
    args: &SiteArgs,
    (readers, stop): (&Readers<'_>, &Stop),
    journal: Option<&mut Journal>,
    told: &mut Told<'_>,
    err: &mut dyn Write,
) -> io::Result<bool> {
    let Some(url) = Url::parse(address).ok().and_then(address::canonical) else {
        let source = Source { file: address.to_owned(), ..Source::default() };
        return told.unreadable(&source, "body", "网址写错了，或里面有用户名和密码").map(|()| true);
    };
    let follows = address::is_folder(&url);
    let mut walk = Walk::new(url, follows, Bench { args, readers, stop, journal })?;
    let is_whole = walk.run(told)?;
    if follows {
        // Who reads only the lines misses nothing of them.
        writeln!(err, "{}", walk.summary()).ok();
    }
    Ok(is_whole)
}
