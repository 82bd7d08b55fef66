// Counts the words of a text while it is written, and says when it leaves the limits asked for.
const WORD = /\S*[\p{L}\p{N}_]\S*/gu;

for (const line of document.querySelectorAll("[data-word-count]")) {
  const text = document.getElementById(line.dataset.wordCount);
  const limit = line.querySelector("[data-limit]");
  const { least = 0, most = Infinity, few, many } = line.dataset;
  const count = () => {
    const words = text.value.match(WORD)?.length ?? 0;
    line.querySelector("span").textContent = String(words);
    if (!limit) return;
    const beyond = words > Number(most) ? many : words > 0 && words < Number(least) ? few : "";
    line.toggleAttribute("data-beyond", Boolean(beyond));
    limit.textContent = beyond ? `: ${beyond}` : "";
  };
  line.hidden = false;
  text.addEventListener("input", count);
  text.closest(".question")?.addEventListener("filled", count);
  for (const note of text.closest(".question")?.querySelectorAll("[data-without-count]") ?? []) note.hidden = true;
  count();
}
