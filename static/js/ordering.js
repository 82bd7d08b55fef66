// Ordering by buttons: an item moves up or down, its place is said aloud, and the place fields
// that work without a script follow.
const words = document.querySelector("[data-order-words]")?.dataset ?? {};

function placeAll(list) {
  [...list.children].forEach((item, index) => {
    item.querySelector("select").value = String(index + 1);
  });
}

function move(list, item, step) {
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(item);
  else other.after(item);
  placeAll(list);
  const announce = document.querySelector("[data-announce]");
  if (announce) {
    announce.textContent = `${item.dataset.text}: ${words.moved} ${[...list.children].indexOf(item) + 1}`;
  }
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const list of document.querySelectorAll("[data-order]")) {
  for (const item of list.children) {
    const moves = document.createElement("span");
    moves.className = "moves";
    for (const [text, sign, step] of [[words.up, "↑", -1], [words.down, "↓", 1]]) {
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
    item.append(moves);
  }
}
