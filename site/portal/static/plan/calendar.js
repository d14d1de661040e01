// One calendar of what was saved (RFC 5545), joined from those that the portal publishes: each meeting keeps its UID,
// so that a calendar that has it already takes it as the same.

const unfolded = (text) => text.replace(/\r?\n[ \t]/g, "");
const blocks = (text, name) => text.match(new RegExp(`^BEGIN:${name}\\r?\\n[\\s\\S]*?^END:${name}\\r?\\n`, "gm")) ?? [];
const value = (block, name) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(unfolded(block))?.[1];

export const escaped = (words) => words.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n").replace(/[\u0000-\u001f\u007f]/g, "");

// A content line in rows of at most 75 octets, cut between letters (RFC 5545, 3.1).
export function folded(line) {
  const rows = [""];
  let length = 0;
  for (const letter of line) {
    const octets = new TextEncoder().encode(letter).length;
    if (length + octets > 75) {
      rows.push(" ");
      length = 1;
    }
    rows[rows.length - 1] += letter;
    length += octets;
  }
  return rows.join("\r\n");
}

// Whether an event is of this session: its UID is the session's id, and where it has several meetings their time.
export function ofSession(uid, session) {
  return uid.startsWith(session) && /^(-\d{8}(T\d{4})?)?@/.test(uid.slice(session.length));
}

// calendars: [{text, session}] with the text of a published calendar and the id of the session that is wanted of it; null
// where nothing is to come.
export function joined(name, calendars) {
  const zones = new Map();
  const events = new Map();
  for (const { text, session } of calendars) {
    for (const zone of blocks(text, "VTIMEZONE")) zones.set(value(zone, "TZID"), zone);
    for (const event of blocks(text, "VEVENT")) {
      const uid = value(event, "UID");
      if (ofSession(uid, session)) events.set(uid, event);
    }
  }
  if (!events.size) return null; // a calendar has at least one component
  const used = [...zones].filter(([zone]) => [...events.values()].some((event) => event.includes(`TZID=${zone}:`)));
  const head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//City of Learning//plan//EN", ...["NAME", "X-WR-CALNAME"].map((one) => folded(`${one}:${escaped(name)}`))];
  return `${head.join("\r\n")}\r\n${used.map(([, zone]) => zone).join("")}${[...events.values()].join("")}END:VCALENDAR\r\n`;
}
