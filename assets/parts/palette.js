// Ctrl-K: one box over orders, customers, products and pages, from everywhere in the back office.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { CROSS, LENS, icon, useChoices } from "./choices.js";

const REST = 120;
export const OPEN = "open-palette";
const SIGNS = {
  orders: () => icon("M4 2v20l2-1 2 1 2-1 2 1 2-1 2 1 2-1 2 1V2l-2 1-2-1-2 1-2-1-2 1-2-1-2 1z", "M14 8H8", "M16 12H8"),
  customers: () => icon("M16 18a4 4 0 0 0-8 0", "M15 11a3 3 0 1 1-6 0 3 3 0 0 1 6 0z", "M3 5h18v16H3z"),
  products: () => icon("m21 8-9-5-9 5v8l9 5 9-5z", "m3 8 9 5 9-5", "M12 13v8"),
  actions: () => icon("M5 12h14", "m12 5 7 7-7 7"),
};

export function Palette({ found, words, onLook }) {
  const id = useId();
  const dialog = useRef(null);
  const field = useRef(null);
  const timer = useRef(null);
  const entered = useRef(false); // Enter came before the answer, as from a scanner
  const [typed, setTyped] = useState("");
  const location = useLocation();
  const navigate = useNavigate();

  const options = found.groups.flatMap((group) => group.items.map((item) => ({ ...item, group: group.code })));
  const fresh = found.asked === typed;
  const { active, setActive, step, wiring } = useChoices(id, options.length, 0);

  const look = (text) => { clearTimeout(timer.current); setTyped(text); onLook(text); };
  const open = () => {
    if (dialog.current.open) { dialog.current.close(); return; }
    field.current.value = "";
    setActive(0);
    look("");
    dialog.current.showModal();
    field.current.focus();
  };
  const go = (href) => { entered.current = false; dialog.current.close(); navigate(href); };
  const typing = () => {
    const text = field.current.value.trim();
    entered.current = false;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => look(text), REST);
  };

  useEffect(() => {
    const hear = (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open();
      }
    };
    window.addEventListener("keydown", hear);
    window.addEventListener(OPEN, open);
    return () => { window.removeEventListener("keydown", hear); window.removeEventListener(OPEN, open); };
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => { if (dialog.current.open) dialog.current.close(); }, [location.pathname, location.search]);
  useEffect(() => {
    setActive(options.length ? 0 : -1);
    if (fresh && entered.current && options.length) go(options[0].href);
  }, [found]);

  const press = (event) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const text = field.current.value.trim();
      if (found.asked === text) { if (active >= 0 && options[active]) go(options[active].href); }
      else { look(text); entered.current = true; }
    }
  };
  const pick = (option) => (event) => {
    if (event.metaKey || event.ctrlKey) window.open(option.href, "_blank", "noopener");
    else go(option.href);
  };

  const row = (option, n) => h("div", {
    key: `${option.group} ${option.href}`, id: `${id}-${n}`, role: "option", "aria-selected": n === active,
    className: "palette-option", onClick: pick(option),
  },
    h("span", { className: "palette-sign" }, SIGNS[option.group]()),
    h("span", { className: "palette-name" }, option.text, option.note ? h("span", { className: "quiet" }, ` ${option.note}`) : null),
    option.side ? h("span", { className: "quiet number" }, option.side) : null);
  let n = 0;
  const groups = found.groups.filter((group) => group.items.length).map((group) => h("div", {
    key: group.code, role: "group", "aria-label": group.name,
  },
    h("div", { className: "palette-head", "aria-hidden": true }, group.name),
    ...group.items.map((item) => row({ ...item, group: group.code }, n++))));

  const status = !fresh ? words.looking : options.length ? words.count.replace("{count}", options.length) : words.none;
  return h("dialog", {
    ref: dialog, className: "palette", "aria-label": words.label,
    onClick: (event) => { if (event.target === dialog.current) dialog.current.close(); },
  },
    h("div", { className: "palette-box" },
      LENS(),
      h("input", {
        ...wiring(options.length > 0), ref: field, type: "text", placeholder: words.hint, "aria-label": words.label,
        enterKeyHint: "go", onKeyDown: press, onCompositionEnd: typing,
        onInput: (event) => { if (!event.nativeEvent.isComposing) typing(); },
      }),
      h("button", {
        type: "button", className: "palette-close", "aria-label": words.close, title: words.close,
        onClick: () => dialog.current.close(),
      }, CROSS())),
    h("div", {
      id: `${id}-list`, role: "listbox", "aria-label": words.results, className: "palette-list",
      onMouseDown: (event) => event.preventDefault(),
    }, ...groups),
    options.length ? null : h("p", { className: "palette-none" }, fresh ? words.none : words.looking),
    h("span", { role: "status", className: "hidden-but-read" }, status),
    h("p", { className: "palette-keys", "aria-hidden": true }, words.keys));
}
