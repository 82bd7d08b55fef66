// For authors of a hot spot: shows the areas on the picture and lets them be drawn there. The fields
// with numbers hold them; this only writes into those.
const SVG = "http://www.w3.org/2000/svg";
const area = document.querySelector("[data-draw-areas]");
const picture = area.querySelector("img");
const drawing = area.querySelector("svg");
const buttons = area.querySelector(".draw-buttons");
const chosenPicture = document.querySelector("[name=picture]");
let current = 0;

function fieldsOf(number) {
  const field = (end) => document.querySelector(`[name="areas-${number}-${end}"]`);
  return { coords: field("value-coords"), shape: field("value-shape"), text: field("value-text"), deleted: field("deleted") };
}

// The areas in the form, in its order, without those that are taken away.
function areas() {
  return [...document.querySelectorAll('[name^="areas-"][name$="-value-coords"]')]
    .map((field) => fieldsOf(field.name.split("-")[1]))
    .filter(({ deleted }) => !deleted?.value);
}

function numbersOf({ coords }) {
  return coords.value.split(/[,;\s]+/).filter(Boolean).map(Number);
}

const ratio = () => (picture.clientHeight ? picture.clientWidth / picture.clientHeight : 1);

function shapeOf(each) {
  const numbers = numbersOf(each);
  if (numbers.length < 2 || numbers.some(Number.isNaN)) return null;
  const attributes = {
    rectangle: ["rect", { x: numbers[0], y: numbers[1], width: numbers[2] ?? 0, height: numbers[3] ?? 0 }],
    circle: ["ellipse", { cx: numbers[0], cy: numbers[1], rx: numbers[2] ?? 0, ry: (numbers[2] ?? 0) * ratio() }],
    polygon: ["polygon", { points: numbers.join(" ") }],
  }[each.shape.value];
  const shape = document.createElementNS(SVG, attributes[0]);
  for (const [name, value] of Object.entries(attributes[1])) shape.setAttribute(name, value);
  return shape;
}

function show() {
  area.hidden = !chosenPicture.value;
  if (area.hidden) return;
  const address = area.dataset.picture.replace("/0/", `/${chosenPicture.value}/`);
  if (picture.getAttribute("src") !== address) picture.src = address;
  const all = areas();
  current = Math.min(current, Math.max(all.length - 1, 0));
  drawing.replaceChildren();
  buttons.replaceChildren();
  all.forEach((each, number) => {
    const shape = shapeOf(each);
    if (shape) {
      shape.toggleAttribute("data-current", number === current);
      drawing.append(shape);
    }
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button-small button-secondary", textContent: `${number + 1} ${each.text.value}` });
    button.setAttribute("aria-pressed", String(number === current));
    button.addEventListener("click", () => {
      current = number;
      show();
      buttons.children[number].focus();
    });
    buttons.append(button);
  });
}

function placeOf(event) {
  const frame = picture.getBoundingClientRect();
  const share = (value, size) => Math.min(100, Math.max(0, Math.round((value / size) * 1000) / 10));
  return [share(event.clientX - frame.left, frame.width), share(event.clientY - frame.top, frame.height)];
}

const rounded = (value) => Math.round(value * 10) / 10;

function drawn(shape, [x, y], [toX, toY]) {
  if (shape === "circle") return [x, y, rounded(Math.hypot(toX - x, (toY - y) / ratio()))];
  return [Math.min(x, toX), Math.min(y, toY), rounded(Math.abs(toX - x)), rounded(Math.abs(toY - y))];
}

function write(each, numbers) {
  each.coords.value = numbers.join(", ");
  each.coords.dispatchEvent(new Event("input", { bubbles: true }));
  show();
}

drawing.addEventListener("pointerdown", (press) => {
  const each = areas()[current];
  if (!each) return;
  press.preventDefault();
  const from = placeOf(press);
  if (each.shape.value === "polygon") {
    write(each, [...numbersOf(each), ...from]);
    return;
  }
  drawing.setPointerCapture(press.pointerId);
  const move = (event) => write(each, drawn(each.shape.value, from, placeOf(event)));
  drawing.addEventListener("pointermove", move);
  drawing.addEventListener("pointerup", () => drawing.removeEventListener("pointermove", move), { once: true });
});
area.querySelector("[data-clear]").addEventListener("click", () => {
  const each = areas()[current];
  if (each) write(each, []);
});
document.addEventListener("input", (event) => {
  if (event.target.name?.startsWith("areas-") && event.isTrusted) show();
});
document.addEventListener("change", () => setTimeout(show));
document.addEventListener("focusin", (event) => {
  const number = areas().findIndex((each) => Object.values(each).includes(event.target));
  if (number < 0 || number === current) return;
  current = number;
  show();
});
document.addEventListener("click", () => setTimeout(() => {
  if (buttons.childElementCount !== areas().length) show();
}, 300));
picture.addEventListener("load", show);
chosenPicture.closest(".w-panel, .w-field__wrapper, section")?.append(area);
setTimeout(show);
