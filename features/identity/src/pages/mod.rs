//! The pages of signing in, accounts and people.
