// Folds what people type differently into one form, and parts it into words.

const LETTERS = { "ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "ہ", "ه": "ہ", "ة": "ہ", "ھ": "ہ", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i" };
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");

// Folds what people type differently into one form: case, accents (Welsh ŵ, Urdu zabar), Arabic for Urdu letters, digits.
export function fold(text) {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}\u0640\u200b-\u200f'’ʼ]/gu, "")
    .replace(LETTER, (letter) => LETTERS[letter])
    .replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - 0x660)
    .replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x6f0);
}

// Letters of ASCII need no folding; nearly all titles of most cities have no others.
const PLAIN = /^[\x20-\x7e]*$/;

export function wordsOf(text) {
  if (PLAIN.test(text)) return text.replaceAll("'", "").toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

// Who types "robots" means titles with "robot" and "robotics" too; "" where nothing is to be taken off.
export function singular(word) {
  return word.length > 4 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : "";
}
