// Texts that are dragged into gaps or beside a line, or put there by a press. The select fields that
// work without a script hold what is placed.
import { draggable, say } from "./drag.js";

function textsOf(select) {
  return [...select.options].filter((option) => option.value);
}

function placing(area) {
  const words = area.dataset;
  const places = [...area.querySelectorAll("select[data-gap]")];
  const isReused = "reuse" in words;
  const chips = new Map();

  const holding = (value) => places.filter((place) => place.value === value);
  const refresh = () => {
    for (const [value, chip] of chips) {
      const isUsed = holding(value).length > 0;
      chip.toggleAttribute("data-used", isUsed);
      if (!isReused) chip.setAttribute("aria-pressed", String(isUsed));
    }
  };
  const taken = (select) => {
    for (const other of isReused ? [] : places) {
      if (other !== select && other.value === select.value) other.value = "";
    }
    refresh();
  };
  const put = (value, select) => {
    const before = holding(value)[0];
    if (select) {
      select.value = value;
      say(`${chips.get(value).textContent}: ${words.placed} ${select.dataset.gap}`);
    } else if (before) {
      before.value = "";
      say(`${chips.get(value).textContent}: ${words.taken} ${before.dataset.gap}`);
    } else say(words.full);
    (select ?? before)?.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const placeAt = (element) => {
    const line = element?.closest("select[data-gap]") ?? element?.closest(".match")?.querySelector("select");
    return places.includes(line) ? line : null;
  };
  const highlight = (target) => {
    for (const place of places) place.toggleAttribute("data-over", place === target);
  };

  const list = document.createElement("ul");
  list.className = "chips";
  list.setAttribute("aria-label", words.texts);
  for (const { value, text } of textsOf(places[0])) {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.textContent = text;
    chip.addEventListener("click", () => {
      const isTaken = !isReused && holding(value).length > 0;
      put(value, isTaken ? null : places.find((place) => !place.value));
    });
    draggable(chip, {
      over: (element) => highlight(placeAt(element)),
      drop: (element) => {
        highlight(null);
        const target = placeAt(element);
        if (target) put(value, target);
      },
    });
    chips.set(value, chip);
    const item = document.createElement("li");
    item.append(chip);
    list.append(item);
  }
  area.append(list);
  area.addEventListener("input", (event) => taken(event.target));
  area.closest(".question")?.addEventListener("filled", refresh);
  for (const help of area.querySelectorAll("[data-with-placing]")) help.hidden = false;
  refresh();
}

for (const area of document.querySelectorAll("[data-placing]")) placing(area);
