// Asks the server, in whose words every answer is shown.

export class Refused extends Error {
  constructor(words, status) {
    super(words);
    this.status = status;
  }
}

const LOST = "连不上服务器，写的还在这台电脑上";
const ENDED = "登录已经过期。写的还在这台电脑上：另开一页登录，再回来接着写";

export async function ask(address, body, options) {
  let response;
  try {
    response = await fetch(address, { method: "POST", headers: { accept: "application/json" }, body, ...options });
  } catch (error) {
    throw new Refused(LOST, 0);
  }
  if (response.status === 401) { throw new Refused(ENDED, 401); }
  let answer;
  try {
    answer = await response.json();
  } catch (error) {
    throw new Refused(LOST, response.status);
  }
  if (!response.ok) { throw new Refused(words(answer), response.status); }
  return answer;
}

const words = (problem) => (problem.reasons && problem.reasons.length ? problem.reasons.join("；") : problem.detail || problem.title);
