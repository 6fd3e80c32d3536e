// Between the editor's tree and the HTML that the server keeps.
import { DOMParser, DOMSerializer } from "prosemirror-model";
import { schema } from "./schema.js";

// A document of its own: nothing in it is loaded or run.
const inert = () => document.implementation.createHTMLDocument("");

export function parsed(html) {
  const holder = inert();
  holder.body.innerHTML = html;
  return holder.body;
}

export const toDoc = (root) => DOMParser.fromSchema(schema).parse(root);

export const toSlice = (root) => DOMParser.fromSchema(schema).parseSlice(root);

export function toHtml(doc) {
  const holder = inert();
  const serializer = DOMSerializer.fromSchema(schema);
  holder.body.append(serializer.serializeFragment(doc.content, { document: holder }));
  holder.body.querySelectorAll("table").forEach(finishTable);
  holder.body.querySelectorAll("li").forEach(unwrapFirst);
  holder.body.querySelectorAll("p").forEach((p) => {
    if (!p.textContent.trim() && !p.querySelector("img")) { p.remove(); }
  });
  return Array.from(holder.body.children, (block) => block.outerHTML).join("\n");
}

// The first rows made of names alone are the table's head.
function finishTable(table) {
  const rows = Array.from(table.rows);
  const isHead = (row) => row.cells.length > 0 && Array.from(row.cells).every((cell) => cell.tagName === "TH");
  let heads = 0;
  while (heads < rows.length - 1 && isHead(rows[heads])) { heads += 1; }
  if (heads > 0) {
    const head = table.createTHead();
    rows.slice(0, heads).forEach((row) => head.append(row));
  }
  for (const cell of table.querySelectorAll("td, th")) {
    if (cell.tagName === "TH") { cell.scope = cell.closest("thead") ? "col" : "row"; }
    unwrapCell(cell);
  }
}

// Paragraphs in a cell are lines of it.
function unwrapCell(cell) {
  const children = Array.from(cell.children);
  if (!children.every((child) => child.tagName === "P")) { return; }
  const lines = children.filter((p, at) => at === 0 || p.textContent.trim() || p.querySelector("img"));
  cell.textContent = "";
  lines.forEach((p, at) => {
    if (at > 0) { cell.append(cell.ownerDocument.createElement("br")); }
    cell.append(...p.childNodes);
  });
}

// A line of a list stands in it as it is, unless more paragraphs follow.
function unwrapFirst(item) {
  const paragraphs = Array.from(item.children).filter((child) => child.tagName === "P");
  if (paragraphs.length === 1 && item.firstElementChild === paragraphs[0]) {
    paragraphs[0].replaceWith(...paragraphs[0].childNodes);
  }
}
