// When a session meets, in days since 1970-01-01 and minutes since midnight on the city's clocks.

export const number = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / 86400000);
export const iso = (day) => new Date(day * 86400000).toISOString().slice(0, 10);

export function todayIn(zone, now = new Date()) {
  return number(new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now));
}

// 1970-01-01 was a Thursday.
export const mondayOf = (day) => day - ((day + 3) % 7);

// "2026-W48" (ISO 8601).
export function weekName(monday) {
  const year = new Date((monday + 3) * 86400000).getUTCFullYear();
  const first = mondayOf(number(`${year}-01-04`));
  return `${year}-W${String((monday - first) / 7 + 1).padStart(2, "0")}`;
}

// [{day, from, to, off}] in order; from, to: null where not stated.
export function meetings({ meet = [] }) {
  const found = meet.flatMap(([from, to, days, off]) => days.map((day) => ({ day: number(day), from, to, off: Boolean(off) })));
  return found.sort((a, b) => a.day - b.day || (a.from ?? 0) - (b.from ?? 0));
}

// [first, last] day; last is null where no end is stated; null where no day is.
export function reach(session) {
  if (session.span) return [number(session.span[0]), session.span[1] && number(session.span[1])];
  const all = meetings(session);
  return all.length ? [all[0].day, all.at(-1).day] : null;
}

export function over(session, today) {
  const days = reach(session);
  return Boolean(days && days[1] !== null && days[1] < today);
}

// Hours of what has been, in minutes; null where any of it does not state its times.
export function spent(session, today) {
  const been = meetings(session).filter(({ day, off }) => day <= today && !off);
  if (!been.length || been.some(({ from, to }) => from === null || to === null)) return null;
  return been.reduce((sum, { from, to }) => sum + to - from, 0);
}
