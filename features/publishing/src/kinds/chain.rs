//! The order of steps of a matter that is published step by step: 考察预告,
//! 任前公示, 任免.

use jiff::civil::Date;
use serde::Deserialize;
use thiserror::Error;

use super::Kind;

/// The steps of a kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// The choice that says which step a publication is.
    pub field: String,
    /// The steps in their order.
    pub stages: Vec<Stage>,
}

/// A step.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its name, one of the field's choices.
    pub name: String,
    /// Whether a later step may come without it.
    #[serde(default)]
    pub is_optional: bool,
    /// Whether it may come more than once.
    #[serde(default)]
    pub repeats: bool,
}

/// A step of the same matter that was released before.
#[derive(Clone, Debug)]
pub struct Step {
    /// The code of its kind.
    pub kind: String,
    /// Which step.
    pub stage: String,
    /// The last day of its notice, where it had one.
    pub notice_ends_on: Option<Date>,
    /// Whether it was taken over from an old site, whose pages told no kind and no step: what
    /// went before it is not asked for.
    pub is_history: bool,
}

/// Why a step cannot come now.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChainRefusal {
    /// A step that goes before is missing.
    #[error("先要有“{0}”：在这条信息的页面上把它关联为“前一环节”；还没有公开的，先公开它。")]
    StepMissing(String),
    /// It came already.
    #[error("这一批的“{0}”已经发布过。要改内容，请修订那一条。")]
    StepRepeated(String),
    /// A later step came already.
    #[error("“{0}”已经发布，不能再补前面的步骤。")]
    StepPassed(String),
    /// A notice still runs.
    #[error("“{stage}”的公示到{until}才结束，期满后才能发布下一步。")]
    NoticeRunning {
        /// The step whose notice runs.
        stage: String,
        /// Its last day.
        until: Date,
    },
    /// What the kind follows is missing.
    #[error("先要有{0}：在这条信息的页面上把它关联为“前一环节”；还没有公开的，先公开它。")]
    KindMissing(String),
}

/// Whether step `stage` of `kind` may be released on `today` after `earlier`
/// steps of the same matter.
///
/// # Errors
/// Every reason against it.
pub fn check_step(kind: &Kind, stage: &str, earlier: &[Step], today: Date) -> Result<(), Vec<ChainRefusal>> {
    let mut refusals = vec![];
    let is_known = !earlier.iter().any(|step| step.is_history);
    if let Some(before) = kind.follows.as_deref().and_then(super::kind)
        && is_known
        && !earlier.iter().any(|step| step.kind == before.code)
    {
        refusals.push(ChainRefusal::KindMissing(before.name.clone()));
    }
    if let Some(chain) = &kind.chain {
        let released: Vec<&Step> = earlier.iter().filter(|step| step.kind == kind.code).collect();
        refusals.extend(out_of_order(chain, stage, &released, is_known));
    }
    let running = earlier.iter().filter_map(|step| Some((step, step.notice_ends_on?)));
    refusals.extend(
        running
            .filter(|(step, until)| *until >= today && step.stage != stage)
            .map(|(step, until)| ChainRefusal::NoticeRunning { stage: step.stage.clone(), until }),
    );
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

fn out_of_order(chain: &Chain, stage: &str, released: &[&Step], is_known: bool) -> Vec<ChainRefusal> {
    let Some(place) = chain.stages.iter().position(|s| s.name == stage) else { return vec![] };
    let is_released = |stage: &Stage| released.iter().any(|step| step.stage == stage.name);
    let (before, rest) = chain.stages.split_at(place);
    let (this, after) = (&rest[0], &rest[1..]);
    let missing = before.iter().filter(|stage| is_known && !stage.is_optional && !is_released(stage));
    let mut refusals: Vec<ChainRefusal> =
        missing.map(|stage| ChainRefusal::StepMissing(stage.name.clone())).collect();
    if !this.repeats && is_released(this) {
        refusals.push(ChainRefusal::StepRepeated(this.name.clone()));
    }
    if !this.repeats
        && let Some(passed) = after.iter().find(|stage| is_released(stage))
    {
        refusals.push(ChainRefusal::StepPassed(passed.name.clone()));
    }
    refusals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::kind;
    use ChainRefusal::*;
    use jiff::civil::date;

    fn step(kind: &str, stage: &str) -> Step {
        Step { kind: kind.into(), stage: stage.into(), notice_ends_on: None, is_history: false }
    }

    fn refusals(code: &str, stage: &str, earlier: &[Step]) -> Vec<ChainRefusal> {
        check_step(kind(code).unwrap(), stage, earlier, date(2026, 3, 10)).err().unwrap_or_default()
    }

    #[test]
    fn cadres_are_announced_in_three_steps() {
        let cadre = |stage: &str| step("cadre_notice", stage);
        let both = [StepMissing("考察预告".into()), StepMissing("任前公示".into())];
        for (stage, earlier, expected) in [
            ("考察预告", vec![], vec![]),
            ("任前公示", vec![], vec![both[0].clone()]),
            ("任免", vec![], both.to_vec()),
            ("任免", vec![cadre("考察预告")], vec![both[1].clone()]),
            ("任免", vec![cadre("考察预告"), cadre("任前公示")], vec![]),
            ("考察预告", vec![cadre("考察预告")], vec![StepRepeated("考察预告".into())]),
            (
                "任前公示",
                vec![cadre("考察预告"), cadre("任前公示"), cadre("任免")],
                vec![StepRepeated("任前公示".into()), StepPassed("任免".into())],
            ),
        ] {
            assert_eq!(refusals("cadre_notice", stage, &earlier), expected, "{stage} after {earlier:?}");
        }
    }

    #[test]
    fn the_next_step_waits_for_the_end_of_the_notice() {
        let notice = |until| Step { notice_ends_on: Some(until), ..step("cadre_notice", "任前公示") };
        let earlier = |until| [step("cadre_notice", "考察预告"), notice(until)];
        assert_eq!(refusals("cadre_notice", "任免", &earlier(date(2026, 3, 9))), []);
        assert_eq!(
            refusals("cadre_notice", "任免", &earlier(date(2026, 3, 10))),
            [NoticeRunning { stage: "任前公示".into(), until: date(2026, 3, 10) }]
        );
    }

    #[test]
    fn what_may_repeat_and_be_left_out_does() {
        let progress = [step("recruitment", "公告"), step("recruitment", "过程通报")];
        assert_eq!(refusals("recruitment", "过程通报", &progress), []);
        assert_eq!(refusals("recruitment", "结果公示", &progress[..1]), []);
        assert_eq!(refusals("recruitment", "过程通报", &[]), [StepMissing("公告".into())]);
    }

    #[test]
    fn a_result_follows_its_procurement() {
        let result = "中标（成交）结果公告";
        assert_eq!(refusals("procurement_result", result, &[]), [KindMissing("采购与招标公告".into())]);
        assert_eq!(refusals("procurement_result", result, &[step("procurement", "采购公告")]), []);
    }

    #[test]
    fn what_was_taken_over_from_an_old_site_stands_for_what_went_before_it() {
        let old = Step { is_history: true, ..step("general", "") };
        assert_eq!(refusals("procurement_result", "合同公告", std::slice::from_ref(&old)), []);
        assert_eq!(refusals("cadre_notice", "任免", std::slice::from_ref(&old)), []);
        let twice = [old, step("cadre_notice", "任免")];
        assert_eq!(refusals("cadre_notice", "任免", &twice), [StepRepeated("任免".into())]);
    }
}
