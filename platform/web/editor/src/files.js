// Attachments: dropped or chosen, many at once, each with its own progress.
import { lost, refusal, send } from "./server.js";

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
        const place = await draft.there();
        await upload(place + "/files", draft.token(), file, row);
        row.item.remove();
      } catch (problem) {
        row.said.textContent = "没有加上：" + problem.message;
        row.said.className = "state near long";
        row.bar.remove();
        row.again(() => { queue.push({ file, row: waiting(file) }); work(); });
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
  const again = (retry) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "再传一次" });
    button.addEventListener("click", () => { item.remove(); retry(); });
    item.append(button);
  };
  return { item, bar, said, again };
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
  draft.moved(Number(edits.value));
}
