// Saves each answer as it is given. An answer counts as saved only when the server has said so;
// until then it is kept in this browser and sent again.
import { abandoned, forget, keep, newId } from "./kept.js";

const form = document.getElementById("player");
const words = form.dataset;
const announce = form.querySelector("[data-announce]");
const note = form.querySelector("[data-pending-note]");
const RETRY = 3000; // milliseconds until unsaved answers are sent again
const PAUSE = 700; // after the last key in a text
const LOOK = 20000; // how often to look for answers of other windows

const windowId = newId(); // of this page as it is open now; a duplicated tab is another window
const waiting = new Map(); // position → {key, known, window, fields}: given, not acknowledged
const typing = new Map(); // position → timer of a text that is still being typed
const unclear = new Map(); // position → why the server could not take the answer
let sending = null;
let retry = null;
let isTroubled = false;
let isDone = false;

const questionAt = (position) => document.getElementById(`question-${position}`);
const knownAt = (position) => form.elements[`known-${position}`];

function say(position, state, text) {
  const line = questionAt(position)?.querySelector("[data-save-state]");
  if (!line) return;
  const isNews = line.dataset.state !== state && state !== "saving" && state !== "saved";
  line.dataset.state = state;
  line.textContent = text;
  if (isNews) announce.textContent = `${position}: ${text}`;
}

function fieldsOf(position) {
  const name = `q${position}`;
  return [...new FormData(form)].filter(([key]) => key === name || key.startsWith(`${name}-`));
}

function fill(position, fields) {
  const inputs = questionAt(position).querySelectorAll("input:not([type=hidden]), select, textarea");
  for (const input of inputs) {
    const values = fields.filter(([key]) => key === input.name).map(([, value]) => value);
    if (input.type === "radio" || input.type === "checkbox") {
      input.checked = values.includes(input.value);
    } else input.value = values[0] ?? "";
  }
  const list = questionAt(position).querySelector("[data-order]");
  const place = (item) => Number(item.querySelector("select").value);
  if (list) list.append(...[...list.children].sort((a, b) => place(a) - place(b)));
}

function markNavigator(position, isAnswered) {
  const link = form.querySelector(`.navigator a[href="#question-${position}"]`);
  link.toggleAttribute("data-answered", isAnswered);
  link.querySelector("[data-answered-text]").textContent = isAnswered ? ` (${words.answered})` : "";
}

function save(position) {
  clearTimeout(typing.get(position));
  typing.delete(position);
  unclear.delete(position);
  waiting.set(position, {
    key: newId(),
    known: knownAt(position).value,
    window: windowId,
    fields: fieldsOf(position),
  });
  keep(words.attempt, windowId, waiting);
  say(position, "saving", words.saving);
  send();
}

function send() {
  sending ??= sendAll().finally(() => {
    sending = null;
    clearTimeout(retry);
    if (waiting.size) retry = setTimeout(send, RETRY);
  });
  return sending;
}

async function sendAll() {
  while (waiting.size) {
    const [position, answer] = waiting.entries().next().value;
    const reply = await post(position, answer);
    isTroubled = Boolean(reply.trouble);
    if (isTroubled) {
      for (const each of waiting.keys()) say(each, "waiting", reply.trouble);
      return;
    }
    const isLatest = waiting.get(position) === answer;
    if (isLatest) waiting.delete(position);
    keep(words.attempt, windowId, waiting);
    take(position, reply, isLatest);
  }
}

async function post(position, answer) {
  const body = new URLSearchParams(answer.fields);
  body.set("position", position);
  body.set("key", answer.key);
  body.set("window", answer.window);
  body.set("known", answer.known);
  try {
    return await ask({ method: "POST", body, headers: { "X-CSRFToken": token() } });
  } catch {
    return { trouble: words.waiting };
  }
}

// The token changes when the reader signs in again in another tab, so it is read each time.
function token() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? form.elements.csrfmiddlewaretoken.value;
}

async function ask(request) {
  const reply = await fetch(words.answers, { ...request, redirect: "manual" });
  if (reply.status >= 500) throw new Error(reply.status);
  const isOurs = reply.headers.get("content-type")?.includes("json");
  return isOurs ? reply.json() : { trouble: words.signedOut };
}

function take(position, reply, isLatest) {
  if (reply.code === "submitted" || reply.code === "too_late") return leave();
  if (!reply.saved) {
    if (isLatest) unclear.set(position, reply.error);
    if (isLatest) say(position, "waiting", `${words.unclear} ${reply.error}`);
    return undefined;
  }
  if (reply.is_outdated) {
    setTimeout(look, 100);
    return undefined;
  }
  knownAt(position).value = reply.step;
  const later = waiting.get(position);
  if (later) later.known = String(reply.step);
  setClock(reply.seconds_left);
  markNavigator(position, reply.is_answered);
  if (!isLatest) return undefined;
  if (reply.elsewhere) say(position, "elsewhere", `${words.elsewhere} ${reply.elsewhere}.`);
  else say(position, "saved", `${reply.is_answered ? words.saved : words.blank} ${reply.at}`);
  return undefined;
}

