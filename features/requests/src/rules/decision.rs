//! The kinds of decisions (答复种类), each with its ground and its row in the national form
//! (国办公开办函〔2021〕30号).

/// A kind of decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Decision {
    /// 已主动公开，告知途径
    AlreadyPublic,
    /// 予以公开
    Granted,
    /// 部分公开
    Partial,
    /// 不予公开：国家秘密
    StateSecret,
    /// 不予公开：其他法律行政法规禁止公开
    LawForbids,
    /// 不予公开：三安全一稳定
    Safety,
    /// 不予公开：保护第三方合法权益
    ThirdParty,
    /// 不予公开：内部事务信息
    Internal,
    /// 不予公开：过程性信息
    Process,
    /// 不予公开：行政执法案卷
    Enforcement,
    /// 不予公开：行政查询事项
    SpecialLaw,
    /// 无法提供：不掌握或不存在
    NotHeld,
    /// 无法提供：需要另行制作
    NeedsMaking,
    /// 无法提供：补正后仍不明确
    StillUnclear,
    /// 不予处理：信访举报投诉类
    Petition,
    /// 不予处理：重复申请
    Duplicate,
    /// 不予处理：要求提供公开出版物
    Publication,
    /// 不予处理：无正当理由大量反复申请
    Excessive,
    /// 不予处理：要求确认或重新出具
    ReConfirm,
    /// 其他处理：逾期不补正
    Abandoned,
    /// 其他处理：逾期不缴费
    FeeUnpaid,
    /// 其他处理：其他，撤回在内
    Other,
}

/// What the form calls a group of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// （一）予以公开
    Granted,
    /// （二）部分公开
    Partial,
    /// （三）不予公开
    Refused,
    /// （四）无法提供
    NotPossible,
    /// （五）不予处理
    NotHandled,
    /// （六）其他处理
    Other,
}

impl Group {
    /// The groups in the order of the form.
    pub const ALL: [Group; 6] =
        [Group::Granted, Group::Partial, Group::Refused, Group::NotPossible, Group::NotHandled, Group::Other];

    /// As the form says it.
    pub fn name(self) -> &'static str {
        match self {
            Group::Granted => "（一）予以公开",
            Group::Partial => "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            Group::Refused => "（三）不予公开",
            Group::NotPossible => "（四）无法提供",
            Group::NotHandled => "（五）不予处理",
            Group::Other => "（六）其他处理",
        }
    }
}

/// A row of the table of decisions.
struct Row {
    decision: Decision,
    code: &'static str,
    /// For people who choose.
    name: &'static str,
    /// Its row in the form; empty where the group has but one.
    row: &'static str,
    group: Group,
    /// The law, as the letter quotes it.
    law: &'static str,
    /// What the letter says, blanks in 【】.
    finding: &'static str,
}

