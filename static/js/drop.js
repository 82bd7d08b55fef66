// Lets a file be dropped anywhere on the page instead of being chosen; the form does the rest.
const form = document.querySelector("[data-drop]");
const field = form.querySelector("input[type=file]");
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");

form.querySelector("[data-drop-hint]").hidden = false;

addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  form.toggleAttribute("data-over", true);
});

addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.toggleAttribute("data-over", false);
});

addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  form.toggleAttribute("data-over", false);
  field.files = event.dataTransfer.files;
  form.requestSubmit();
});
