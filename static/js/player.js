// Saves each answer as it is given. An answer counts as saved only when the server has said so;
// until then it is kept in this browser and sent again.
const form = document.getElementById("player");
const words = form.dataset;
const store = `attempt:${words.attempt}`;
const announce = form.querySelector("[data-announce]");
const RETRY = 3000; // milliseconds
const PAUSE = 700; // after the last key in a text field

const windowId = (() => {
  const key = "window";
  const id = sessionStorage.getItem(key) || crypto.randomUUID();
  sessionStorage.setItem(key, id);
  return id;
})();

const waiting = new Map(); // position → {key, fields}
const typing = new Map(); // position → timer of a text that is still being typed
let sending = false;

const questionAt = (position) => document.getElementById(`question-${position}`);

function keep() {
  try {
    localStorage.setItem(store, JSON.stringify([...waiting]));
  } catch {
    // No storage: what waits lives as long as this page.
  }
}

function say(position, state, text) {
  const line = questionAt(position)?.querySelector("[data-save-state]");
  if (!line) return;
  line.dataset.state = state;
  line.textContent = text;
}

function fieldsOf(position) {
  const name = `q${position}`;
  return [...new FormData(form)].filter(([key]) => key === name || key.startsWith(`${name}-`));
}

function save(position) {
  clearTimeout(typing.get(position));
  typing.delete(position);
  waiting.set(position, { key: crypto.randomUUID(), fields: fieldsOf(position) });
  keep();
  say(position, "saving", words.saving);
  send();
}

async function send() {
  if (sending) return;
  sending = true;
  try {
    while (waiting.size) {
      const [position, answer] = waiting.entries().next().value;
      if (!(await sendOne(position, answer))) break;
    }
  } finally {
    sending = false;
  }
  if (waiting.size) setTimeout(send, RETRY);
}

async function sendOne(position, answer) {
  const body = new URLSearchParams(answer.fields);
  body.set("position", position);
  body.set("key", answer.key);
  body.set("window", windowId);
  body.set("known", questionAt(position)?.dataset.step || "0");
  let reply;
  let told;
  try {
    reply = await fetch(words.answers, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      redirect: "error",
    });
    if (reply.status >= 500) throw new Error(reply.status);
    told = await reply.json();
  } catch {
    for (const each of waiting.keys()) say(each, "waiting", words.waiting);
    return false;
  }
  const isLatest = waiting.get(position)?.key === answer.key;
  if (isLatest) waiting.delete(position);
  keep();
  if (!told.saved) {
    if (isLatest) say(position, "elsewhere", told.error);
    if (told.code === "submitted" || told.code === "too_late") location.reload();
    return true;
  }
  questionAt(position).dataset.step = told.step;
  if (told.elsewhere) say(position, "elsewhere", `${words.elsewhere} ${told.elsewhere}.`);
  else if (isLatest) say(position, "saved", `${words.saved} ${told.at}`);
  mark(position, answer.fields.some(([, value]) => value !== ""));
  return true;
}

function mark(position, isAnswered) {
  const link = form.querySelector(`.navigator a[href="#question-${position}"]`);
  link?.toggleAttribute("data-answered", isAnswered);
}

// What was not acknowledged before a reload is shown again and sent.
function restore() {
  let kept = [];
  try {
    kept = JSON.parse(localStorage.getItem(store) || "[]");
  } catch {
    return;
  }
  for (const [position, answer] of kept) {
    const question = questionAt(position);
    if (!question) continue;
    for (const input of question.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      const values = answer.fields.filter(([key]) => key === input.name).map(([, value]) => value);
      if (input.type === "radio" || input.type === "checkbox") {
        input.checked = values.includes(input.value);
      } else if (values.length) input.value = values[0];
    }
    waiting.set(position, answer);
    say(position, "waiting", words.waiting);
  }
  if (waiting.size) send();
}

function isComplete(position) {
  const places = questionAt(position).querySelectorAll("[data-order] select");
  const chosen = [...places].map((select) => select.value);
  return !places.length || chosen.every((value) => value === "") || (chosen.every(Boolean) && new Set(chosen).size === chosen.length);
}

form.addEventListener("input", (event) => {
  const question = event.target.closest(".question");
  if (!question) return;
  const position = Number(question.dataset.position);
  clearTimeout(typing.get(position));
  const isText = event.target.matches("textarea, input:not([type=radio], [type=checkbox])");
  if (!isComplete(position)) return;
  typing.set(position, setTimeout(() => save(position), isText ? PAUSE : 0));
});

// Ordering: buttons move an item, and say where it is now.
for (const list of form.querySelectorAll("[data-order]")) {
  const position = Number(list.closest(".question").dataset.position);
  const move = (item, step) => {
    const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(item);
    else other.after(item);
    [...list.children].forEach((each, index) => {
      each.querySelector("select").value = String(index + 1);
    });
    const place = [...list.children].indexOf(item) + 1;
    announce.textContent = `${item.dataset.text} ${words.moved} ${place}`;
    save(position);
  };
  for (const item of list.children) {
    const moves = document.createElement("span");
    moves.className = "moves";
    for (const [text, sign, step] of [[words.up, "↑", -1], [words.down, "↓", 1]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", `${text}: ${item.dataset.text}`);
      button.addEventListener("click", () => {
        move(item, step);
        button.focus();
      });
      moves.append(button);
    }
    item.append(moves);
  }
}

// The clock shows the server's remaining time; the server alone decides.
if (words.secondsLeft) {
  const clock = form.querySelector("[data-clock]");
  const end = performance.now() + Number(words.secondsLeft) * 1000;
  const tick = () => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} ${words.left}`;
    if (left === 300 || left === 60) announce.textContent = `${left / 60} ${words.minutes}`;
    if (left === 0) {
      clearInterval(timer);
      handIn();
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
}

async function handIn() {
  for (const position of [...typing.keys()]) save(position);
  while (sending) await new Promise((done) => setTimeout(done, 50));
  await send();
  if (waiting.size) {
    const note = form.querySelector("[data-pending-note]");
    note.textContent = words.pending;
    note.hidden = false;
    return;
  }
  const flag = document.createElement("input");
  flag.type = "hidden";
  flag.name = "with_script";
  flag.value = "1";
  form.append(flag);
  form.submit();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  handIn();
});
addEventListener("online", send);
restore();
