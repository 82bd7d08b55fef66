// Notes on selected words, and keys 1 to 9 for the levels of a criterion.
const form = document.querySelector("form.marking");
const characters = (text) => Array.from(text).length; // as the server counts them

function placeIn(paragraph, node, offset) {
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, offset);
  return Number(paragraph.dataset.start) + characters(before.toString());
}

function paragraphOf(node) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  return element.closest("[data-start]");
}

function selectedPlace() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const from = paragraphOf(range.startContainer);
  const to = paragraphOf(range.endContainer);
  if (!from || from !== to || !form.contains(from)) return null;
  return {
    paragraph: from,
    start: placeIn(from, range.startContainer, range.startOffset),
    end: placeIn(from, range.endContainer, range.endOffset),
    text: range.toString(),
  };
}

function letSelect(line) {
  const [start, end, place] = ["start", "end", "place"].map((name) => form.elements[`note_${name}`]);
  form.querySelector("[data-selecting]").hidden = false;
  const show = (found) => {
    start.value = found ? found.start : "";
    end.value = found ? found.end : "";
    line.hidden = !found;
    line.querySelector("q").textContent = found ? found.text : "";
  };
  document.addEventListener("selectionchange", () => {
    const found = selectedPlace();
    if (!found) return;
    const paragraphs = [...found.paragraph.closest("[data-part]").querySelectorAll("[data-start]")];
    const part = found.paragraph.closest("[data-part]").dataset.part;
    place.value = `${part}-${paragraphs.indexOf(found.paragraph) + 1}`;
    show(found);
  });
  line.querySelector("button").addEventListener("click", () => show(null));
  place.addEventListener("change", () => show(null));
  if (start.value) show({ start: start.value, end: end.value, text: "…" });
}

const line = form.querySelector("[data-selected]");
if (line) letSelect(line);

for (const help of form.querySelectorAll("[data-keys]")) help.hidden = false;
form.addEventListener("keydown", (event) => {
  const levels = event.target.closest("[data-levels]");
  if (!levels || event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
  const radio = levels.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
  if (!radio) return;
  event.preventDefault();
  radio.checked = true;
  radio.focus();
});
