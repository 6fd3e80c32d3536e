// The editor of a draft's text. The page has a plain field for it, which stays what is sent: where
// no script runs, or a text has what the editor does not know, people write there.
import { baseKeymap, chainCommands, toggleMark } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history, redo, undo } from "prosemirror-history";
import { inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { EditorState, Plugin } from "prosemirror-state";
import { goToNextCell, tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";
import { Bars } from "./bars.js";
import { Draft } from "./draft.js";
import { attachments } from "./files.js";
import { parsed, toDoc, toHtml } from "./html.js";
import { Intake, pictures } from "./paste.js";
import { isKnown, schema } from "./schema.js";

const { nodes, marks } = schema;
const insertBreak = (state, dispatch) => {
  if (dispatch) { dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView()); }
  return true;
};

const keys = {
  "Mod-z": undo,
  "Mod-y": redo,
  "Shift-Mod-z": redo,
  "Mod-b": toggleMark(marks.strong),
  "Mod-i": toggleMark(marks.em),
  Enter: splitListItem(nodes.list_item),
  "Shift-Enter": insertBreak,
  // In a table to the next cell, in a list one level down; elsewhere on to the next field.
  Tab: chainCommands(goToNextCell(1), sinkListItem(nodes.list_item)),
  "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(nodes.list_item)),
};

const rules = inputRules({
  rules: [
    wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
    wrappingInputRule(/^(\d+)[.、．]\s?$/, nodes.ordered_list, (match) => ({ order: Number(match[1]) }),
      (match, node) => node.childCount + node.attrs.order === Number(match[1])),
    textblockTypeInputRule(/^(#{1,3})\s$/, nodes.heading, (match) => ({ level: match[1].length + 1 })),
  ],
});

function start(form) {
  const source = form.elements.body;
  const line = document.querySelector("[data-kept]");
  const tell = (words, isDone) => {
    line.textContent = words;
    line.className = isDone ? "" : "state near long";
    // The line stands at the head of the page; whoever writes further down sees what is not saved beside the buttons.
    trouble.textContent = isDone ? "" : words;
    trouble.hidden = Boolean(isDone);
  };
  const trouble = Object.assign(document.createElement("p"), { className: "state near long trouble", hidden: true });
  trouble.setAttribute("aria-hidden", "true");
  const shown = new Map();
  document.getElementById("pictures").content.querySelectorAll("img").forEach((image) => {
    shown.set(image.alt, image.getAttribute("src"));
  });
  const first = parsed(document.getElementById("written").innerHTML);
  const draft = new Draft(form, tell, advise);
  attachments(draft, tell);

  const pick = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", multiple: true, hidden: true });
  pick.addEventListener("change", () => { intake.addPictures(Array.from(pick.files)); pick.value = ""; });

  let bars;
  let timer;
  const sync = () => {
    clearTimeout(timer);
    const html = toHtml(view.state.doc);
    if (html !== source.value) {
      source.value = html;
      source.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const view = new EditorView(null, {
    state: stateOf(first),
    attributes: { role: "textbox", "aria-multiline": "true", "aria-labelledby": "body-label", "aria-describedby": "body-hint", class: "paper written", id: "editor" },
    nodeViews: { image: (node) => pictureView(node, shown) },
    // Before the editor reads it: a sheet of twenty thousand rows is not for the browser.
    handleDOMEvents: {
      paste: (_, event) => {
        const isTaken = Boolean(event.clipboardData) && intake.take(event.clipboardData);
        if (isTaken) { event.preventDefault(); }
        return isTaken;
      },
    },
    handleDrop: (_, event, slice, isMoved) => {
      const images = event.dataTransfer ? pictures(event.dataTransfer) : [];
      if (isMoved || !images.length) { return false; }
      event.preventDefault();
      intake.addPictures(images);
      return true;
    },
    dispatchTransaction(tr) {
      view.updateState(view.state.apply(tr));
      if (bars) { bars.update(); }
      if (tr.docChanged) {
        clearTimeout(timer);
        timer = setTimeout(sync, 400);
      }
    },
  });
  const said = Object.assign(document.createElement("p"), { className: "note", hidden: true });
  said.setAttribute("role", "status");
  const say = (words, isDone) => {
    said.textContent = words;
    said.className = isDone ? "note" : "note near";
    said.hidden = false;
  };
  const intake = new Intake(draft, view, say, (placed) => {
    placed.forEach(({ source: name, address }) => shown.set(name, address));
  });
  bars = new Bars(view, () => pick.click(), () => show(false));
  bars.element.append(trouble);

  const back = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "回到编辑器" });
  back.addEventListener("click", () => {
    takeSource();
    show(true);
    view.focus();
  });
  const notice = Object.assign(document.createElement("p"), { className: "hint" });
  const frame = Object.assign(document.createElement("div"), { className: "editor" });
  frame.append(bars.element, view.dom, pick);
  source.before(frame, said, notice, back);

  function takeSource() {
    view.updateState(stateOf(parsed(source.value.includes("<") ? source.value : lines(source.value))));
    bars.update();
  }

  function show(isEditor) {
    frame.hidden = !isEditor;
    source.hidden = isEditor;
    notice.hidden = isEditor;
    back.hidden = isEditor;
    if (!isEditor) { sync(); }
  }

  // What was written meanwhile in another way.
  source.addEventListener("gongkai:restored", takeSource);
  form.addEventListener("submit", () => { if (!frame.hidden) { sync(); } }, true);
  document.getElementById("body-label").addEventListener("click", () => { if (!frame.hidden) { view.focus(); } });

  const known = isKnown(first);
  // The field holds what the editor would send, so that opening alone changes nothing.
  if (known) { source.value = toHtml(view.state.doc); draft.saved = draft.written(); }
  notice.textContent = known ? "" : "这一稿里有编辑器不认识的排版（定义列表、图注、代码），所以先看源码；回到编辑器，它们会变成普通段落。";
  show(known);
  form.classList.add("ready");
}

// Behind a table or a list there is always a line to write on.
const lastLine = new Plugin({
  appendTransaction: (_, __, state) => {
    const last = state.doc.lastChild;
    const isThere = last && last.type === nodes.paragraph;
    return isThere ? null : state.tr.insert(state.doc.content.size, nodes.paragraph.create());
  },
});

const plugins = () => [
  rules, keymap(keys), keymap(baseKeymap), history(), dropCursor(), gapCursor(), tableEditing(), lastLine,
];

const stateOf = (root) => EditorState.create({ doc: toDoc(root), plugins: plugins() });

const lines = (text) => text.split("\n").filter((one) => one.trim()).map((one) => {
  const p = document.createElement("p");
  p.textContent = one;
  return p.outerHTML;
}).join("");

// A picture stands under the name by which the text calls it, and is shown from where it lies.
function pictureView(node, shown) {
  const dom = document.createElement("img");
  const draw = (one) => {
    dom.src = shown.get(one.attrs.src) || one.attrs.src;
    dom.alt = one.attrs.alt || "（还没有替代文字）";
    dom.classList.toggle("silent", !one.attrs.alt.trim());
  };
  draw(node);
  return {
    dom,
    update(next) {
      if (next.type !== nodes.image || next.attrs.src !== node.attrs.src) { return false; }
      draw(next);
      return true;
    },
  };
}

function advise(advice) {
  const section = document.getElementById("advice");
  section.hidden = !advice.length;
  const list = section.querySelector("ul");
  list.textContent = "";
  advice.forEach((words) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("span"), { className: "state near long", textContent: words }));
    list.append(item);
  });
}

const form = document.querySelector("form[data-draft]");
if (form) { start(form); }
