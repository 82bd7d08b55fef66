// The attendance list that is opened from disk: entries are added, never changed, and go into a file.
(() => {
  const said = JSON.parse(document.getElementById("said").textContent);
  const state = document.querySelector("[data-state]");
  const name = `cascade-pack:${said.pack}`;
  let entries = kept();
  let isInFile = false;

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "[]");
    } catch {
      return [];
    }
  }

  function keep() {
    try {
      localStorage.setItem(name, JSON.stringify(entries));
    } catch {
      return; // No storage: the entries live as long as this page, which asks before it closes.
    }
  }

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  function note(row) {
    const choice = row.querySelector("input:checked")?.value;
    const typed = row.querySelector("input[type=number]").value.trim();
    const line = row.querySelector(".noted");
    if (!choice || (choice === "part" && !typed)) return;
    const minutes = { full: said.minutes, part: Number(typed) }[choice] ?? 0;
    if (!Number.isInteger(minutes) || minutes < 0 || minutes > said.minutes) {
      line.textContent = state.dataset.wrong;
      return;
    }
    const { place, name: called } = row.dataset;
    const made_at = new Date().toISOString();
    entries.push({ id: newId(), place, name: called, minutes, excused: choice === "excused", made_at });
    isInFile = false;
    keep();
    show();
  }

  async function hashOf(entry) {
    const text = [entry.id, entry.place, entry.name, entry.minutes, entry.excused ? 1 : 0, entry.made_at].join("\n");
    const bytes = new TextEncoder();
    const rule = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", bytes.encode(said.key), rule, false, ["sign"]);
    const made = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes.encode(text)));
    return [...made].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function makeFile() {
    if (!entries.length) return;
    if (!globalThis.crypto?.subtle) {
      state.textContent = state.dataset.unable;
      return;
    }
    const number = entries.length;
    const signed = await Promise.all(entries.map(async (each) => ({ ...each, hash: await hashOf(each) })));
    const file = { format: "cascade-session-pack", version: 1, session: said.session, pack: said.pack, entries: signed };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
    link.download = `attendance-${said.session.slice(0, 8)}.json`;
    link.click();
    isInFile = entries.length === number;
    show();
  }

  function show() {
    for (const row of document.querySelectorAll("[data-place]")) {
      const last = entries.findLast((each) => each.place === row.dataset.place);
      if (!last) continue;
      const choice = last.excused ? "excused" : { 0: "absent", [said.minutes]: "full" }[last.minutes] ?? "part";
      row.querySelector(`input[value=${choice}]`).checked = true;
      row.querySelector("input[type=number]").value = choice === "part" ? last.minutes : "";
      const time = new Date(last.made_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      row.querySelector(".noted").textContent = `${last.minutes} min · ${state.dataset.noted} ${time}`;
    }
    if (!entries.length) state.textContent = state.dataset.empty;
    else state.textContent = isInFile ? state.dataset.made : `${state.dataset.unsent} ${entries.length}`;
  }

  document.addEventListener("change", (event) => {
    const row = event.target.closest("[data-place]");
    if (!row) return;
    if (event.target.type === "number") row.querySelector("input[value=part]").checked = true;
    else if (event.target.value === "part") row.querySelector("input[type=number]").focus();
    else row.querySelector("input[type=number]").value = "";
    note(row);
  });
  document.querySelector("[data-export]").addEventListener("click", makeFile);
  addEventListener("beforeunload", (event) => {
    if (entries.length && !isInFile) event.preventDefault();
  });
  show();
})();
