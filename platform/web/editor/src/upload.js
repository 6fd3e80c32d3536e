// A large file goes in chunks, so that a broken line costs one of them. The server keeps how far it
// is; whoever chooses the same file again goes on from there.
import { lost, Refused, refusal } from "./server.js";

// Smaller files go whole.
export const LARGE = 4 << 20;

const SLICE = 2 << 20;
// Between two tries, in seconds.
const WAITS = [1, 2, 5, 10, 20, 30];
// A line on which nothing moves for so long is broken.
const STALLED = 45000;
// The server reads a whole file before it answers.
const READING = 180000;

const CLOSED = "这一稿现在不能加附件，可能你的权限变了，或者它已经交上去了。刷新这一页看看";

const megabytes = (bytes) => Math.round(bytes / (1 << 20)) + " MB";

// By its content the server knows a file again (FNV-1a; a browser counts no hash where the line is not encrypted).
async function checksum(file, row) {
  let sum = 0x811c9dc5;
  for (let at = 0; at < file.size; at += SLICE) {
    row.check();
    const bytes = new Uint8Array(await slice(file, at, SLICE).arrayBuffer().catch(() => { throw moved(file); }));
    for (let i = 0; i < bytes.length; i += 1) { sum = Math.imul(sum ^ bytes[i], 16777619); }
  }
  return (sum >>> 0).toString(16).padStart(8, "0");
}

const slice = (file, at, size) => file.slice(at, Math.min(at + size, file.size));

const moved = (file) => new Refused("“" + file.name + "”刚才改过或者移走了。请再选一次", 0);

// Sends a file to the draft at `place`. `row` shows how far it is and says `check` when it was given up;
// `renew` fetches a fresh token.
export async function inChunks(place, draft, file, row, renew) {
  const home = place + "/uploads";
  row.say("正在看这个文件…");
  const begin = { name: file.name, size: String(file.size), checksum: await checksum(file, row) };
  const progress = (received) => {
    row.show(received / file.size, "已有 " + megabytes(received) + "，共 " + megabytes(file.size));
  };
  const post = (address, fields, patience) => request(address, fields, row, patience, progress);
  let at = await again(() => post(home, { form_token: draft.token(), ...begin }, STALLED), row, renew);
  row.begun(at.code, async () => { await post(home + "/" + at.code + "/discard", { form_token: draft.token() }, STALLED); });
  if (at.received_bytes) {
    row.tell("接着上传，已有 " + megabytes(at.received_bytes) + "，共 " + megabytes(file.size));
  } else {
    row.tell("开始上传“" + file.name + "”，共 " + megabytes(file.size));
  }
  let quarter = Math.floor((4 * at.received_bytes) / file.size);
  while (!at.is_done) {
    const from = at;
    at = await again(() => step(home + "/" + from.code, from, draft, file, post, row), row, renew);
    const now = Math.floor((4 * at.received_bytes) / file.size);
    if (now > quarter && now < 4) { row.announce("“" + file.name + "”已传 " + 25 * now + "%"); }
    quarter = now;
  }
  row.announce("“" + file.name + "”传完了，已经加到附件里");
}

// The next chunk; or, where all have come, the end.
async function step(address, at, draft, file, post, row) {
  if (at.received_bytes === at.size_bytes) {
    row.show(1, "正在读这个文件…");
    return post(address + "/finish", { form_token: draft.token() }, READING);
  }
  // Read first: of a file that was changed meanwhile a browser only says that nothing could be sent.
  const bytes = await slice(file, at.received_bytes, at.chunk_bytes).arrayBuffer().catch(() => { throw moved(file); });
  const fields = { form_token: draft.token(), offset: String(at.received_bytes), chunk: new Blob([bytes]) };
  return post(address + "/chunks", fields, STALLED);
}

// Tries again for as long as no answer comes, and once with a fresh token.
async function again(send, row, renew) {
  let hasFreshToken = false;
  for (let tried = 0; ; tried += 1) {
    row.check();
    try {
      return await send();
    } catch (problem) {
      row.check();
      if (problem.status === 403 && !hasFreshToken) {
        hasFreshToken = true;
        await renew().catch(() => {});
      } else if (problem.isBroken || problem.status === 429 || problem.status >= 500) {
        row.trouble(problem);
        await pause(WAITS[Math.min(tried, WAITS.length - 1)], row);
      } else if (problem.status === 404) {
        throw new Refused(CLOSED, problem.status);
      } else {
        throw problem;
      }
    }
  }
}

// Ends earlier when the line is back.
const pause = (seconds, row) => new Promise((resolve) => {
  const over = () => {
    clearTimeout(timer);
    window.removeEventListener("online", over);
    resolve();
  };
  const timer = setTimeout(over, seconds * 1000);
  window.addEventListener("online", over);
  row.running(over);
});

// Asks the server; answers with how far the upload is, also where a chunk was not the next one.
function request(address, fields, row, patience, progress) {
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    let timer;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => asked.abort(), patience);
    };
    const broken = () => {
      clearTimeout(timer);
      reject(Object.assign(lost(0), { isBroken: true }));
    };
    asked.open("POST", address);
    asked.setRequestHeader("accept", "application/json");
    asked.upload.onprogress = (event) => {
      alive();
      if (fields.chunk) { progress(Number(fields.offset) + Math.min(event.loaded, fields.chunk.size)); }
    };
    asked.onload = () => {
      clearTimeout(timer);
      const answer = parsed(asked.responseText);
      if (asked.status < 400 || (asked.status === 409 && answer && answer.code)) {
        resolve(answer);
      } else {
        reject(refusal(asked.status, asked.responseText));
      }
    };
    asked.onerror = broken;
    asked.onabort = broken;
    row.running(() => asked.abort());
    alive();
    asked.send(body(fields));
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return null;
  }
}

function body(fields) {
  if (!fields.chunk) { return new URLSearchParams(fields); }
  const data = new FormData();
  Object.entries(fields).forEach(([name, value]) => {
    if (name === "chunk") { data.append(name, value, "chunk"); } else { data.append(name, value); }
  });
  return data;
}
