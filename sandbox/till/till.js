// Counts down to the payment's end by the till's own clock, then shows what became of it.
const left = document.getElementById("left");
if (left) {
  const end = performance.now() + Number(left.dataset.seconds) * 1000;
  const two = (n) => String(n).padStart(2, "0");
  const tick = () => {
    const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    left.textContent = h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
    left.classList.toggle("soon", seconds < 60);
    if (seconds) setTimeout(tick, 1000);
    else setTimeout(() => location.reload(), 1500);
  };
  tick();
}
