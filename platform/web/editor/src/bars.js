// The bars above the text: words on every button, a bar more where the cursor stands in a table, a
// picture or a link. No window opens over the page.
import { setBlockType, toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { liftListItem, sinkListItem, wrapInList } from "prosemirror-schema-list";
import { NodeSelection, TextSelection } from "prosemirror-state";
import {
  addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, deleteTable, isInTable,
  mergeCells, splitCell, toggleHeaderColumn, toggleHeaderRow,
} from "prosemirror-tables";
import { schema } from "./schema.js";

const { nodes, marks } = schema;

const STYLES = [
  ["正文", setBlockType(nodes.paragraph)],
  ["一级标题", setBlockType(nodes.heading, { level: 2 })],
  ["二级标题", setBlockType(nodes.heading, { level: 3 })],
  ["三级标题", setBlockType(nodes.heading, { level: 4 })],
];

const inList = (state, type) => {
  for (let depth = state.selection.$from.depth; depth > 0; depth -= 1) {
    const node = state.selection.$from.node(depth);
    if (node.type === nodes.bullet_list || node.type === nodes.ordered_list) { return node.type === type; }
  }
  return false;
};

const toggleList = (type) => (state, dispatch) =>
  inList(state, type) ? liftListItem(nodes.list_item)(state, dispatch) : wrapInList(type)(state, dispatch);

function insertTable(state, dispatch) {
  if (isInTable(state)) { return false; }
  const cells = (type) => [0, 1, 2].map(() => type.createAndFill());
  const rows = [nodes.table_header, nodes.table_cell, nodes.table_cell].map((type) => nodes.table_row.create(null, cells(type)));
  const table = nodes.table.create(null, rows);
  if (dispatch) {
    const tr = state.tr.replaceSelectionWith(table);
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(placeOf(tr.doc, table) + 1))).scrollIntoView());
  }
  return true;
}

function placeOf(doc, node) {
  let place = 0;
  doc.descendants((one, at) => {
    if (one === node) { place = at; }
    return one.type !== nodes.table;
  });
  return place;
}

const hasMark = (state, type) => {
  const { from, $from, to, empty } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks || $from.marks())) : state.doc.rangeHasMark(from, to, type);
};

const make = (tag, attributes, ...children) => {
  const element = Object.assign(document.createElement(tag), attributes);
  element.append(...children);
  return element;
};

// The table around the cursor: its place and node.
function tableAround(state) {
  const { $from, node } = state.selection;
  if (node && node.type === nodes.table) { return { at: state.selection.from, node }; }
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type === nodes.table) { return { at: $from.before(depth), node: $from.node(depth) }; }
  }
  return null;
}

// The link around the cursor: from where to where.
function linkAround(state) {
  const { $from } = state.selection;
  const mark = marks.link.isInSet($from.marks()) || ($from.nodeAfter && marks.link.isInSet($from.nodeAfter.marks));
  if (!mark) { return null; }
  const parent = $from.parent;
  const start = $from.start();
  let range = null;
  parent.forEach((child, offset) => {
    const isPart = mark.isInSet(child.marks);
    const end = start + offset + child.nodeSize;
    if (isPart && range && range.to === start + offset) {
      range.to = end;
    } else if (isPart && !(range && range.from <= $from.pos && range.to >= $from.pos)) {
      range = { from: start + offset, to: end, mark };
    }
  });
  return range;
}

let numbered = 0;
function field(label, attributes) {
  numbered += 1;
  const input = make("input", { type: "text", id: "bar" + numbered, ...attributes });
  // It stands in the draft's form, which is not sent from here.
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); } });
  return [make("label", { htmlFor: input.id, textContent: label }), input];
}

export class Bars {
  // `pick` opens the choice of a picture, `showSource` the source.
  constructor(view, pick, showSource) {
    this.view = view;
    this.buttons = [];
    const style = make("select", {}, ...STYLES.map(([word]) => make("option", { textContent: word })));
    style.setAttribute("aria-label", "段落");
    style.addEventListener("change", () => this.run(STYLES[style.selectedIndex][1]));
    this.style = style;
    this.main = make("div", { className: "bars" },
      style,
      this.button("加粗", toggleMark(marks.strong), (state) => hasMark(state, marks.strong)),
      this.button("列表", toggleList(nodes.bullet_list), (state) => inList(state, nodes.bullet_list)),
      this.button("编号", toggleList(nodes.ordered_list), (state) => inList(state, nodes.ordered_list)),
      this.button("链接", () => this.openLink(), (state) => hasMark(state, marks.link)),
      this.button("表格", insertTable),
      this.button("插图片", () => pick()),
      this.button("撤销", undo),
      this.button("重做", redo),
      this.button("看源码", () => showSource()));
    this.main.setAttribute("role", "group");
    this.main.setAttribute("aria-label", "排版");
    this.table = this.tableBar();
    this.list = this.bar("列表", this.button("下一级", sinkListItem(nodes.list_item)), this.button("上一级", liftListItem(nodes.list_item)));
    this.link = this.linkBar();
    this.picture = this.pictureBar();
    this.element = make("div", { className: "tools" }, this.main, this.list, this.table, this.link, this.picture);
    this.update();
  }

