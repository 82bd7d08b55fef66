// Saves each answer as it is given. An answer counts as saved only when the server has said so;
// until then it is kept in this browser and sent again.
import { abandoned, closedWindows, forget, keep, newId } from "./kept.js";

const form = document.getElementById("player");
const words = form.dataset;
const announce = form.querySelector("[data-announce]");
const note = form.querySelector("[data-pending-note]");
const RETRY = 3000; // milliseconds until unsaved answers are sent again
const PAUSE = 700; // after the last key in a text
const LOOK = 20000; // how often to look for answers of other windows

const windowId = newId(); // of this page as it is open now; a duplicated tab is another window
// Given and not acknowledged: position → {key, known, window, fields}, "flag-3" → {key, window, kind}.
const waiting = new Map();
const typing = new Map(); // position → timer of a text that is still being typed
const unclear = new Map(); // position → why the server could not take the answer
let sending = null;
let retry = null;
let isTroubled = false;
let isDone = false;

const isFlag = (name) => typeof name === "string";
const positionOf = (name) => (isFlag(name) ? Number(name.slice("flag-".length)) : name);
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
  questionAt(position).dispatchEvent(new CustomEvent("filled", { detail: fields }));
}

function markNavigator(position, state, is) {
  form.querySelector(`[data-nav="${position}"] [data-is="${state}"]`).hidden = !is;
  form.querySelector("[data-count]").textContent = form.querySelectorAll('[data-is="answered"]:not([hidden])').length;
}

function showFlag(position, is) {
  const button = form.querySelector(`[data-flag="${position}"]`);
  button.value = `${is ? "unflag" : "flag"}-${position}`;
  button.querySelector("[data-flag-text]").textContent = is ? words.unflag : words.flag;
  markNavigator(position, "flagged", is);
}

function flag(position, is) {
  showFlag(position, is);
  wait(`flag-${position}`, { key: newId(), window: windowId, kind: is ? "flagged" : "unflagged" });
}

function save(position) {
  clearTimeout(typing.get(position));
  typing.delete(position);
  unclear.delete(position);
  wait(position, {
    key: newId(),
    known: knownAt(position).value,
    window: windowId,
    fields: fieldsOf(position),
  });
  say(position, "saving", words.saving);
}

function wait(name, given) {
  waiting.set(name, given);
  keep(words.attempt, windowId, waiting);
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
    const [name, given] = waiting.entries().next().value;
    const reply = await (isFlag(name) ? postFlag(name, given) : postAnswer(name, given));
    isTroubled = Boolean(reply.trouble);
    if (isTroubled) {
      for (const each of waiting.keys()) say(positionOf(each), "waiting", reply.trouble);
      return;
    }
    const isLatest = waiting.get(name) === given;
    if (isLatest) waiting.delete(name);
    keep(words.attempt, windowId, waiting);
    if (isFlag(name)) takeFlag(name, reply);
    else take(name, reply, isLatest);
  }
}

function postAnswer(position, answer) {
  const body = new URLSearchParams(answer.fields);
  body.set("position", position);
  body.set("key", answer.key);
  body.set("window", answer.window);
  body.set("known", answer.known);
  return post(words.answers, body);
}

function postFlag(name, { key, window, kind }) {
  return post(words.notes, new URLSearchParams({ key, window, kind, position: positionOf(name) }));
}

async function post(address, body) {
  try {
    return await ask(address, { method: "POST", body, headers: { "X-CSRFToken": token() } });
  } catch {
    return { trouble: words.waiting };
  }
}

// The token changes when the reader signs in again in another tab, so it is read each time.
function token() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? form.elements.csrfmiddlewaretoken.value;
}

async function ask(address, request) {
  const reply = await fetch(address, { ...request, redirect: "manual" });
  if (reply.status >= 500) throw new Error(reply.status);
  const isOurs = reply.headers.get("content-type")?.includes("json");
  return isOurs ? reply.json() : { trouble: words.signedOut };
}

const isEnd = (reply) => reply.code === "submitted" || reply.code === "too_late";

function takeFlag(name, reply) {
  if (isEnd(reply)) leave();
  const position = positionOf(name);
  const line = questionAt(position).querySelector("[data-save-state]");
  if (line.dataset.state === "waiting" && !waiting.has(position) && !unclear.has(position)) say(position, "", "");
}

