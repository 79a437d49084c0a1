// Chooses a picture, sends it to the shop's own route and keeps its id in a hidden field.
import { createElement as h, useId, useRef, useState } from "react";

const NONE = "";

export function PictureUpload({ name, value, label, choose, remove, sending, hint, failed, problems }) {
  const [id, setId] = useState(value || NONE);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(NONE);
  const file = useRef(null);
  const field = useId();

  const send = async (chosen) => {
    setBusy(true);
    setProblem(NONE);
    try {
      const answer = await fetch("/media", {
        method: "POST",
        headers: { "Content-Type": chosen.type || "application/octet-stream" },
        body: chosen,
        credentials: "same-origin",
      });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) setId(told.id);
      else setProblem(problems[told.errors?.[0]?.code] || problems[told.type] || failed);
    } catch {
      setProblem(failed);
    }
    setBusy(false);
    file.current.value = NONE; // the same file may be chosen again
  };

  return h("div", { className: "picture-upload" },
    h("input", { type: "hidden", name, value: id, readOnly: true }),
    id
      ? h("img", { src: `/media/${id}.webp?size=small`, alt: label, width: 160, height: 160, className: "picture" })
      : h("div", { className: "picture picture-none", "aria-hidden": true }),
    h("div", { className: "stack-tight" },
      h("label", { htmlFor: field, className: "field-label" }, label),
      h("p", { id: `${field}-hint`, className: "field-help" }, hint),
      h("input", {
        id: field, ref: file, type: "file", accept: "image/jpeg,image/png,image/webp,image/gif",
        disabled: busy, "aria-describedby": `${field}-hint ${field}-problem`, "aria-label": `${label}: ${choose}`,
        onChange: (e) => { const chosen = e.target.files?.[0]; if (chosen) send(chosen); },
      }),
      h("p", { className: "quiet small", "aria-live": "polite" }, busy ? sending : NONE),
      h("p", { id: `${field}-problem`, className: "field-error", "aria-live": "polite" }, problem),
      id && !busy
        ? h("button", { type: "button", className: "text-link", onClick: () => setId(NONE) }, remove)
        : null));
}
