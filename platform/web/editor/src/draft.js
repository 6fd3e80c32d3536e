// The draft on the server: saved meanwhile, so that a closed laptop loses nothing.
import { ask } from "./server.js";

// After the last key; and between two savings.
const PAUSE = 3000;
const BETWEEN = 10000;

export class Draft {
  // `tell` shows one line; `advise` what would make the text clearer.
  constructor(form, tell, advise) {
    Object.assign(this, { form, tell, advise });
    const match = form.action.match(/^(.*\/office\/drafts\/)(?:new|(\d+)\/edit)$/);
    this.base = match[1];
    this.id = match[2] || null;
    this.saved = this.written();
    this.last = 0;
    this.running = null;
    // Where two versions are to be compared, whoever compares them says which one stays.
    this.isStopped = form.getAttribute("data-draft") === "conflict";
    form.addEventListener("input", () => this.later());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") { this.save().catch(() => {}); }
    });
    window.addEventListener("online", () => this.save().catch(() => {}));
    form.addEventListener("submit", (event) => this.submit(event));
  }

  written() {
    const data = new URLSearchParams(new FormData(this.form));
    data.delete("form_token");
    data.delete("edits");
    return data.toString();
  }

  later() {
    clearTimeout(this.timer);
    const wait = Math.max(PAUSE, this.last + BETWEEN - Date.now());
    this.timer = setTimeout(() => this.save().catch(() => {}), wait);
  }

  // What is asked of a draft needs one that is there.
  async there() {
    if (!this.id) { await this.save(true); }
    return this.base + this.id;
  }

  async save(evenEmpty) {
    if (this.running) { return this.running; }
    const written = this.written();
    if (this.isStopped || (!evenEmpty && written === this.saved)) { return undefined; }
    this.running = this.send(written).finally(() => { this.running = null; });
    return this.running;
  }

  async send(written) {
    this.last = Date.now();
    try {
      const address = this.id ? this.base + this.id + "/autosave" : this.base + "autosave";
      const answer = await ask(address, new URLSearchParams(new FormData(this.form)));
      this.saved = written;
      this.form.elements.edits.value = answer.edits;
      this.form.elements.form_token.value = answer.token;
      if (!this.id) { this.begun(answer.id); }
      this.tell(answer.at + " 已自动保存", true);
      this.advise(answer.advice);
      this.form.dispatchEvent(new CustomEvent("gongkai:saved"));
    } catch (problem) {
      if (problem.status === 409) {
        this.isStopped = true;
        this.tell("这一稿刚才被别人保存过。按“保存这一稿”，两份对照着看，都不会丢");
      } else {
        // What no answer came to goes there by itself as soon as one comes.
        const isLost = !problem.status || problem.status >= 500;
        this.tell("还没有存进系统：" + problem.message + (isLost ? "。接着写没有关系，连上以后会自己存" : ""));
        if (isLost) { this.later(); }
      }
      throw problem;
    }
  }

  // The page of a new draft becomes the page of this one.
  begun(id) {
    this.id = String(id);
    // What is relative to the old address is made whole first.
    document.querySelectorAll("a[href]:not([href^='#'])").forEach((link) => { link.href = link.href; });
    Array.from(document.forms).forEach((form) => { form.action = form.action; });
    this.form.action = this.base + id + "/edit";
    history.replaceState(null, "", this.form.action);
  }

  // Whoever adds a file has worked on the draft: it is one saving further, unless somebody else was there.
  moved(edits) {
    const field = this.form.elements.edits;
    if (edits === Number(field.value) + 1) { field.value = edits; }
  }

  token() { return this.form.elements.form_token.value; }

  submit(event) {
    clearTimeout(this.timer);
    if (!this.running) { return; }
    event.preventDefault();
    const again = () => (this.form.requestSubmit ? this.form.requestSubmit() : this.form.submit());
    this.running.then(again, again);
  }
}
