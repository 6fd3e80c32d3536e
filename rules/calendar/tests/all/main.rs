//! The calendar against transcribed notices and against notices as they are pasted.

mod announced;
mod transcribed;
