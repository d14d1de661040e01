// Lays what was saved into weeks: what clashes for one of the household, what is free between two things.

import { meetings, mondayOf, reach } from "./days.js";

const NOON = 720;
const EVENING = 1020;
const GAP = 15;

// 0 morning, 1 afternoon, 2 evening, 3 where no time is stated; by when it begins.
export const part = (from) => (from === null ? 3 : from < NOON ? 0 : from < EVENING ? 1 : 2);

const shared = (one, other) => !one.who.length || !other.who.length || one.who.some((id) => other.who.includes(id));

// Whether both are surely at the same time. An end that is not stated is not guessed.
export function clash(one, other) {
  if (one.from === null || other.from === null) return false;
  const [first, second] = one.from <= other.from ? [one, other] : [other, one];
  return first.from === second.from || (first.to !== null && second.from < first.to);
}

// items: [{key, who, session}], of which `who` may be []: whoever it is. Slots of one day: [{key, who, day, from, to,
// off, part, at: the session, clash: [keys]}], in the order of time; what is cancelled clashes with nothing.
export function slots(items, first, last) {
  const found = items.flatMap(({ key, who, session }) =>
    meetings(session).filter(({ day }) => day >= first && day <= last).map((one) => ({ key, who, ...one, off: one.off || gone(session), part: part(one.from), at: session })),
  );
  found.sort((a, b) => a.day - b.day || (a.from ?? 9999) - (b.from ?? 9999) || (a.key < b.key ? -1 : 1));
  for (const one of found) {
    const beside = found.filter((other) => other !== one && other.day === one.day && !one.off && !other.off && shared(one, other));
    one.clash = [...new Set(beside.filter((other) => clash(one, other)).map(({ key }) => key))];
  }
  return found;
}

export const gone = ({ state = [] }) => state[0] === "cancelled" || state[0] === "postponed";

// What lies before a slot of one day, where all that goes on before it states both times: {free: [from, to] or null,
// way: "none" where nobody has to go anywhere for it, "far" where it is at another place than the last thing, "tight"
// where there is hardly any time for that, "" where nobody can tell}. How long a way takes is not guessed.
export function before(slot, day) {
  const going = day.filter(({ off, from }) => !off && from !== null);
  const earlier = going.slice(0, Math.max(going.indexOf(slot), 0));
  if (!earlier.length || earlier.some(({ to }) => to === null)) return { free: null, way: "" };
  const last = earlier.reduce((one, other) => (other.to > one.to ? other : one));
  const length = slot.from - last.to;
  const free = length >= GAP ? [last.to, slot.from] : null;
  const way = shared(last, slot) ? between(last, slot) : "";
  return { free, last, way: length < 0 || (!free && way !== "far") ? "" : !free ? "tight" : way };
}

function between({ at: one }, { at: other }) {
  if (one.online || other.online) return "none";
  if (!one.place || !other.place) return "";
  if (one.place !== other.place || one.area !== other.area) return "far";
  return one.place === one.area ? "" : "none"; // of a place that is not told, only its area is known
}

// Mondays of the weeks in which something is to be shown: of the days from `first` to `last` all of them; else from
// today on those in which something takes place.
export function mondays(items, today, range = null) {
  const found = new Set();
  if (range) {
    for (let monday = mondayOf(Math.max(range[0], today)); monday <= range[1]; monday += 7) found.add(monday);
    return [...found];
  }
  for (const { session } of items) {
    for (const { day } of meetings(session)) if (day >= today) found.add(mondayOf(day));
    const days = session.span && reach(session);
    if (days && (days[1] === null || days[1] >= today)) found.add(mondayOf(Math.max(days[0], today)));
  }
  return [...found].sort((a, b) => a - b);
}

// What goes on in the week though nobody says on which days.
export function running(items, monday) {
  return items.filter(({ session }) => {
    const days = session.span && reach(session);
    return days && days[0] <= monday + 6 && (days[1] === null || days[1] >= monday);
  });
}