function leave() {
  isDone = true;
  forget(words.attempt);
  location.assign(words.result);
}

// What another window or device saved meanwhile is shown and told.
async function look() {
  if (isDone || sending || document.visibilityState === "hidden") return;
  let state;
  try {
    state = await ask({});
  } catch {
    return;
  }
  if (state.submitted) leave();
  if (!state.answers) return;
  setClock(state.seconds_left);
  for (const [position, answer] of Object.entries(state.answers)) {
    const number = Number(position);
    const isBusy = waiting.has(number) || typing.has(number) || unclear.has(number);
    if (isBusy || sending || Number(knownAt(position).value) >= answer.step) continue;
    const name = (end) => (end ? `q${position}-${end}` : `q${position}`);
    const fields = Object.entries(answer.fields).flatMap(([end, values]) => values.map((value) => [name(end), value]));
    fill(number, fields);
    knownAt(position).value = answer.step;
    markNavigator(number, fields.some(([, value]) => value !== ""));
    say(number, "elsewhere", `${words.replaced} ${answer.at}.`);
  }
}

// Answers that an earlier page of this attempt could not send any more.
async function adopt() {
  for (const [position, answer] of await abandoned(words.attempt, windowId)) {
    if (!questionAt(position) || waiting.has(position)) continue;
    fill(position, answer.fields);
    waiting.set(position, answer);
    say(position, "waiting", words.waiting);
  }
  keep(words.attempt, windowId, waiting);
  if (waiting.size) send();
}

// Answers given while this script was still on its way.
function catchUp() {
  for (const question of form.querySelectorAll(".question")) {
    const position = Number(question.dataset.position);
    const inputs = [...question.querySelectorAll("input:not([type=hidden]), select, textarea")];
    if (!waiting.has(position) && inputs.some(isChanged)) given(position);
  }
}

function isChanged(input) {
  if (input.type === "radio" || input.type === "checkbox") return input.checked !== input.defaultChecked;
  if (!input.options) return input.value !== input.defaultValue;
  const shown = [...input.options].find((option) => option.defaultSelected) ?? input.options[0];
  return input.value !== shown.value;
}

function isUnfinished(position) {
  const places = [...questionAt(position).querySelectorAll("[data-order] select")].map((each) => each.value);
  const given = places.filter(Boolean);
  return given.length > 0 && new Set(given).size !== places.length;
}

form.addEventListener("input", (event) => {
  const question = event.target.closest(".question");
  if (!question) return;
  const isText = event.target.matches("textarea, input:not([type=radio], [type=checkbox])");
  given(Number(question.dataset.position), isText ? PAUSE : 0);
});

function given(position, pause = 0) {
  clearTimeout(typing.get(position));
  typing.delete(position);
  if (isUnfinished(position)) {
    unclear.set(position, words.unfinished);
    say(position, "waiting", words.unfinished);
    return;
  }
  typing.set(position, setTimeout(() => save(position), pause));
  if (pause) say(position, "saving", "");
}

// The clock shows the server's remaining time; the server alone decides.
const clock = form.querySelector("[data-clock]");
let end = null;
let said = Infinity;

function setClock(secondsLeft) {
  if (secondsLeft !== null && secondsLeft !== undefined) end = performance.now() + secondsLeft * 1000;
}

function tick() {
  if (end === null || isDone) return;
  const left = Math.max(0, Math.round((end - performance.now()) / 1000));
  clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} ${words.left}`;
  clock.toggleAttribute("data-soon", left <= 300);
  for (const mark of [600, 300, 60]) {
    if (left <= mark && said > mark && left > mark - 30) {
      said = mark;
      announce.textContent = mark === 60 ? words.minute : `${mark / 60} ${words.minutes}`;
    }
  }
  if (left === 0) handIn("time");
}

async function flush() {
  for (const position of [...typing.keys()]) save(position);
  await sending;
  if (waiting.size) await send();
}

async function handIn(why) {
  if (isDone) return;
  await flush();
  if (isDone) return;
  if (waiting.size) {
    note.textContent = words.pending;
    return;
  }
  if (unclear.size && why !== "time") {
    note.textContent = `${words.mend} ${[...unclear.keys()].sort((a, b) => a - b).join(", ")}`;
    return;
  }
  isDone = true;
  const decision = document.createElement("input");
  Object.assign(decision, { type: "hidden", name: "do", value: "submit" });
  form.append(decision);
  form.submit();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  note.textContent = "";
  handIn("asked");
});
addEventListener("beforeunload", (event) => {
  if (!isDone && isTroubled) event.preventDefault();
});
addEventListener("pagehide", () => {
  for (const position of [...typing.keys()]) save(position);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
addEventListener("online", send);
addEventListener("focus", look);
document.addEventListener("visibilitychange", look);
setInterval(look, LOOK);
setInterval(tick, 1000);

for (const each of form.querySelectorAll("[data-with-script]")) each.hidden = false;
for (const each of form.querySelectorAll("[data-without-script]")) each.hidden = true;
setClock(words.secondsLeft === undefined ? null : Number(words.secondsLeft));
tick();
adopt().then(catchUp);
