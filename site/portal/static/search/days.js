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

// [first, last] of "this_week", "this_weekend", "2026-W48" (ISO 8601) or "2026-07-22..2026-09-02"; null for anything else.
export function range(words, today) {
  const monday = today - weekday(today);
  if (words === "this_week") return [monday, monday + 6];
  if (words === "this_weekend") return [monday + 5, monday + 6];
  const days = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(words);
  if (days) return [number(days[1]), number(days[2])];
  const week = /^(\d{4})-W(\d\d)$/.exec(words);
  if (!week) return null;
  const fourth = number(`${week[1]}-01-04`);
  const first = fourth - weekday(fourth) + 7 * (Number(week[2]) - 1);
  return [first, first + 6];
}