const TABLE: [Row; 22] = [
    Row {
        decision: Decision::Granted,
        code: "granted",
        name: "予以公开",
        row: "",
        group: Group::Granted,
        law: "《政府信息公开条例》第三十六条第二项",
        finding: "您申请的信息予以公开，见附件。",
    },
    Row {
        decision: Decision::AlreadyPublic,
        code: "already_public",
        name: "已经公开，告诉在哪里",
        row: "",
        group: Group::Granted,
        law: "《政府信息公开条例》第三十六条第一项",
        finding: "您申请的信息本校已经主动公开，可以在【填写：网址或地点】查阅。",
    },
    Row {
        decision: Decision::Partial,
        code: "partial",
        name: "部分公开",
        row: "",
        group: Group::Partial,
        law: "《政府信息公开条例》第三十七条",
        finding: "您申请的信息中，【填写：能公开的部分】予以公开，见附件；【填写：不公开的部分】因【填写：理由】，\
                  不予公开，已作区分处理。",
    },
    Row {
        decision: Decision::StateSecret,
        code: "state_secret",
        name: "属于国家秘密",
        row: "1.属于国家秘密",
        group: Group::Refused,
        law: "《高等学校信息公开办法》第十条第一项",
        finding: "您申请的信息属于国家秘密，不予公开。",
    },
    Row {
        decision: Decision::LawForbids,
        code: "law_forbids",
        name: "法律、行政法规禁止公开",
        row: "2.其他法律行政法规禁止公开",
        group: Group::Refused,
        law: "《高等学校信息公开办法》第十条第四项",
        finding: "根据【填写：法律、行政法规的名称和条款】，您申请的信息禁止公开，不予公开。",
    },
    Row {
        decision: Decision::Safety,
        code: "safety",
        name: "危及国家安全、公共安全、经济安全和社会稳定",
        row: "3.危及“三安全一稳定”",
        group: Group::Refused,
        law: "《政府信息公开条例》第十四条",
        finding: "您申请的信息公开后可能危及【填写：国家安全、公共安全、经济安全或社会稳定】，不予公开。理由是\
                  【填写：理由】。",
    },
    Row {
        decision: Decision::ThirdParty,
        code: "third_party",
        name: "涉及第三方的商业秘密、个人隐私",
        row: "4.保护第三方合法权益",
        group: Group::Refused,
        law: "《高等学校信息公开办法》第十条第二、三项",
        finding: "您申请的信息涉及第三方的【填写：商业秘密或个人隐私】，第三方【填写：不同意公开】，且不公开不会对\
                  公共利益造成重大影响，不予公开。",
    },
    Row {
        decision: Decision::Internal,
        code: "internal",
        name: "三类内部事务信息",
        row: "5.属于三类内部事务信息",
        group: Group::Refused,
        law: "《政府信息公开条例》第十六条第一款",
        finding: "您申请的信息属于【填写：人事管理、后勤管理或内部工作流程】方面的内部事务信息，不予公开。",
    },
    Row {
        decision: Decision::Process,
        code: "process",
        name: "四类过程性信息",
        row: "6.属于四类过程性信息",
        group: Group::Refused,
        law: "《政府信息公开条例》第十六条第二款",
        finding: "您申请的信息属于【填写：讨论记录、过程稿、磋商信函或请示报告】，是过程性信息，不予公开。",
    },
    Row {
        decision: Decision::Enforcement,
        code: "enforcement",
        name: "行政执法案卷",
        row: "7.属于行政执法案卷",
        group: Group::Refused,
        law: "《政府信息公开条例》第十六条第二款",
        finding: "您申请的信息属于行政执法案卷，不予公开。",
    },
    Row {
        decision: Decision::SpecialLaw,
        code: "special_law",
        name: "查询另有规定",
        row: "8.属于行政查询事项",
        group: Group::Refused,
        law: "《政府信息公开条例》第三十六条第七项",
        finding: "您申请的信息，【填写：法律、行政法规】对获取办法另有规定，请按该规定向【填写：机构】查询。",
    },
    Row {
        decision: Decision::NotHeld,
        code: "not_held",
        name: "本校没有，或不归本校掌握",
        row: "1.本机关不掌握相关政府信息",
        group: Group::NotPossible,
        law: "《政府信息公开条例》第三十六条第四、五项",
        finding: "经检索【填写：检索了哪里、用了什么词】，本校没有您申请的信息。【填写：掌握信息的单位名称和联系方式，\
                  不知道就删去】",
    },
    Row {
        decision: Decision::NeedsMaking,
        code: "needs_making",
        name: "要另外加工才有",
        row: "2.没有现成信息需要另行制作",
        group: Group::NotPossible,
        law: "《政府信息公开条例》第三十八条",
        finding: "您申请的信息没有现成的，需要对已有信息加工、分析，不予提供。",
    },
    Row {
        decision: Decision::StillUnclear,
        code: "still_unclear",
        name: "补正后还是不明确",
        row: "3.补正后申请内容仍不明确",
        group: Group::NotPossible,
        law: "《政府信息公开条例》第三十条",
        finding: "您补正以后，申请的内容仍不明确，无法确定您要的信息，无法提供。",
    },
    Row {
        decision: Decision::Petition,
        code: "petition",
        name: "信访、投诉、举报，告知渠道",
        row: "1.信访举报投诉类申请",
        group: Group::NotHandled,
        law: "《政府信息公开条例》第三十九条第一款",
        finding: "您提出的是信访、投诉或举报事项，不作为信息公开申请处理。请通过【填写：渠道和联系方式】反映。",
    },
    Row {
        decision: Decision::Duplicate,
        code: "duplicate",
        name: "重复申请",
        row: "2.重复申请",
        group: Group::NotHandled,
        law: "《政府信息公开条例》第三十六条第六项",
        finding: "本校已经在【填写：日期】以【填写：文号】就同一事项答复过您，不予重复处理。",
    },
    Row {
        decision: Decision::Publication,
        code: "publication",
        name: "要公开出版物",
        row: "3.要求提供公开出版物",
        group: Group::NotHandled,
        law: "《政府信息公开条例》第三十九条第二款",
        finding: "您要求提供的是公开出版物，可以通过【填写：途径】获取。",
    },
    Row {
        decision: Decision::Excessive,
        code: "excessive",
        name: "没有正当理由大量反复申请",
        row: "4.无正当理由大量反复申请",
        group: Group::NotHandled,
        law: "《政府信息公开条例》第三十五条",
        finding: "您申请的数量、频次明显超过合理范围，您说明的理由不合理，不予处理。",
    },
    Row {
        decision: Decision::ReConfirm,
        code: "re_confirm",
        name: "要求确认或重新出具已经得到的信息",
        row: "5.要求行政机关确认或重新出具已获取信息",
        group: Group::NotHandled,
        law: "《政府信息公开条例》第三十六条第六项",
        finding: "您要求确认或者重新出具您已经获取的信息，不予处理。",
    },
    Row {
        decision: Decision::Abandoned,
        code: "abandoned",
        name: "逾期不补正",
        row: "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        group: Group::Other,
        law: "《政府信息公开条例》第三十条",
        finding: "您没有在告知的期限内补正，也没有说明正当理由，视为放弃申请，不再处理。",
    },
    Row {
        decision: Decision::FeeUnpaid,
        code: "fee_unpaid",
        name: "逾期没有缴费",
        row: "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        group: Group::Other,
        law: "《政府信息公开信息处理费管理办法》第七条",
        finding: "您没有在收费通知的期限内缴费，视为放弃申请，不再处理。",
    },
    Row {
        decision: Decision::Other,
        code: "other",
        name: "撤回和其他",
        row: "3.其他",
        group: Group::Other,
        law: "",
        finding: "【填写：怎样处理】",
    },
];

