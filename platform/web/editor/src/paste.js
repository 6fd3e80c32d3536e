// What is pasted or dropped goes to the server, which reads Word, WPS and Excel as it reads their files.
import { handlePaste as pasteIntoTable, isInTable } from "prosemirror-tables";
import { parsed, toSlice } from "./html.js";
import { schema } from "./schema.js";
import { ask } from "./server.js";

// Larger ones come as a file.
const MOST = 6 << 20;

export const pictures = (data) => Array.from(data.files || []).filter((file) => file.type.startsWith("image/"));

// A paste within the editor is its own already.
const isOwn = (html) => html.includes("data-pm-slice");

// Whether the words alone say as much.
const isPlain = (html, text) => !html && !/\n/.test(text.trim());

export class Intake {
  constructor(draft, view, tell, learn) {
    Object.assign(this, { draft, view, tell, learn });
  }

  // Whether this takes care of what comes in.
  take(data) {
    const html = data.getData("text/html");
    const text = data.getData("text/plain");
    if (isOwn(html)) { return false; }
    // A picture copied by itself comes with HTML that only says where it lay.
    if (pictures(data).length && !text.trim()) {
      this.addPictures(pictures(data));
      return true;
    }
    if (isPlain(html, text)) { return false; }
    if (html.length + text.length > MOST) {
      this.tell("贴进来的超过 6 MB，放不进正文。请存成 Word 或 Excel 文件，用下面的“换一个文件”读入");
      return true;
    }
    this.paste(html, text);
    return true;
  }

  async paste(html, text) {
    this.tell("正在整理贴进来的内容…");
    try {
      const place = await this.draft.there();
      const title = this.draft.form.elements.title;
      const isWhole = !title.value.trim() && this.view.state.doc.textContent === "";
      const data = new URLSearchParams({ form_token: this.draft.token(), html, text: html ? "" : text });
      if (isWhole) { data.set("whole", "1"); }
      const answer = await ask(place + "/paste", data);
      this.draft.moved(answer.edits);
      this.learn(answer.pictures);
      if (answer.title && isWhole) { title.value = answer.title; }
      this.insert(answer.html);
      this.tell(said(answer.lost), !answer.lost.length);
    } catch (problem) {
      // The words at least, in their lines.
      this.insert(text.split("\n").map((line) => "<p>" + escaped(line) + "</p>").join(""));
      this.tell("只贴了文字：" + problem.message);
    }
  }

  insert(html) {
    const slice = toSlice(parsed(html));
    const view = this.view;
    if (isInTable(view.state) && pasteIntoTable(view, null, slice)) { return; }
    view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true));
    view.focus();
  }

  async addPictures(files) {
    for (const file of files) {
      this.tell("正在传“" + file.name + "”…");
      try {
        const place = await this.draft.there();
        const data = new FormData();
        data.append("form_token", this.draft.token());
        data.append("file", file, file.name);
        const answer = await ask(place + "/pictures", data);
        this.draft.moved(answer.edits);
        this.learn(answer.pictures);
        for (const { source } of answer.pictures) {
          const image = schema.nodes.image.create({ src: source, alt: "" });
          this.view.dispatch(this.view.state.tr.replaceSelectionWith(image).scrollIntoView());
        }
        this.tell("图片插好了。点一下图片，写上它说了什么", true);
      } catch (problem) {
        this.tell(problem.message);
      }
    }
  }
}

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

const said = (lost) => (lost.length ? "贴好了。没有贴进来的：" + lost.join("；") : "贴好了，字体和颜色没有带进来");