function take(position, reply, isLatest) {
  if (isEnd(reply)) return leave();
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
  markNavigator(position, "answered", reply.is_answered);
  markNavigator(position, "unsure", reply.is_unsure);
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
    state = await ask(words.answers, {});
  } catch {
    return;
  }
  if (state.submitted) leave();
  if (!state.answers) return;
  if (state.paused && !waiting.size && !typing.size) location.reload();
  setClock(state.seconds_left);
  for (const { dataset } of form.querySelectorAll("[data-nav]")) {
    const position = Number(dataset.nav);
    if (!waiting.has(`flag-${position}`)) showFlag(position, state.flags.includes(position));
  }
  for (const [position, answer] of Object.entries(state.answers)) {
    const number = Number(position);
    const isBusy = waiting.has(number) || typing.has(number) || unclear.has(number);
    if (isBusy || sending || Number(knownAt(position).value) >= answer.step) continue;
    const name = (end) => (end ? `q${position}-${end}` : `q${position}`);
    const fields = Object.entries(answer.fields).flatMap(([end, values]) => values.map((value) => [name(end), value]));
    fill(number, fields);
    knownAt(position).value = answer.step;
    markNavigator(number, "answered", answer.is_answered);
    markNavigator(number, "unsure", answer.is_unsure);
    say(number, "elsewhere", `${words.replaced} ${answer.at}.`);
  }
}

// Answers that an earlier page of this attempt could not send any more.
async function adopt() {
  for (const [name, given] of await abandoned(words.attempt, windowId)) {
    const position = positionOf(name);
    if (!questionAt(position) || waiting.has(name)) continue;
    if (isFlag(name)) showFlag(position, given.kind === "flagged");
    else fill(position, given.fields);
    waiting.set(name, given);
    say(position, "waiting", words.waiting);
  }
  keep(words.attempt, windowId, waiting);
  if (waiting.size) send();
}

// Another window that is open already is told of, and both stand in the log.
async function open(key = newId()) {
  const closed = (await closedWindows(words.attempt, windowId)).join(",");
  const reply = await post(words.notes, new URLSearchParams({ key, window: windowId, kind: "opened", closed }));
  if (reply.trouble) setTimeout(() => open(key), RETRY);
  if (!reply.elsewhere) return;
  const callout = form.querySelector("[data-windows]");
  callout.hidden = false;
  callout.querySelector("p").textContent = `${words.opened} ${reply.elsewhere}.`;
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
  form.querySelector("[data-warning]").hidden = left > 300;
  for (const mark of [600, 300, 60]) {
    if (left <= mark && said > mark && left > mark - 30) {
      said = mark;
      announce.textContent = `${mark === 60 ? words.minute : `${mark / 60} ${words.minutes}`}. ${words.ends}`;
    }
  }
  if (left === 0) handIn("time");
}

async function flush() {
  for (const position of [...typing.keys()]) save(position);
  await sending;
  if (waiting.size) await send();
}

async function isSaved() {
  if (!isDone) await flush();
  if (waiting.size) note.textContent = words.pending;
  return !isDone && !waiting.size;
}

async function handIn(why) {
  if (!(await isSaved())) return;
  if (unclear.size && why !== "time") {
    note.textContent = `${words.mend} ${[...unclear.keys()].sort((a, b) => a - b).join(", ")}`;
    return;
  }
  leaveBy("submit");
}

function leaveBy(what) {
  isDone = true;
  const decision = document.createElement("input");
  Object.assign(decision, { type: "hidden", name: "do", value: what });
  form.append(decision);
  form.submit();
}

// One question a page: the others are on the page already, so an outage holds nobody up.
function go(position) {
  for (const place of form.querySelectorAll("[data-place]")) place.hidden = place.dataset.place !== String(position);
  for (const button of form.querySelectorAll("[data-nav] button")) {
    if (button.value === `go-${position}`) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  }
  form.elements.current.value = position;
  document.getElementById("navigator").hidePopover();
  scrollTo(0, 0);
  questionAt(position).tabIndex = -1;
  questionAt(position).focus({ preventScroll: true });
}

function goOn(position) {
  history.pushState(null, "", `?question=${position}`);
  go(position);
}

addEventListener("popstate", () => {
  if ("one" in words) go(new URLSearchParams(location.search).get("question") ?? form.elements.current.defaultValue);
});
document.getElementById("navigator").addEventListener("click", (event) => {
  if (event.target.closest("a")) event.currentTarget.hidePopover();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  note.textContent = "";
  const [verb, position] = (event.submitter?.value ?? "submit").split("-");
  const verbs = {
    go: () => goOn(position),
    flag: () => flag(Number(position), true),
    unflag: () => flag(Number(position), false),
    save: flush,
    pause: async () => (await isSaved()) && leaveBy("pause"),
    submit: () => handIn("asked"),
  };
  verbs[verb]();
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
open();
