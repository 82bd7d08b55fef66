// Each mark on an attendance list is kept in this browser until the server has it; sent twice is once.
import { newId } from "./kept.js";

const form = document.querySelector("form.attendance");
const line = form.querySelector("[data-state-line]");
const name = `cascade-attendance:${form.dataset.keep}`;
const RETRY = 15_000;
let memory = [];
let isSending = false;
const refused = new Set();

function waiting() {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return memory; // No storage: what waits lives as long as this page.
  }
}

function keep(marks) {
  memory = marks;
  try {
    if (marks.length) localStorage.setItem(name, JSON.stringify(marks));
    else localStorage.removeItem(name);
  } catch {
    return;
  }
}

const rowOf = (place) => form.querySelector(`[data-place="${CSS.escape(place)}"]`);
const field = (row, part) => row.querySelector(`[name="${part}-${row.dataset.place}"]`);

function show(state, text) {
  line.dataset.state = state;
  line.textContent = text;
}

function mark(row) {
  const place = row.dataset.place;
  const choice = row.querySelector("input[type=radio]:checked")?.value;
  const minutes = field(row, "minutes").value.trim();
  if (!choice || (choice === "part" && !minutes)) return;
  const made = { uid: newId(), place, choice, minutes, made_at: new Date().toISOString() };
  // A mark that was refused gives way to the next one of the same person.
  keep([...waiting().filter((each) => each.place !== place || !refused.has(each.uid)), made]);
}

// What the server refused waits for another mark, or for the page to be opened again.
const unsent = () => waiting().filter((each) => !refused.has(each.uid));

async function send() {
  const marks = unsent();
  if (isSending || !marks.length) return;
  isSending = true;
  show("waiting", form.dataset.waiting);
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("marks", JSON.stringify(marks.slice(0, 100)));
  try {
    const answer = await fetch(form.dataset.marks, { method: "POST", body });
    if (answer.redirected || answer.status === 403) show("waiting", form.dataset.signIn);
    else if (answer.ok) take(marks, await answer.json());
  } catch {
    show("waiting", form.dataset.waiting);
  }
  isSending = false;
  if (unsent().some((each) => !marks.some((sent) => sent.uid === each.uid))) send();
}

function take(marks, answer) {
  const saved = new Set(answer.saved);
  keep(waiting().filter((each) => !saved.has(each.uid)));
  for (const each of marks) {
    const row = rowOf(each.place);
    const sentence = answer.refused[each.uid];
    if (sentence) refused.add(each.uid);
    if (!row) continue;
    if (saved.has(each.uid)) field(row, "shown").value = spelled(each);
    const error = row.querySelector("[data-refused]");
    error.textContent = sentence ?? "";
    error.hidden = !sentence;
  }
  for (const [place, standing] of Object.entries(answer.lines)) {
    const row = rowOf(place);
    if (row) row.querySelector("[data-standing]").innerHTML = standing;
  }
  document.querySelector("[data-present]").textContent = answer.present;
  if (unsent().length) show("waiting", form.dataset.waiting);
  else if (waiting().length) show("waiting", form.dataset.refused);
  else show("saved", form.dataset.saved);
}

function spelled({ choice, minutes }) {
  if (choice === "excused") return choice;
  if (choice === "absent") return "0";
  return choice === "part" ? String(Number(minutes)) : form.dataset.whole;
}

function choose(row, value) {
  row.querySelector(`input[type=radio][value=${value}]`).checked = true;
}

function start() {
  for (const each of document.querySelectorAll("[data-scripted]")) each.hidden = false;
  form.querySelector("[data-save]").hidden = true;
  const all = form.querySelector("[data-all]");
  const open = () => [...form.querySelectorAll("[data-place]")].filter((row) => !row.querySelector("input:checked"));
  all.hidden = !open().length;
  all.addEventListener("click", () => {
    for (const row of open()) {
      choose(row, "full");
      mark(row);
    }
    all.hidden = true;
    send();
  });
  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-place]");
    if (!row) return;
    if (event.target.type === "radio") {
      const minutes = field(row, "minutes");
      if (event.target.value === "part") minutes.focus();
      else minutes.value = "";
    } else choose(row, "part");
    mark(row);
    send();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  for (const each of waiting()) {
    const row = rowOf(each.place);
    if (!row) continue;
    choose(row, each.choice);
    field(row, "minutes").value = each.choice === "part" ? each.minutes : "";
  }
  addEventListener("online", send);
  setInterval(send, RETRY);
  send();
}

// A list that needs a reason is saved as a whole, with its button.
if (!("together" in form.dataset)) start();
