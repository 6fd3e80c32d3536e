//! How far a command is, on a line of the terminal that is written over and gone at the end. Where
//! standard error is no terminal, nothing is said.

use std::io::{IsTerminal, Write};

/// Back to the beginning of the line, and empty.
const ANEW: &str = "\r\x1b[K";

/// The line.
pub struct Progress {
    is_terminal: bool,
    is_shown: bool,
}

impl Progress {
    /// A line on standard error.
    pub fn new() -> Progress {
        Progress { is_terminal: std::io::stderr().is_terminal(), is_shown: false }
    }

    /// Says how far it is now.
    pub fn say(&mut self, words: impl FnOnce() -> String) {
        if self.is_terminal {
            self.is_shown = true;
            let mut terminal = std::io::stderr().lock();
            // A terminal that is gone hears nothing.
            write!(terminal, "{ANEW}{}", words()).and_then(|()| terminal.flush()).ok();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            eprint!("{ANEW}");
        }
    }
}
