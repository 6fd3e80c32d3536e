//! What was taken out of a file, in the words of people.

use std::collections::BTreeMap;

/// Things that are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    Comments,
    Revisions,
    HiddenText,
    HiddenRows,
    HiddenColumns,
    Formulas,
    FormulasWithoutResult,
    Names,
    Embedded,
    Links,
    Notes,
    Fields,
    Scripts,
    Attachments,
}

/// What was taken out.
#[derive(Debug, Default)]
pub(super) struct Removed {
    counted: BTreeMap<Thing, usize>,
    others: Vec<String>,
}

impl Removed {
    pub fn count(&mut self, thing: Thing, number: usize) {
        *self.counted.entry(thing).or_default() += number;
    }

    /// Something said in words, once.
    pub fn add(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.others.contains(&what) {
            self.others.push(what);
        }
    }

    pub fn told(self) -> Vec<String> {
        let counted = self.counted.into_iter().filter(|(_, number)| *number > 0);
        counted.map(|(thing, number)| thing.told(number)).chain(self.others).collect()
    }
}

impl Thing {
    fn told(self, number: usize) -> String {
        match self {
            Thing::Comments => format!("{number}条批注"),
            Thing::Revisions => format!("{number}处修订记录"),
            Thing::HiddenText => format!("{number}处隐藏文字"),
            Thing::HiddenRows => format!("{number}个隐藏行的内容"),
            Thing::HiddenColumns => format!("{number}个隐藏列的内容"),
            Thing::Formulas => format!("{number}个公式（只留结果）"),
            Thing::FormulasWithoutResult => {
                format!(
                    "{number}个没有存下结果的公式（单元格空了；请用 Excel 或 WPS 打开原表存一次，再遮盖）"
                )
            }
            Thing::Names => format!("{number}个名称"),
            Thing::Embedded => format!("{number}个嵌入的文件"),
            Thing::Links => format!("{number}个链接的地址"),
            Thing::Notes => format!("{number}条注释"),
            Thing::Fields => format!("{number}个表单项"),
            Thing::Scripts => format!("{number}段脚本或自动动作"),
            Thing::Attachments => format!("{number}个夹带的附件"),
        }
    }
}
