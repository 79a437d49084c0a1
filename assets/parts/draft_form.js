// A form that tells the server what is filled in so far, and leads to the first wrong field.
import { createElement as h, useEffect, useRef } from "react";

const REST = 400;

export function DraftForm({ children, attempt, className, id, onDraft, onSend }) {
  const form = useRef(null);
  const timer = useRef(null);
  const told = useRef("");

  const filled = () => Object.fromEntries(
    [...new FormData(form.current)].filter(([, value]) => typeof value === "string"));
  const tell = () => {
    clearTimeout(timer.current);
    timer.current = null;
    if (!form.current) return;
    const draft = filled();
    const text = JSON.stringify(draft);
    if (text !== told.current) { told.current = text; onDraft?.(draft); }
  };
  const soon = () => { clearTimeout(timer.current); timer.current = setTimeout(tell, REST); };
  const send = (event) => {
    event.preventDefault();
    clearTimeout(timer.current);
    onSend?.(filled());
  };

  useEffect(() => {
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
    ref: form, id, className, noValidate: true, onSubmit: send, onInput: soon,
    onBlur: () => { if (timer.current !== null) tell(); },
  }, children);
}
