// A form that tells the server what is filled in so far, and leads to the first wrong field.
import { createElement as h, useEffect, useRef } from "react";

const REST = 400;
// What forms that keep held last, by id: a server that was killed draws them anew, and what was
// typed while it was away must not be lost. It lives as long as the document.
const kept = new Map();

const valuesOf = (form) => Object.fromEntries(
  [...new FormData(form)].filter(([, value]) => typeof value === "string"));

function fill(form, values) {
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || !(field.name in values)) continue;
    if (field.type === "radio") field.checked = field.value === values[field.name];
    else if (field.type !== "checkbox") field.value = values[field.name];
  }
}

export function DraftForm({ children, attempt, className, id, keeps, onDraft, onSend }) {
  const form = useRef(null);
  const timer = useRef(null);
  const told = useRef("");

  const tell = () => {
    clearTimeout(timer.current);
    timer.current = null;
    if (!form.current) return;
    const draft = valuesOf(form.current);
    const text = JSON.stringify(draft);
    if (text !== told.current) { told.current = text; onDraft?.(draft); }
  };
  const soon = () => {
    if (keeps) kept.set(id, valuesOf(form.current));
    clearTimeout(timer.current);
    timer.current = setTimeout(tell, REST);
  };
  const send = (event) => {
    event.preventDefault();
    clearTimeout(timer.current);
    onSend?.(valuesOf(form.current));
  };

  // A button that carries field values fills them in: an address of one's book.
  const filled = (event) => {
    const carried = event.target.closest?.("[data-fills]")?.dataset.fills;
    if (!carried) return;
    fill(form.current, JSON.parse(carried));
    if (keeps) kept.set(id, valuesOf(form.current));
    tell();
  };

  useEffect(() => {
    if (keeps && kept.has(id)) { fill(form.current, kept.get(id)); tell(); }
    const hidden = () => { if (timer.current !== null) tell(); };
    window.addEventListener("pagehide", hidden);
    return () => { window.removeEventListener("pagehide", hidden); clearTimeout(timer.current); };
  }, []);
  useEffect(() => {
    if (!attempt) return;
    const wrong = form.current?.querySelector('[aria-invalid="true"]');
    if (!wrong) return;
    const folded = wrong.closest("details");
    if (folded) folded.open = true;
    wrong.focus();
    wrong.scrollIntoView({ block: "center" });
  }, [attempt]);

  return h("form", {
    ref: form, id, className, noValidate: true, onSubmit: send, onInput: soon, onClick: filled,
    onBlur: () => { if (timer.current !== null) tell(); },
  }, children);
}
