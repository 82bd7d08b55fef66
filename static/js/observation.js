// Saves an observation as it is written. Until the server has a save it is kept on this device.
import { newId } from "./kept.js";

const form = document.getElementById("observation");
const words = form.dataset;
const name = `cascade-observation:${words.uid}`;
const state = form.querySelector("[data-state]");
const older = form.querySelector("[data-older]");
const PAUSE = 800; // milliseconds after the last key
const RETRY = 4000;
const OWN = new Set(["csrfmiddlewaretoken", "key", "sign_key", "based_on"]);

let waiting = null; // {key, based_on, fields} that the server has not confirmed
let isSending = false;
let isStopped = false;
let typing = null;

function keep() {
  try {
    if (waiting) localStorage.setItem(name, JSON.stringify(waiting));
    else localStorage.removeItem(name);
  } catch {
    // No storage: what waits lives as long as this page.
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function fieldsNow() {
  return [...new FormData(form)].filter(([key]) => !OWN.has(key));
}

function fill(fields) {
  const values = new Map(fields);
  for (const input of form.elements) {
    if (!input.name || OWN.has(input.name)) continue;
    if (input.type === "radio") input.checked = values.get(input.name) === input.value;
    else if (input.type !== "submit") input.value = values.get(input.name) ?? "";
  }
}

function changed() {
  clearTimeout(typing);
  waiting = { key: newId(), based_on: form.elements.based_on.value, fields: fieldsNow() };
  keep();
  send();
}

async function send() {
  if (!waiting || isSending || isStopped) return;
  isSending = true;
  state.textContent = words.saving;
  const sent = waiting;
  const reply = await post(sent);
  isSending = false;
  if (!reply) {
    state.textContent = words.waiting;
    setTimeout(send, RETRY);
  } else if (reply.error) refused(reply);
  else {
    form.elements.based_on.value = reply.version;
    if (waiting === sent) waiting = null;
    else waiting.based_on = reply.version;
    keep();
    if (waiting) send();
    else state.textContent = words.saved;
  }
}

async function post({ key, based_on, fields }) {
  const body = new URLSearchParams(fields);
  body.set("key", key);
  body.set("based_on", based_on);
  const headers = { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  try {
    const reply = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" });
    return reply.ok || reply.status === 409 ? await reply.json() : null;
  } catch {
    return null;
  }
}

function refused(reply) {
  state.textContent = reply.error;
  if (reply.code !== "older_copy") return;
  isStopped = true;
  older.querySelector("[data-older-text]").textContent = reply.error;
  older.dataset.version = reply.version;
  older.hidden = false;
  older.scrollIntoView({ block: "nearest" });
}

form.querySelector("[data-look]").addEventListener("click", () => {
  waiting = null;
  keep();
  location.reload();
});

form.querySelector("[data-over]").addEventListener("click", () => {
  older.hidden = true;
  isStopped = false;
  form.elements.based_on.value = older.dataset.version;
  changed();
});

form.addEventListener("change", changed);
form.addEventListener("input", (event) => {
  if (event.target.type === "radio") return;
  clearTimeout(typing);
  typing = setTimeout(changed, PAUSE);
});
// What waits on this device is the same save: with the same key it is kept once.
form.addEventListener("submit", (event) => {
  if (!navigator.onLine) {
    event.preventDefault();
    changed();
    return;
  }
  clearTimeout(typing);
  isStopped = true;
  form.elements.key.value = waiting?.key ?? newId();
});
addEventListener("online", send);

const left = kept();
if (left) {
  waiting = left;
  fill(left.fields);
  send();
}
