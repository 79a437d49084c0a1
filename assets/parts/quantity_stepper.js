// A quantity that answers at once and tells the server when the fingers rest.
import { createElement as h, useEffect, useRef, useState } from "react";

const REST = 300;
const REFUSED_AFTER = 2500;

export function QuantityStepper({ value, minimum = 1, maximum, label, fewer, more, disabled, name, onQuantity }) {
  const [shown, setShown] = useState(String(value));
  const timer = useRef(null);
  const asked = useRef(null);
  const answer = useRef(null);
  const top = maximum === null || maximum === undefined || maximum < 0 ? 9999 : maximum;

  // What the server says counts, unless the person is still changing it.
  useEffect(() => {
    if (timer.current === null) setShown(String(value));
    asked.current = null;
    clearTimeout(answer.current);
  }, [value]);
  useEffect(() => () => { clearTimeout(timer.current); clearTimeout(answer.current); }, []);

  const tell = (quantity) => {
    timer.current = null;
    if (quantity === value || quantity === asked.current) return;
    asked.current = quantity;
    // A refusal leaves the value as it was, and so no render: show again what counts.
    clearTimeout(answer.current);
    answer.current = setTimeout(() => { asked.current = null; if (timer.current === null) setShown(String(value)); }, REFUSED_AFTER);
    onQuantity?.(quantity);
  };
  const change = (text, wait) => {
    const whole = Math.trunc(Number(text));
    const quantity = Number.isFinite(whole) ? Math.min(Math.max(whole, minimum), Math.max(top, minimum)) : value;
    setShown(String(quantity));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => tell(quantity), wait);
  };
  const now = Number(shown) || minimum;
  const step = (by, sign, words, edge) =>
    h("button", { type: "button", "aria-label": words, disabled: disabled || edge, onClick: () => change(now + by, REST) }, sign);

  return h("div", { className: "stepper", role: "group", "aria-label": label },
    step(-1, "−", fewer, now <= minimum),
    h("input", {
      value: shown, name, disabled, inputMode: "numeric", autoComplete: "off", "aria-label": label,
      onChange: (e) => setShown(e.target.value.replace(/\D/g, "").slice(0, 4)),
      onBlur: (e) => { if (Number(e.target.value) !== value) change(e.target.value || value, 0); },
      onKeyDown: (e) => {
        const by = { ArrowUp: 1, ArrowDown: -1 }[e.key];
        if (by) { e.preventDefault(); change(now + by, REST); }
        if (e.key === "Enter") { e.preventDefault(); e.currentTarget.blur(); }
      },
    }),
    step(1, "+", more, now >= top));
}
