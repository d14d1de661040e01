// What a hit says that is reckoned here, and alike for whatever was found: its drawing, and how it stands.

const SPRITES = 8;

// {state: [class, words], left}: what was said when the cards were made, unless places have gone since.
export function stands(said, now) {
  if (!now || said[0] === "off") return { state: said, left: null };
  if (now.state === "waiting_list") return { state: ["wait", said[0] === "wait" ? said[1] : null], left: null };
  if (now.state === "full" || now.left === 0) return { state: ["full", null], left: null };
  if (said[0] === "left" || said[0] === "full" || said[0] === "wait" || !said[0]) {
    return now.left === null ? { state: ["", ""], left: null } : { state: ["left", null], left: now.left };
  }
  return { state: said, left: null };
}

// Which of the drawings an opportunity has; site/portal/art.py counts the same way.
export function picture(id) {
  let number = 0;
  for (const letter of id) number = (number * 31 + letter.codePointAt(0)) % 65536;
  return number % SPRITES;
}
