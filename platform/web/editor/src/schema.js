// What a text may be made of: what the server's cleaner keeps, and nothing else.
import { Schema } from "prosemirror-model";
import { bulletList, listItem, orderedList } from "prosemirror-schema-list";
import { tableNodes } from "prosemirror-tables";

const tables = tableNodes({ tableGroup: "block", cellContent: "(paragraph | bullet_list | ordered_list)+", cellAttributes: {} });

const heading = (tag, level) => ({ tag, attrs: { level } });

const nodes = {
  doc: { content: "block+" },
  paragraph: {
    content: "inline*",
    group: "block",
    parseDOM: [{ tag: "p" }],
    toDOM: () => ["p", 0],
  },
  heading: {
    attrs: { level: { default: 2 } },
    content: "inline*",
    group: "block",
    defining: true,
    parseDOM: [heading("h1", 2), heading("h2", 2), heading("h3", 3), heading("h4", 4), heading("h5", 4), heading("h6", 4)],
    toDOM: (node) => ["h" + node.attrs.level, 0],
  },
  blockquote: {
    content: "block+",
    group: "block",
    parseDOM: [{ tag: "blockquote" }],
    toDOM: () => ["blockquote", 0],
  },
  horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  bullet_list: { ...bulletList, content: "list_item+", group: "block" },
  ordered_list: { ...orderedList, content: "list_item+", group: "block" },
  list_item: { ...listItem, content: "paragraph block*" },
  ...tables,
  table: {
    ...tables.table,
    attrs: { caption: { default: "" } },
    parseDOM: [
      { tag: "table", getAttrs: (dom) => ({ caption: dom.caption ? dom.caption.textContent.trim() : "" }) },
      { tag: "caption", ignore: true },
      { tag: "colgroup", ignore: true },
    ],
    toDOM: (node) =>
      node.attrs.caption
        ? ["table", ["caption", node.attrs.caption], ["tbody", 0]]
        : ["table", ["tbody", 0]],
  },
  text: { group: "inline" },
  image: {
    inline: true,
    group: "inline",
    draggable: true,
    attrs: { src: {}, alt: { default: "" } },
    parseDOM: [
      { tag: "img[src]", getAttrs: (dom) => ({ src: dom.getAttribute("src"), alt: dom.getAttribute("alt") || "" }) },
    ],
    toDOM: (node) => ["img", node.attrs],
  },
  hard_break: {
    inline: true,
    group: "inline",
    selectable: false,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
  },
};

const marks = {
  link: {
    attrs: { href: {} },
    inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ({ href: dom.getAttribute("href") }) }],
    toDOM: (mark) => ["a", mark.attrs, 0],
  },
  em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
  sup: { excludes: "sub", parseDOM: [{ tag: "sup" }], toDOM: () => ["sup", 0] },
  sub: { excludes: "sup", parseDOM: [{ tag: "sub" }], toDOM: () => ["sub", 0] },
};

export const schema = new Schema({ nodes, marks });

// Elements that would not come back as they are: such a text is edited in its source.
const UNKNOWN = "dl, dt, dd, pre, code, abbr, figure, figcaption";

export const isKnown = (root) => !root.querySelector(UNKNOWN);