impl Decision {
    /// All of them, in the order of the form.
    pub fn all() -> impl Iterator<Item = Decision> {
        TABLE.iter().map(|row| row.decision)
    }

    /// Those that a letter tells: the others end a request without one.
    pub fn of_letters() -> impl Iterator<Item = Decision> {
        Decision::all()
            .filter(|one| !matches!(one, Decision::Abandoned | Decision::FeeUnpaid | Decision::Other))
    }

    fn line(self) -> &'static Row {
        // A test finds every decision in the table.
        TABLE.iter().find(|row| row.decision == self).unwrap_or(&TABLE[TABLE.len() - 1])
    }

    /// The word for the database and for forms.
    pub fn code(self) -> &'static str {
        self.line().code
    }

    /// The decision with this code.
    pub fn from_code(code: &str) -> Option<Decision> {
        TABLE.iter().find(|row| row.code == code).map(|row| row.decision)
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        self.line().name
    }

    /// Its row in the form; the group's name where that has but one.
    pub fn row(self) -> &'static str {
        self.line().row
    }

    /// The group of rows in which it is counted.
    pub fn group(self) -> Group {
        self.line().group
    }

    /// The law that the letter quotes.
    pub fn law(self) -> &'static str {
        self.line().law
    }

    /// What the letter says at first, with blanks to be filled in.
    pub fn finding(self) -> &'static str {
        self.line().finding
    }

    /// Whether the applicant does not get all that was asked for: then the letter names the way to
    /// reconsideration, which comes before a lawsuit (《行政复议法》第二十三条).
    pub fn is_refusal(self) -> bool {
        matches!(self.group(), Group::Partial | Group::Refused | Group::NotPossible | Group::NotHandled)
    }

    /// Whether the head of the office may sign it by the school's standing rule: what only tells
    /// where something is.
    pub fn is_routine(self) -> bool {
        matches!(
            self,
            Decision::AlreadyPublic | Decision::NotHeld | Decision::Petition | Decision::Publication
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_decision_has_one_line_with_its_ground() {
        let codes: HashSet<_> = Decision::all().map(Decision::code).collect();
        assert_eq!(codes.len(), TABLE.len());
        for decision in Decision::all() {
            assert_eq!(Decision::from_code(decision.code()), Some(decision));
            assert_eq!(decision.line().decision, decision);
            assert!(decision == Decision::Other || decision.law().starts_with('《'), "{}", decision.name());
        }
        let rows = |group: Group| Decision::all().filter(|one| one.group() == group).count();
        // The form: 1, 1, 8, 3, 5, 3 rows; what is public already counts with what is granted.
        assert_eq!(Group::ALL.map(rows), [2, 1, 8, 3, 5, 3]);
    }
}
