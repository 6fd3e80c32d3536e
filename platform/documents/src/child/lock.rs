//! What locks the child in: no file is opened, no socket made, no program started,
//! from before the first byte of a stranger's file is read.

use std::thread;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, LandlockStatus, Ruleset, RulesetAttr, Scope,
};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

/// What the kernel gives to lock a child in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Landlock: no path can be opened, no port reached.
    pub paths: bool,
    /// Seccomp: no other calls of the kernel than reading needs.
    pub calls: bool,
}

/// Locks this thread in for good, with whatever the kernel has.
pub(super) fn close() -> Lock {
    // Paths first: the filter leaves no call to lock them with.
    let paths = paths().is_some();
    Lock { paths, calls: calls().is_some() }
}

/// What this machine has: tried on a thread of its own, since there is no way back.
pub fn of_this_machine() -> Lock {
    thread::spawn(close).join().unwrap_or(Lock { paths: false, calls: false })
}

/// The newest rules of Landlock; an older kernel takes what it knows of them.
fn paths() -> Option<()> {
    let newest = ABI::V9;
    let locked = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(newest))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(newest)))
        .and_then(|rules| rules.scope(Scope::from_all(newest)))
        .and_then(|rules| rules.create())
        .and_then(|rules| rules.restrict_self())
        .ok()?;
    matches!(locked.landlock, LandlockStatus::Available { .. }).then_some(())
}

fn calls() -> Option<()> {
    let allowed = NEEDED.iter().map(|call| (*call, Vec::new())).collect();
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let machine = std::env::consts::ARCH.try_into().ok()?;
    let filter = SeccompFilter::new(allowed, refused, SeccompAction::Allow, machine).ok()?;
    let filter: BpfProgram = filter.try_into().ok()?;
    seccompiler::apply_filter(&filter).ok()
}

/// What reading takes: the pipes that are open, memory, the clock, an end. Any other
/// call is answered with "not permitted".
const NEEDED: [libc::c_long; 35] = [
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_fcntl,
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getrandom,
    libc::SYS_getrlimit,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_restart_syscall,
    libc::SYS_tgkill,
    libc::SYS_exit,
    libc::SYS_exit_group,
];
