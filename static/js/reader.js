// After a lesson is noted as completed: the focus goes on to what comes next, and a failure is told.
const completion = () => document.getElementById("completion");

document.addEventListener("htmx:afterSwap", () => {
  completion()?.querySelector("[data-way-on]")?.focus();
});

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => {
    const notice = completion()?.querySelector("[data-not-saved]");
    if (notice) notice.hidden = false;
  });
}
