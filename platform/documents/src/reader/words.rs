//! The places of documents in the words of people.

/// The name of a part, or of a cell, as people say it: `comments` is 批注, `p. 3` is 第3页.
pub fn in_words(place: &str) -> String {
    if let Some((file, inside)) = place.rsplit_once(": ") {
        return format!("{}：{}", in_words(file), in_words(inside));
    }
    for (end, words) in [
        (" (hidden)", "（隐藏）"),
        (" (deleted)", "（已删去）"),
        (" (fields)", "（域和链接）"),
        (" (notes)", "（标注）"),
        (" (scan)", "（机器认读）"),
    ] {
        if let Some(place) = place.strip_suffix(end) {
            return in_words(place) + words;
        }
    }
    for (start, before, after) in
        [("p. ", "第", "页"), ("slide ", "第", "张幻灯片"), ("embedded ", "嵌入的", "")]
    {
        if let Some(rest) = place.strip_prefix(start) {
            return format!("{before}{rest}{after}");
        }
    }
    let known = NAMES.iter().find(|(name, _)| *name == place);
    known.map_or(place, |(_, words)| words).to_owned()
}

const NAMES: [(&str, &str); 34] = [
    ("body", "正文"),
    ("comments", "批注"),
    ("header", "页眉"),
    ("footer", "页脚"),
    ("footnotes", "脚注"),
    ("endnotes", "尾注"),
    ("glossary", "构建基块"),
    ("notes", "备注"),
    ("master", "母版"),
    ("charts", "图表"),
    ("drawings", "图形"),
    ("properties", "文件属性"),
    ("links", "链接"),
    ("macros", "宏"),
    ("form", "表单"),
    ("scripts", "脚本"),
    ("attachments", "夹带的附件"),
    ("attachment", "夹带的附件"),
    ("names", "文件名"),
    ("defined names", "工作表和区域的名称"),
    ("sheet details", "页眉页脚和填写提示"),
    ("connections", "数据连接"),
    ("external links", "外部链接里存的值"),
    ("pivot cache", "数据透视表里存的数据"),
    ("data model", "数据模型"),
    ("pictures", "图片"),
    ("picture details", "图片信息"),
    ("media", "录音录像"),
    ("page source", "网页源代码"),
    ("alternatives", "替代文字"),
    ("outline", "书签"),
    ("tags", "标引"),
    ("macro text", "宏里的文字"),
    ("header drawings", "页眉里的图形"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_said_in_words() {
        for (place, words) in [
            ("body", "正文"),
            ("body (hidden)", "正文（隐藏）"),
            ("p. 3", "第3页"),
            ("p. 3 (scan)", "第3页（机器认读）"),
            ("slide 2", "第2张幻灯片"),
            ("Sheet2!C14 (hidden)", "Sheet2!C14（隐藏）"),
            ("收支总表!B2", "收支总表!B2"),
            ("inner.zip/a.docx: comments", "inner.zip/a.docx：批注"),
            ("embedded a.xlsx: 表1!A1", "嵌入的a.xlsx：表1!A1"),
        ] {
            assert_eq!(in_words(place), words);
        }
    }
}
