// Counts the words of a text while it is written; many questions ask for a length.
for (const line of document.querySelectorAll("[data-word-count]")) {
  const text = document.getElementById(line.dataset.wordCount);
  const count = () => {
    line.querySelector("span").textContent = String(text.value.split(/\s+/).filter(Boolean).length);
  };
  line.hidden = false;
  text.addEventListener("input", count);
  count();
}
