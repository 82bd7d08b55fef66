// Sends a chosen file at once and shows how far it is. The answer names the files by ticked boxes;
// a file that is sent again after a lost connection has the same key, so it is kept once.
import { newId } from "./kept.js";

const TRIES = 4;
const PAUSE = 2000; // milliseconds before the next try

function token(form) {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? form.elements.csrfmiddlewaretoken.value;
}

// Resolves with the server's reply, or with null when it gave none.
function post(url, body, csrf, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrf);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded / event.total));
    request.addEventListener("load", () => resolve(request.status < 500 ? request.response : null));
    request.addEventListener("error", () => resolve(null));
    request.send(body);
  });
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const isSmall = bytes < 1024 * 1024;
  return isSmall ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function uploads(area) {
  const words = area.dataset;
  const list = area.querySelector(".files");
  const input = area.querySelector("input[type=file]");
  const progress = area.querySelector("progress");
  const state = area.querySelector("[data-upload-state]");
  const boxes = () => [...list.querySelectorAll("input")];

  const dress = (row) => {
    const box = row.querySelector("input");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button secondary small";
    button.textContent = words.remove;
    const name = row.querySelector("a").getAttribute("data-name") ?? row.querySelector("span").firstChild.textContent.trim();
    button.setAttribute("aria-label", `${words.remove}: ${name}`);
    button.addEventListener("click", () => {
      row.remove();
      state.textContent = `${name} ${words.removed}`;
      list.dispatchEvent(new Event("input", { bubbles: true }));
      input.focus();
    });
    box.hidden = true;
    row.append(button);
  };
  const add = (file) => {
    if (boxes().some((box) => box.value === file.uid)) return;
    const row = document.createElement("li");
    const label = document.createElement("label");
    label.className = "option";
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: words.name, value: file.uid });
    box.defaultChecked = true;
    const text = document.createElement("span");
    const quiet = Object.assign(document.createElement("span"), { className: "quiet small", textContent: size(file.size) });
    text.append(`${file.name} `, quiet);
    label.append(box, text);
    const link = Object.assign(document.createElement("a"), { href: file.url, textContent: "↓", download: "" });
    link.setAttribute("aria-label", file.name);
    link.dataset.name = file.name;
    row.append(label, link);
    dress(row);
    list.append(row);
  };
  const refusal = (file) => {
    const name = file.name.toLowerCase();
    if (boxes().length >= Number(words.most)) return words.over;
    if (!words.endings.split(" ").some((ending) => name.endsWith(ending))) return `${file.name} ${words.kind}`;
    if (file.size > Number(words.largest) * 1024 * 1024) return `${file.name} ${words.large}`;
    return "";
  };
  const send = async (file) => {
    const body = new FormData();
    body.append("file", file);
    body.append("key", newId());
    body.append("beside", String(boxes().length));
    progress.hidden = false;
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (tries) await new Promise((resolve) => setTimeout(resolve, PAUSE));
      const reply = await post(words.upload, body, token(input.form), (share) => {
        progress.value = share;
      });
      if (reply) return reply;
    }
    return { error: `${file.name} ${words.lost}` };
  };
  const take = async (files) => {
    const told = [];
    for (const file of files) {
      state.textContent = `${words.sending} ${file.name} …`;
      const refused = refusal(file);
      const reply = refused ? { error: refused } : await send(file);
      if (reply.uid) add(reply);
      if (reply.uid) list.dispatchEvent(new Event("input", { bubbles: true }));
      told.push(reply.error ?? `${reply.name} ${words.kept}`);
    }
    progress.hidden = true;
    input.value = "";
    state.textContent = told.join(" ");
  };
  // Another window answered: show the files that count now.
  const follow = async (fields) => {
    const wanted = fields.filter(([name]) => name === words.name).map(([, value]) => value);
    for (const box of boxes()) if (!wanted.includes(box.value)) box.closest("li").remove();
    if (wanted.every((uid) => boxes().some((box) => box.value === uid))) return;
    const reply = await fetch(words.upload);
    const { files } = await reply.json();
    for (const file of files) if (wanted.includes(file.uid)) add(file);
  };

  input.removeAttribute("name");
  for (const note of area.querySelectorAll("[data-without-upload]")) note.hidden = true;
  for (const row of list.children) dress(row);
  input.addEventListener("change", () => take([...input.files]));
  area.addEventListener("input", (event) => {
    if (event.target === input) event.stopPropagation();
  });
  area.closest(".question")?.addEventListener("filled", (event) => follow(event.detail ?? []));
}

for (const area of document.querySelectorAll("[data-upload]")) {
  if (area.dataset.upload) uploads(area);
}
