// A search box that suggests while one types: an ARIA combobox whose options lead somewhere.
import { createElement as h, useEffect, useId, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { CROSS, LENS, icon, useChoices } from "./choices.js";

const REST = 150;
const FRESH = 30000;
const MOST_KEPT = 200;
const NONE = { words: [], categories: [], products: [] };
const kept = new Map(); // what was answered lately, while this document lives

async function ask(typed, locale, signal) {
  const key = `${locale} ${typed}`;
  const known = kept.get(key);
  if (known && Date.now() - known.at < FRESH) return known.answer;
  // Without cookies: the server need not look who types.
  const response = await fetch(`/api/v1/suggestions?q=${encodeURIComponent(typed)}`,
    { signal, credentials: "omit", headers: { "Accept-Language": locale } });
  if (!response.ok) return NONE; // too many, or away: typing goes on as if there were none
  const answer = await response.json();
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, { at: Date.now(), answer });
  return answer;
}

const searchFor = (action, query) => `${action}?q=${encodeURIComponent(query)}`;

function optionsOf(found, typed, { action, base, words }) {
  return [
    ...found.words.map((word) => ({ group: found.meant ? "meant" : "words", text: word, href: searchFor(action, word) })),
    ...found.categories.map((one) => ({ group: "categories", text: one.name, href: `${base}/c/${one.slug}` })),
    ...found.products.map((one) => ({
      group: "products", text: one.name, side: one.price_text, href: `${base}/p/${one.slug}`,
      picture: one.picture ? `${one.picture}?size=small` : "",
    })),
    ...(found.products.length ? [{ group: "all", text: words.all.replace("{query}", typed), href: searchFor(action, typed) }] : []),
  ];
}

const SHELF = () => icon("M3 3h7v7H3z", "M14 3h7v7h-7z", "M14 14h7v7h-7z", "M3 14h7v7H3z");

export function SearchBox({ action, base, locale, words }) {
  const id = useId();
  const form = useRef(null);
  const field = useRef(null);
  const timer = useRef(null);
  const asking = useRef(null);
  const [shown, setShown] = useState({ typed: "", options: [] });
  const [open, setOpen] = useState(false);
  const { active, setActive, step: move, wiring } = useChoices(id, shown.options.length);
  const [filled, setFilled] = useState(false);
  const location = useLocation();
  const navigate = useNavigate();

  const stop = () => { clearTimeout(timer.current); asking.current?.abort(); };
  const close = () => { setOpen(false); setActive(-1); };
  const go = (href) => { stop(); close(); field.current.blur(); navigate(href); };
  const look = async (typed) => {
    const control = new AbortController();
    asking.current = control;
    try {
      const found = await ask(typed, locale, control.signal);
      if (control.signal.aborted) return;
      setShown({ typed, options: optionsOf(found, typed, { action, base, words }) });
      setActive(-1);
      setOpen(document.activeElement === field.current);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };
  const typing = () => {
    const typed = field.current.value.trim();
    setFilled(field.current.value !== "");
    stop();
    if (!typed) { setShown({ typed: "", options: [] }); close(); return; }
    timer.current = setTimeout(() => look(typed), REST);
  };

  // The words of the list that is shown stand in the box; what is being typed stays.
  useEffect(() => {
    const query = new URLSearchParams(location.search).get("q") ?? "";
    if (document.activeElement !== field.current) field.current.value = query;
    setFilled(field.current.value !== "");
    stop();
    close();
  }, [location.pathname, location.search]);
  useEffect(() => stop, []);

  const { options } = shown;
  const expanded = open && options.length > 0;
  const step = (by) => {
    if (expanded) move(by);
    else if (options.length) setOpen(true);
    else typing();
  };
  const press = (event) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (expanded) close();
      else { field.current.value = ""; typing(); }
    } else if (event.key === "Enter" && expanded && active >= 0) {
      event.preventDefault();
      go(options[active].href);
    }
  };
  const send = (event) => {
    event.preventDefault();
    const query = field.current.value.trim();
    go(query ? searchFor(action, query) : action);
  };
  const pick = (option) => (event) => {
    if (event.metaKey || event.ctrlKey) window.open(option.href, "_blank", "noopener");
    else go(option.href);
  };

  const row = (option, n) => h("div", {
    key: option.href, id: `${id}-${n}`, role: "option", "aria-selected": n === active, className: "suggestion",
    onClick: pick(option),
  },
    option.group === "products"
      ? (option.picture
        ? h("img", { src: option.picture, alt: "", width: 44, height: 44, className: "picture", decoding: "async" })
        : h("span", { className: "picture" }))
      : h("span", { className: "suggestion-icon" }, option.group === "categories" ? SHELF() : LENS()),
    h("span", { className: "suggestion-name" }, option.text),
    option.side ? h("span", { className: "number" }, option.side) : null);
  const groups = ["meant", "words", "categories", "products", "all"]
    .map((name) => [name, options.map((option, n) => [option, n]).filter(([option]) => option.group === name)])
    .filter(([, members]) => members.length);
  const group = ([name, members]) => h("div", {
    key: name, role: "group", "aria-label": name === "all" ? words.send : words[name], className: "suggestion-group",
  },
    name === "meant" ? h("div", { className: "suggestion-head", "aria-hidden": true }, words.meant) : null,
    ...members.map(([option, n]) => row(option, n)));

  const status = !open ? "" : options.length ? words.count.replace("{count}", options.length) : words.none;
  return h("form", {
    ref: form, action, method: "get", role: "search", className: "search", onSubmit: send,
    onBlur: (event) => { if (!form.current.contains(event.relatedTarget)) close(); },
  },
    h("input", {
      ...wiring(expanded), ref: field, name: "q", type: "search", className: "input",
      placeholder: words.hint, "aria-label": words.label, enterKeyHint: "search",
      onInput: (event) => { if (!event.nativeEvent.isComposing) typing(); },
      onCompositionEnd: typing,
      onKeyDown: press,
      onFocus: () => { if (shown.options.length && shown.typed === field.current.value.trim()) setOpen(true); },
    }),
    filled ? h("button", {
      type: "button", className: "search-button search-clear", "aria-label": words.clear, title: words.clear,
      onClick: () => { field.current.value = ""; typing(); field.current.focus(); },
    }, CROSS()) : null,
    h("button", { type: "submit", className: "search-button", "aria-label": words.send, title: words.send }, LENS()),
    // A press on an option must not take the focus from the box, or it would close before the click.
    h("div", {
      id: `${id}-list`, role: "listbox", "aria-label": words.suggestions, className: "suggestions",
      hidden: !expanded, onMouseDown: (event) => event.preventDefault(),
    }, ...groups.map(group)),
    h("span", { role: "status", className: "hidden-but-read" }, status));
}
