// Attachments: dropped or chosen, many at once, each with its own progress.
import { lost, refusal, send } from "./server.js";
import { inChunks, LARGE } from "./upload.js";

const SECTION = "attachments";

const section = () => document.getElementById(SECTION);

export function attachments(draft, tell) {
  const queue = [];
  let isBusy = false;

  async function work() {
    if (isBusy) { return; }
    isBusy = true;
    while (queue.length) {
      const { file, row } = queue.shift();
      try {
        row.check();
        const place = await draft.there();
        await (file.size > LARGE ? inChunks(place, draft, file, row, () => renew(draft)) : upload(place + "/files", draft.token(), file, row));
        row.item.remove();
      } catch (problem) {
        row.failed(problem, () => { queue.push({ file, row: waiting(file) }); work(); });
      }
      await renew(draft).catch(() => {});
    }
    isBusy = false;
  }

  const add = (files) => {
    Array.from(files).forEach((file) => queue.push({ file, row: waiting(file) }));
    work();
  };
  section().addEventListener("change", (event) => {
    if (event.target.type !== "file") { return; }
    add(event.target.files);
    event.target.value = "";
  });
  // Taking out and ordering keep what is being written above.
  section().addEventListener("submit", (event) => {
    const form = event.target;
    if (form.enctype === "multipart/form-data" || !draft.id) { return; }
    event.preventDefault();
    send(form.action, new URLSearchParams(new FormData(form)))
      .then(() => renew(draft))
      .catch((problem) => tell(problem.message));
  });
  const zone = section();
  const isFiles = (event) => Array.from(event.dataTransfer.types).includes("Files");
  zone.addEventListener("dragover", (event) => {
    if (isFiles(event)) { event.preventDefault(); zone.classList.add("over"); }
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    zone.classList.remove("over");
    if (isFiles(event)) { event.preventDefault(); add(event.dataTransfer.files); }
  });
  zone.querySelector("[data-add]").hidden = false;
  zone.querySelector("[data-drop]").hidden = false;
  zone.querySelector("[data-send]").hidden = true;
}

// A line for a file that is on its way.
function waiting(file) {
  const item = document.createElement("li");
  const name = Object.assign(document.createElement("span"), { className: "title", textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", "上传“" + file.name + "”");
  const said = Object.assign(document.createElement("span"), { className: "small quiet", textContent: "等着上传" });
  item.append(name, bar, said);
  section().querySelector("[data-waiting]").append(item);
  return new Row(file, item, bar, said);
}

const button = (words, press) => {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words });
  made.addEventListener("click", press);
  return made;
};

class Row {
  constructor(file, item, bar, said) {
    Object.assign(this, { file, item, bar, said, isGivenUp: false, told: "" });
    this.stop = () => {};
    this.discard = null;
    if (file.size > LARGE) {
      this.giveUp = button("放弃", () => this.end());
      item.append(this.giveUp);
    }
  }

  say(words) {
    this.said.className = "small quiet";
    this.said.textContent = words;
  }

  show(share, words) {
    this.bar.value = share;
    this.told = words;
    this.say(words);
  }

  // Also aloud, for those who do not see the line.
  tell(words) {
    this.say(words);
    this.announce(words);
  }

  announce(words) { section().querySelector("[data-upload-told]").textContent = words; }

  trouble(problem) {
    const words = (problem.isBroken ? "连不上服务器" : problem.message) + (this.told ? "。" + this.told : "");
    if (this.said.className === "small quiet") { this.announce(words); }
    this.said.className = "state near long";
    this.said.textContent = words + "。过一会儿自己接着传";
  }

  // It is known to the server by this code, and can be given up there.
  begun(code, discard) {
    this.item.setAttribute("data-code", code);
    this.discard = discard;
    unlist();
  }

  // What to end when the file is given up.
  running(stop) { this.stop = stop; }

  check() {
    if (this.isGivenUp) { throw new Error("given up"); }
  }

  end() {
    this.isGivenUp = true;
    this.stop();
    this.item.remove();
    this.announce("放弃了“" + this.file.name + "”");
    if (this.discard) { this.discard().catch(() => {}); }
  }

  failed(problem, retry) {
    if (this.isGivenUp) { return; }
    this.said.textContent = "没有加上：" + problem.message;
    this.said.className = "state near long";
    this.announce("“" + this.file.name + "”没有加上：" + problem.message);
    this.bar.remove();
    this.item.append(button(this.discard ? "接着传" : "再传一次", () => { this.item.remove(); retry(); }));
  }
}

// A file that is on its way is listed once.
function unlist() {
  section().querySelectorAll("[data-waiting] [data-code]").forEach((item) => {
    const listed = section().querySelector('[data-upload="' + item.getAttribute("data-code") + '"]');
    if (listed) { listed.remove(); }
  });
  const unfinished = section().querySelector("[data-unfinished]");
  if (unfinished && !unfinished.querySelector("li")) { unfinished.remove(); }
}

// Only this older way of asking tells how much has been sent.
function upload(address, token, file, row) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("accept", "application/json");
    request.upload.onprogress = (event) => {
      row.bar.value = event.total ? event.loaded / event.total : 0;
      row.said.textContent = event.loaded < event.total ? Math.floor((100 * event.loaded) / event.total) + "%" : "正在读这个文件…";
    };
    request.onload = () => (request.status < 400 ? resolve() : reject(refusal(request.status, request.responseText)));
    request.onerror = () => reject(lost(0));
    const data = new FormData();
    data.append("form_token", token);
    data.append("file", file, file.name);
    request.send(data);
  });
}

// The list as the server has it now.
async function renew(draft) {
  if (!draft.id) { return; }
  const response = await fetch(draft.base + draft.id + "/edit");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("#" + SECTION + " [data-files]");
  const edits = page.querySelector("form[data-draft] [name=edits]");
  if (!fresh || !edits) { return; }
  section().querySelector("[data-files]").replaceWith(document.importNode(fresh, true));
  unlist();
  // Whoever signed in again meanwhile has another one.
  draft.form.elements.form_token.value = edits.form.elements.form_token.value;
  draft.moved(Number(edits.value));
}
