// Seconds that run down, reckoned from the moment they came, so that no clock need be right.
import { createElement as h, useEffect, useState } from "react";

export function Countdown({ seconds, label }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const end = performance.now() + seconds * 1000;
    const tick = () => setLeft(Math.max(0, Math.round((end - performance.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(left / 3600);
  const rest = `${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
  return h("span", { className: "countdown", role: "timer", "aria-label": label },
    hours ? `${hours}:${rest}` : rest);
}
