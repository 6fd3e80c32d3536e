// Asks the server, in whose words every answer is shown.

export class Refused extends Error {
  constructor(words, status) {
    super(words);
    this.status = status;
  }
}

const ENDED = "登录已经过期。写的还在这台电脑上：另开一页登录，再回来接着写";

export const lost = (status) => new Refused("连不上服务器，写的还在这台电脑上", status);

// Why the server did not do it, from the text of its answer.
export function refusal(status, text) {
  if (status === 401) { return new Refused(ENDED, status); }
  try {
    const problem = JSON.parse(text);
    const words = problem.reasons && problem.reasons.length ? problem.reasons.join("；") : problem.detail || problem.title;
    return new Refused(words, status);
  } catch (error) {
    return lost(status);
  }
}

// Sends a form. Answers with the text.
export async function send(address, body) {
  let response;
  let text;
  try {
    response = await fetch(address, { method: "POST", headers: { accept: "application/json" }, body });
    text = await response.text();
  } catch (error) {
    throw lost(0);
  }
  if (!response.ok) { throw refusal(response.status, text); }
  return text;
}

// The same where the answer is JSON.
export async function ask(address, body) {
  const text = await send(address, body);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw lost(200);
  }
}
