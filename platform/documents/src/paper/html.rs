//! A paper as a part of a page.

use super::{Block, Paper, Run, Table, written};
use crate::chart::Chart;
use crate::html::escape;

/// The paper as HTML, from its first heading to its signature. Columns of numbers
/// have the class `number`, the signature `signature`; nothing has a style.
pub fn html(paper: &Paper) -> String {
    let subtitle = paper.subtitle.iter().map(|text| format!("<p>{}</p>", escape(text)));
    let head = format!(
        "<header><h1>{}</h1>{}</header>\n",
        escape(&paper.title).replace('\n', "<br>"),
        subtitle.collect::<String>()
    );
    let body = paper.blocks.iter().map(|one| block(one) + "\n");
    format!("<article>\n{head}{}</article>", body.collect::<String>())
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, text) => {
            let level = (level + 1).clamp(2, 6);
            format!("<h{level}>{}</h{level}>", escape(text))
        }
        Block::Paragraph(text) => format!("<p>{}</p>", runs(text)),
        Block::Table(one) => table(one),
        Block::Chart(one) => chart(one),
        Block::List { ordered, items } => {
            let name = if *ordered { "ol" } else { "ul" };
            let items = items.iter().map(|item| format!("<li>{}</li>", runs(item)));
            format!("<{name}>{}</{name}>", items.collect::<String>())
        }
        Block::Signature { unit, date } => format!(
            r#"<p class="signature">{}<br><time datetime="{date}">{}</time></p>"#,
            escape(unit),
            written(*date)
        ),
    }
}

fn runs(runs: &[Run]) -> String {
    let run = |run: &Run| match run.strong {
        true => format!("<strong>{}</strong>", escape(&run.text)),
        false => escape(&run.text),
    };
    runs.iter().map(run).collect()
}

fn table(table: &Table) -> String {
    let mut out = "<table>".to_owned();
    if !table.caption.is_empty() {
        out += &format!("<caption>{}</caption>", escape(&table.caption));
    }
    let class = |at| if table.numeric.contains(&at) { r#" class="number""# } else { "" };
    if !table.header.is_empty() {
        let cell =
            |(at, text): (usize, &String)| format!(r#"<th scope="col"{}>{}</th>"#, class(at), escape(text));
        let cells = table.header.iter().enumerate().map(cell);
        out += &format!("<thead><tr>{}</tr></thead>", cells.collect::<String>());
    }
    out += "<tbody>";
    for row in &table.rows {
        let cell = |at| {
            format!("<td{}>{}</td>", class(at), row.get(at).map(|text| escape(text)).unwrap_or_default())
        };
        out += &format!("<tr>{}</tr>", (0..table.width()).map(cell).collect::<String>());
    }
    out + "</tbody></table>"
}

fn chart(chart: &Chart) -> String {
    format!(
        "<figure>{}<figcaption>{}</figcaption><details><summary>图中数据</summary>{}</details></figure>",
        chart.svg(),
        escape(&chart.title),
        table(&chart.numbers())
    )
}
