// Sends a link: by what the device has for it, else copied, else shown to be copied by hand.

import { button, el } from "./dom.js";

// link: () => address, since a tick may change it. Two lines and a button.
export function shareBox(key, link, label, { words, tell }) {
  const field = el("input", { readonly: true, value: link(), "aria-label": words.theLink, "data-key": `field ${key}` });
  field.addEventListener("focus", () => field.select());
  const send = async () => {
    field.value = link();
    if (navigator.share) {
      try {
        await navigator.share({ title: document.title, url: field.value });
        return;
      } catch (problem) {
        if (problem.name === "AbortError") return;
      }
    }
    try {
      await navigator.clipboard.writeText(field.value);
      tell(words.copied);
    } catch {
      field.focus();
      tell(words.copyIt);
    }
  };
  return el("div", { class: "share" }, button(`share ${key}`, label, send, { quiet: false }), field);
}

export function download(name, type, text) {
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
