// Chooses a file, sends it to a route of the shop as it is, and says what became of it.
import { createElement as h, useId, useRef, useState } from "react";

const NONE = "";
const filled = (words, facts) => words.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);

export function FileUpload({ url, named, accept, label, choose, hint, sending, failed, done, problems, lang, onSent }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(NONE);
  const [report, setReport] = useState(NONE);
  const [over, setOver] = useState(false);
  const file = useRef(null);
  const field = useId();

  const send = async (chosen) => {
    setBusy(true);
    setProblem(NONE);
    setReport(NONE);
    try {
      const answer = await fetch(named ? `${url}/${encodeURIComponent(chosen.name)}` : url, {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream", "Accept-Language": lang },
        body: chosen,
        credentials: "same-origin",
      });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) {
        setReport(filled(done, told));
        onSent?.();
      } else {
        const wrong = told.errors?.[0];
        setProblem(problems[wrong?.code] || problems[told.type] || (wrong && `${label}: ${wrong.message}`) || failed);
      }
    } catch {
      setProblem(failed);
    }
    setBusy(false);
    if (file.current) file.current.value = NONE; // the same file may be chosen again
  };

  const drop = {
    onDragOver: (e) => { e.preventDefault(); setOver(true); },
    onDragLeave: () => setOver(false),
    onDrop: (e) => {
      e.preventDefault();
      setOver(false);
      const dropped = e.dataTransfer.files?.[0];
      if (dropped && !busy) send(dropped);
    },
  };

  return h("div", { className: "file-upload stack-tight", "data-over": over || undefined, ...drop },
    h("label", { htmlFor: field, className: "field-label" }, label),
    h("p", { id: `${field}-hint`, className: "field-help" }, hint),
    h("input", {
      id: field, ref: file, type: "file", accept, disabled: busy,
      "aria-describedby": `${field}-hint ${field}-problem`, "aria-label": `${label}: ${choose}`,
      onChange: (e) => { const chosen = e.target.files?.[0]; if (chosen) send(chosen); },
    }),
    h("p", { className: "small", role: "status" }, busy ? sending : report),
    h("p", { id: `${field}-problem`, className: "field-error", "aria-live": "polite" }, problem));
}
