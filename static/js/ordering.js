// Ordering by buttons or by dragging: an item moves, its place is said aloud, and the place fields
// that work without a script follow.
import { draggable, say } from "./drag.js";

function settle(list, item) {
  const items = [...list.children];
  items.forEach((each, index) => {
    each.querySelector("select").value = String(index + 1);
  });
  say(`${item.dataset.text}: ${list.dataset.moved} ${items.indexOf(item) + 1}`);
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

function move(list, item, step) {
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(item);
  else other.after(item);
  settle(list, item);
}

function buttons(list, item) {
  const moves = document.createElement("span");
  moves.className = "moves";
  for (const [text, sign, step] of [[list.dataset.up, "↑", -1], [list.dataset.down, "↓", 1]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", `${text}: ${item.dataset.text}`);
    button.addEventListener("click", () => {
      move(list, item, step);
      button.focus();
    });
    moves.append(button);
  }
  return moves;
}

function grip(list, item) {
  const handle = document.createElement("span");
  handle.className = "grip";
  handle.setAttribute("aria-hidden", "true");
  handle.textContent = "⠿";
  draggable(handle, {
    shown: item,
    over: (element) => {
      const other = element?.closest("[data-order] > li");
      if (!other || other === item || other.parentElement !== list) return;
      const isAbove = other.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (isAbove) other.before(item);
      else other.after(item);
    },
    drop: () => settle(list, item),
  });
  return handle;
}

for (const list of document.querySelectorAll("[data-order]")) {
  for (const item of list.children) {
    item.prepend(grip(list, item));
    item.append(buttons(list, item));
  }
}
