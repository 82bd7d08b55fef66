// Areas of a picture that can be pressed; the list beside it holds what is chosen.
for (const picture of document.querySelectorAll("[data-spots]")) {
  const spots = [...picture.querySelectorAll("[data-spot]")].map((spot) => [
    spot,
    document.getElementById(spot.dataset.spot),
  ]);
  const refresh = () => {
    for (const [spot, input] of spots) {
      spot.toggleAttribute("data-chosen", input.checked);
      spot.toggleAttribute("data-focus", input.matches(":focus-visible"));
    }
  };
  for (const [spot, input] of spots) spot.addEventListener("click", () => input.click());
  for (const name of ["input", "focusin", "focusout"]) picture.addEventListener(name, () => setTimeout(refresh));
  picture.closest(".question")?.addEventListener("filled", refresh);
  picture.toggleAttribute("data-pressable", true);
  refresh();
}
