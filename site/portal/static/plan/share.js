// A link to send, and the button that does it; what cannot be sent or copied is there to be copied by hand.

import { button, el } from "./dom.js";
import { send } from "./send.js";

// link: () => address, since a tick may change it. Two lines and a button.
export function shareBox(key, link, label, { words, tell }) {
  const field = el("input", { readonly: true, value: link(), "aria-label": words.theLink, "data-key": `field ${key}` });
  field.addEventListener("focus", () => field.select());
  const sent = async () => {
    field.value = link();
    const how = await send(field.value);
    if (how === "copied") tell(words.copied);
    if (how) return;
    field.focus();
    tell(words.copyIt);
  };
  return el("div", { class: "share" }, button(`share ${key}`, label, sent, { quiet: false }), field);
}

export function download(name, type, text) {
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
