// Counts a break down and goes back to the test when it is over; the server decides when that is.
const line = document.querySelector("[data-break]");
const end = performance.now() + Number(line.dataset.break) * 1000;

function tick() {
  const left = Math.max(0, Math.round((end - performance.now()) / 1000));
  line.querySelector("[data-break-left]").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (left > 0) return;
  clearInterval(timer);
  setTimeout(() => location.reload(), 1500);
}

const timer = setInterval(tick, 1000);
line.hidden = false;
tick();
