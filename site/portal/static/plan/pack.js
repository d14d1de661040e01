// A plan as the fragment of an address: version, then what was saved, short, and three figures that tell a link that was
// cut off. Ids of a name and twelve hexadecimal digits, and of a session's eight more, are packed into base64url.

import { isId } from "./store.js";

const VERSION = 1;
const HEX = /^(.*)-([0-9a-f]{12})$/;
const MOST = 100;

const toBase = (hex) => btoa(String.fromCharCode(...hex.match(/../g).map((two) => parseInt(two, 16)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const toHex = (text) => [...atob(text.replace(/-/g, "+").replace(/_/g, "/"))].map((one) => one.charCodeAt(0).toString(16).padStart(2, "0")).join("");

function check(text) {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)) % 46656;
  return sum.toString(36).padStart(3, "0");
}

// items: [{o, s, who}]; people: whether the link says who of a household goes, by letter; never by name.
export function pack(items, people = false) {
  let before = null;
  const parts = items.map(({ o, s, who = [] }) => {
    const [, name, digits] = HEX.exec(o) ?? [];
    const head = digits ? `${name === before ? "" : name}:${toBase(digits)}` : `/${o}`;
    before = digits ? name : null;
    const rest = s.startsWith(`${o}-`) ? s.slice(o.length + 1) : null;
    const tail = !s ? "" : rest === null ? `//${s}` : digits && /^[0-9a-f]{8}$/.test(rest) ? toBase(rest) : `/${rest}`;
    return head + tail + (people && who.length ? `@${who.join("")}` : "");
  });
  const text = [VERSION, ...parts].join(".");
  return `${text}.${check(text)}`;
}

// {items} or {problem: "broken" | "newer"}.
export function unpack(text) {
  const [version, ...rest] = text.split(".");
  if (/^\d{1,6}$/.test(version) && Number(version) > VERSION) return { problem: "newer" };
  const sum = rest.pop();
  if (version !== String(VERSION) || sum !== check([version, ...rest].join("."))) return { problem: "broken" };
  if (!rest.length || rest.length > MOST) return { problem: "broken" };
  const items = [];
  let before = null;
  for (const one of rest) {
    const found = item(one, before);
    if (!found) return { problem: "broken" };
    before = found.name;
    items.push({ o: found.o, s: found.s, who: found.who });
  }
  return { items };
}

function item(text, before) {
  const [, plain, name, digits, tail, who] = /^(?:\/([a-z0-9-]+)|([a-z0-9-]*):([\w-]{8}))((?:[\w-]{6}|\/\/?[a-z0-9-]+)?)(?:@([a-f]{1,6}))?$/.exec(text) ?? [];
  const source = name || before;
  if (!plain && (!digits || !source)) return null;
  const o = plain ?? `${source}-${toHex(digits)}`;
  const s = !tail ? "" : tail.startsWith("//") ? tail.slice(2) : `${o}-${tail.startsWith("/") ? tail.slice(1) : toHex(tail)}`;
  return isId(o) && (!s || isId(s)) ? { o, s, who: [...(who ?? "")], name: plain ? null : source } : null;
}

// What a messenger wrote as %3A is : again.
function plain(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// {kind, text} of a fragment such as "#plan=1.…"; null for a part of the page.
export function asked(fragment) {
  const [, kind, text] = /^#(plan|with|for|ask)=(.*)$/s.exec(fragment) ?? [];
  return kind ? { kind, text: plain(text) } : null;
}

// "with" and "for" say one more thing: a number of a fixed list, before the rest.
export const numbered = (n, items) => `${n}-${pack(items)}`;

export function unnumbered(text) {
  const [, n, rest] = /^(\d{1,2})-(.*)$/.exec(text) ?? [];
  return rest === undefined ? { problem: "broken" } : { ...unpack(rest), number: Number(n) };
}
