// Days as numbers since 1970-01-01, and what people mean by "this week".

export const NEVER = 65535;

export function number(iso) {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / 86400000);
}

export function todayIn(zone, now = new Date()) {
  return number(new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now));
}

// Monday is 0; 1970-01-01 was a Thursday.
export function weekday(day) {
  return (day + 3) % 7;
}

// The two dates of "2026-07-22..2026-09-02", "" for an open end; null for other words.
export function ends(words) {
  const said = /^(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?$/.exec(words);
  return said && (said[1] || said[2]) ? [said[1] ?? "", said[2] ?? ""] : null;
}

// [first, last] of "this_week", "this_weekend", "2026-W48" (ISO 8601) or "2026-07-22..2026-09-02", of which one end may
// be open; null for anything else.
export function range(words, today) {
  const monday = today - weekday(today);
  if (words === "this_week") return [monday, monday + 6];
  if (words === "this_weekend") return [monday + 5, monday + 6];
  const days = ends(words);
  if (days) return [days[0] ? number(days[0]) : today, days[1] ? number(days[1]) : NEVER];
  const week = /^(\d{4})-W(\d\d)$/.exec(words);
  if (!week) return null;
  const fourth = number(`${week[1]}-01-04`);
  const first = fourth - weekday(fourth) + 7 * (Number(week[2]) - 1);
  return [first, first + 6];
}

// The days that are asked, none of them past: all from today on where it is not days alone that are asked.
export function spans({ when = [] }, today) {
  const asked = when.map((words) => range(words, today));
  return asked.length && asked.every(Boolean) ? asked.map(([from, until]) => [Math.max(from, today), until]) : [[today, NEVER]];
}

// The soonest day within the spans; within(from, until) gives one, or -1 where there is none. So does this.
export function soonest(asked, within) {
  const days = asked.map(([from, until]) => within(from, until)).filter((day) => day >= 0);
  return days.length ? Math.min(...days) : -1;
}

// The first day from `from` to `until` of what goes on n days, of which day(k) is the k-th; where n is 0, of what goes
// on from start to end.
export function firstDay(start, end, n, day, from, until) {
  for (let k = 0; k < n; k++) {
    const one = day(k);
    if (one >= from) return one <= until ? one : -1;
  }
  const first = Math.max(start, from);
  return !n && first <= Math.min(end, until) ? first : -1;
}
