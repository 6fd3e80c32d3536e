//! The program: reads the command line and hands over.

fn main() -> std::process::ExitCode {
    gongkai::run()
}
