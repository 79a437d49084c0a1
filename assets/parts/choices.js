// What the arrow keys choose among a combobox's options; the search box and the palette share it.
import { createElement as h, useEffect, useState } from "react";

export function useChoices(id, count, first = -1) {
  const [active, setActive] = useState(first);
  useEffect(() => {
    if (active >= 0) document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active]);
  // One place more than options: the box itself, where typing goes on.
  const step = (by) => setActive((now) => (now + 1 + by + count + 1) % (count + 1) - 1);
  const wiring = (expanded) => ({
    role: "combobox", maxLength: 100, "aria-autocomplete": "list", "aria-expanded": expanded,
    "aria-controls": `${id}-list`, "aria-activedescendant": expanded && active >= 0 ? `${id}-${active}` : undefined,
    autoComplete: "off", autoCorrect: "off", autoCapitalize: "none", spellCheck: false,
  });
  return { active, setActive, step, wiring };
}

export const icon = (...paths) => h("svg", {
  width: 18, height: 18, viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 2,
  strokeLinecap: "round", strokeLinejoin: "round", "aria-hidden": true,
}, ...paths.map((d) => h("path", { d, key: d })));
export const LENS = () => icon("m21 21-4.34-4.34", "M19 11a8 8 0 1 1-16 0 8 8 0 0 1 16 0z");
export const CROSS = () => icon("M18 6 6 18", "m6 6 12 12");
