// Makes elements; words of others only ever become text.

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") made.addEventListener(tag === "form" ? "submit" : tag === "input" || tag === "select" ? "change" : "click", value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined && value !== "") made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function drawing(href) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "art");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", href);
  svg.append(use);
  return svg;
}

// A button that keeps its place under the fingers and the keyboard when the page is drawn again: key names it.
export const button = (key, words, on, { pressed, label, quiet = true, disabled } = {}) =>
  el("button", { type: "button", class: quiet ? "btn quiet" : "btn", "data-key": key, "aria-pressed": pressed === undefined ? null : String(pressed), "aria-label": label, disabled, on }, words);