  bar(name, ...children) {
    const bar = make("div", { className: "bars more", hidden: true }, make("span", { className: "small quiet", textContent: name }), ...children);
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", name);
    return bar;
  }

  button(word, command, isOn) {
    const button = make("button", { type: "button", textContent: word });
    button.addEventListener("click", () => this.run(command));
    this.buttons.push({ button, command, isOn });
    return button;
  }

  run(command) {
    if (command(this.view.state, this.view.dispatch, this.view) !== undefined) { this.view.focus(); }
    this.update();
  }

  tableBar() {
    const [label, caption] = field("表名", {});
    caption.addEventListener("input", () => this.setCaption(caption.value));
    this.caption = caption;
    return this.bar("表格",
      this.button("上面加行", addRowBefore), this.button("下面加行", addRowAfter), this.button("删这一行", deleteRow),
      this.button("左边加列", addColumnBefore), this.button("右边加列", addColumnAfter), this.button("删这一列", deleteColumn),
      this.button("合并格子", mergeCells), this.button("拆开格子", splitCell),
      this.button("第一行是列名", toggleHeaderRow), this.button("第一列是行名", toggleHeaderColumn),
      this.button("删掉表格", deleteTable), label, caption);
  }

  setCaption(caption) {
    const found = tableAround(this.view.state);
    if (found) { this.view.dispatch(this.view.state.tr.setNodeMarkup(found.at, null, { caption })); }
  }

  linkBar() {
    const [label, address] = field("网址", {});
    this.address = address;
    address.addEventListener("keydown", (event) => {
      if (event.key === "Enter") { event.preventDefault(); this.setLink(); }
      if (event.key === "Escape") { this.link.hidden = true; this.view.focus(); }
    });
    const set = make("button", { type: "button", textContent: "用这个网址" });
    set.addEventListener("click", () => this.setLink());
    const none = make("button", { type: "button", textContent: "去掉链接" });
    none.addEventListener("click", () => { this.address.value = ""; this.setLink(); });
    this.linkTrouble = make("span", { className: "state near long" });
    this.linkTrouble.setAttribute("role", "status");
    return this.bar("链接", label, address, set, none, this.linkTrouble);
  }

  openLink() {
    const { state } = this.view;
    const around = linkAround(state);
    this.address.value = around ? around.mark.attrs.href : "";
    this.linkTrouble.textContent = state.selection.empty && !around ? "先选中要做成链接的字" : "";
    this.link.hidden = false;
    this.address.focus();
  }

  setLink() {
    const { state } = this.view;
    const around = state.selection.empty ? linkAround(state) : null;
    const { from, to } = around || state.selection;
    const href = asAddress(this.address.value);
    if (href === null) {
      this.linkTrouble.textContent = "这不像网址，请写成 https://…";
      return;
    }
    if (from === to) {
      this.linkTrouble.textContent = "先选中要做成链接的字";
      return;
    }
    const tr = state.tr.removeMark(from, to, marks.link);
    if (href) { tr.addMark(from, to, marks.link.create({ href })); }
    this.view.dispatch(tr);
    this.link.hidden = true;
    this.view.focus();
  }

  pictureBar() {
    const [label, alt] = field("这张图说了什么（替代文字，送审前要有）", {});
    alt.addEventListener("input", () => {
      const { selection, tr } = this.view.state;
      if (selection.node && selection.node.type === nodes.image) {
        const at = selection.from;
        tr.setNodeMarkup(at, null, { ...selection.node.attrs, alt: alt.value });
        this.view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, at)));
      }
    });
    this.alt = alt;
    const remove = make("button", { type: "button", textContent: "去掉这张图" });
    remove.addEventListener("click", () => {
      this.view.dispatch(this.view.state.tr.deleteSelection());
      this.view.focus();
    });
    return this.bar("图片", label, alt, remove);
  }

  update() {
    const { state } = this.view;
    for (const { button, command, isOn } of this.buttons) {
      if (isOn) { button.setAttribute("aria-pressed", String(isOn(state))); }
      if (button.closest(".more")) { button.hidden = !command(state); }
    }
    const block = state.selection.$from.parent;
    this.style.selectedIndex = block.type === nodes.heading ? block.attrs.level - 1 : 0;
    const table = tableAround(state);
    this.table.hidden = !table;
    if (table && document.activeElement !== this.caption) { this.caption.value = table.node.attrs.caption; }
    this.list.hidden = !inList(state, nodes.bullet_list) && !inList(state, nodes.ordered_list);
    const picture = state.selection.node && state.selection.node.type === nodes.image ? state.selection.node : null;
    this.picture.hidden = !picture;
    if (picture && document.activeElement !== this.alt) { this.alt.value = picture.attrs.alt; }
    if (!this.link.contains(document.activeElement)) { this.link.hidden = true; }
  }
}

// What was typed, as an address; "" for none; null where it is none.
function asAddress(typed) {
  const text = typed.trim();
  if (!text || /^(https?:\/\/|mailto:|tel:|\/(?!\/))\S+$/.test(text)) { return text; }
  if (/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(text)) { return "mailto:" + text; }
  if (/^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(text)) { return "https://" + text; }
  return null;
}
