//! What was committed stays, whatever dies; what is built anew takes its place at once.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use search::{Index, IndexError};

use crate::made::{entry, found, index_of};

fn ids(range: std::ops::RangeInclusive<i64>) -> BTreeSet<i64> {
    range.collect()
}

#[test]
fn the_cursor_lies_in_the_commit_and_what_is_taken_out_is_gone() {
    let (folder, index) = index_of(&[entry(1, "国家奖学金", ""), entry(2, "学院章程", "")]);
    index.apply(&[entry(2, "大学章程", "")], &[1], 9).unwrap();
    drop(index);
    let again = Index::open(folder.path()).unwrap();
    assert_eq!(again.cursor(), 9);
    assert!(found(&again, "奖学金").is_empty() && found(&again, "学院").is_empty());
    assert_eq!(found(&again, "章程"), ids(2..=2));
}

#[test]
fn taking_the_same_twice_changes_nothing() {
    let twice = [entry(1, "学院章程", ""), entry(1, "大学章程", "")];
    let (_folder, index) = index_of(&twice);
    index.apply(&twice, &[], 1).unwrap();
    assert_eq!((found(&index, "章程"), found(&index, "学院")), (ids(1..=1), BTreeSet::new()));
}

#[test]
fn a_second_process_is_told_so_and_breaks_nothing() {
    let (folder, index) = index_of(&[entry(1, "学院章程", "")]);
    let refused = Index::open(folder.path()).err().unwrap();
    assert!(matches!(refused, IndexError::Held(_)));
    assert!(refused.to_string().contains("正被另一个 gongkai 进程使用"), "{refused}");
    assert_eq!(found(&index, "章程"), ids(1..=1));
    drop(index);
    assert_eq!(found(&Index::open(folder.path()).unwrap(), "章程"), ids(1..=1));
}

/// Where the other process of the next test finds the index.
const FOLDER: &str = "GONGKAI_TEST_INDEX";

#[test]
fn a_writer_that_is_killed_loses_nothing_it_committed() {
    if let Ok(folder) = std::env::var(FOLDER) {
        write_for_ever(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..4 {
        let said = written_until_killed(folder.path());
        let index = Index::open(folder.path()).unwrap();
        let cursor = index.cursor();
        assert!(cursor >= said, "{cursor} was kept, though {said} was said to be committed");
        assert_eq!(found(&index, "章程"), ids(1..=cursor), "the entries and the cursor fell together");
    }
}

/// Commits an entry after the other, from where the index stands.
fn write_for_ever(folder: &Path) -> ! {
    let index = Index::open(folder).unwrap();
    loop {
        let next = index.cursor() + 1;
        index.apply(&[entry(next, "学院章程", "正文")], &[], next).unwrap();
        println!("{next}");
    }
}

/// Starts this test in a process of its own and kills it after some commits.
/// Answers with the last that it told of.
fn written_until_killed(folder: &Path) -> i64 {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "lasting::a_writer_that_is_killed_loses_nothing_it_committed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    let last = lines.map_while(Result::ok).filter_map(|line| line.parse::<i64>().ok()).nth(9);
    writer.kill().unwrap();
    writer.wait().unwrap();
    last.expect("the writer came so far")
}

#[test]
fn a_damaged_index_is_made_anew() {
    for damage in [damage_meta, take_segments_away] {
        let (folder, index) = index_of(&[entry(1, "学院章程", "")]);
        drop(index);
        damage(&folder.path().join("1"));
        let again = Index::open(folder.path()).unwrap();
        assert_eq!((again.cursor(), found(&again, "").len()), (0, 0));
        again.apply(&[entry(1, "学院章程", "")], &[], 1).unwrap();
        assert_eq!(found(&again, "章程"), ids(1..=1));
    }
}

fn damage_meta(building: &Path) {
    std::fs::write(building.join("meta.json"), "{").unwrap();
}

fn take_segments_away(building: &Path) {
    for file in std::fs::read_dir(building).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension != "json") {
            std::fs::remove_file(path).unwrap();
        }
    }
}

#[test]
fn what_is_built_beside_takes_the_place_at_once() {
    let (folder, index) = index_of(&[entry(1, "学院章程", "")]);
    index.apply(&[entry(2, "大学章程", "")], &[], 2).unwrap();
    let beside = index.beside().unwrap();
    beside.apply(&[entry(1, "新的章程", "")], &[], 1).unwrap();
    assert!(!index.adopt(&beside, 2).unwrap(), "it lacks event 2");
    assert_eq!(found(&index, "新的"), BTreeSet::new(), "nobody sees it while it is built");
    beside.apply(&[entry(2, "大学章程", "")], &[], 2).unwrap();
    assert!(index.adopt(&beside, 2).unwrap());
    assert_eq!((found(&index, "新的"), index.cursor()), (ids(1..=1), 2));
    index.apply(&[entry(3, "三校章程", "")], &[], 3).unwrap();
    drop((index, beside));
    assert!(!folder.path().join("1").exists(), "the old one is gone");
    let again = Index::open(folder.path()).unwrap();
    assert_eq!((found(&again, "章程"), again.cursor()), (ids(1..=3), 3));
}

#[test]
fn an_index_ahead_of_a_restored_log_can_be_replaced() {
    let (_folder, index) = index_of(&[]);
    index.apply(&[], &[], 100).unwrap();
    let beside = index.beside().unwrap();
    beside.apply(&[entry(1, "学院章程", "")], &[], 7).unwrap();
    assert!(index.adopt(&beside, 7).unwrap());
    assert_eq!(index.cursor(), 7);
}

#[test]
fn a_rebuilding_cut_off_leaves_the_old_one_and_no_rubbish() {
    let (folder, index) = index_of(&[entry(1, "学院章程", "")]);
    index.beside().unwrap().apply(&[entry(2, "半截章程", "")], &[], 2).unwrap();
    drop(index);
    assert!(folder.path().join("2").exists());
    let again = Index::open(folder.path()).unwrap();
    assert_eq!(found(&again, "章程"), ids(1..=1));
    assert!(!folder.path().join("2").exists());
}
