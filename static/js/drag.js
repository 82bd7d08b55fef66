// Dragging with mouse, pen or finger, and what is said aloud when something has moved.
const FAR = 6; // pixels before a press becomes a drag

export function say(text) {
  const announce = document.querySelector("[data-announce]");
  if (announce) announce.textContent = text;
}

// Calls `over` with what lies under the pointer while dragging, and `drop` with it at the end. The page
// listens as a whole, since what is dragged may change its place meanwhile.
export function draggable(handle, { shown = handle, over, drop }) {
  handle.addEventListener("pointerdown", (press) => {
    if (!press.isPrimary || press.button !== 0) return;
    let copy = null;
    const listening = new AbortController();
    const listen = (names, react) => {
      const isOurs = (event) => event.pointerId === press.pointerId && react(event);
      for (const name of names) document.addEventListener(name, isOurs, { signal: listening.signal });
    };
    const under = (event) => document.elementFromPoint(event.clientX, event.clientY);
    listen(["pointermove"], (event) => {
      const [x, y] = [event.clientX - press.clientX, event.clientY - press.clientY];
      if (!copy && Math.hypot(x, y) < FAR) return;
      copy ??= lift(shown);
      copy.style.translate = `${x}px ${y}px`;
      over(under(event));
    });
    listen(["pointerup", "pointercancel"], (event) => {
      listening.abort();
      if (!copy) return;
      copy.remove();
      drop(event.type === "pointerup" ? under(event) : null);
      // The click that ends a drag is no press of the button.
      const swallow = (click) => click.stopImmediatePropagation();
      handle.addEventListener("click", swallow, { capture: true });
      setTimeout(() => handle.removeEventListener("click", swallow, { capture: true }));
    });
  });
}

function lift(element) {
  const copy = element.cloneNode(true);
  const place = element.getBoundingClientRect();
  copy.classList.add("lifted");
  copy.removeAttribute("id");
  copy.inert = true;
  for (const field of copy.querySelectorAll("[name]")) field.removeAttribute("name");
  Object.assign(copy.style, { left: `${place.left}px`, top: `${place.top}px`, width: `${place.width}px` });
  document.body.append(copy);
  return copy;
}
