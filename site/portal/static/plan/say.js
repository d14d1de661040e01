// Facts in the page's words: days, times, prices, states. Unknown is said as plainly as known.

import { iso, meetings, reach } from "./days.js";

export const fill = (words, values) => words.replace(/%\((\w+)\)s/g, (all, name) => values[name] ?? all);

// Somebody else's words within ours, whichever way they are written.
export const isolated = (text) => `\u2068${text}\u2069`;

export function sayer({ locale, rtl, words }) {
  const dates = (options) => new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  const at = (day) => new Date(day * 86400000);
  const full = dates({ weekday: "short", day: "numeric", month: "short" });
  const short = dates({ day: "numeric", month: "short" });
  const year = dates({ day: "numeric", month: "short", year: "numeric" });
  const name = dates({ weekday: "short" });
  const clock = dates({ timeStyle: "short" });
  const number = new Intl.NumberFormat(locale);
  const plural = new Intl.PluralRules(locale);
  const figures = (text) => (rtl ? `\u2066${text}\u2069` : text);

  const say = {
    number: (n) => number.format(n),
    list: (parts) => new Intl.ListFormat(locale).format(parts),
    count: (forms, n) => fill(forms[plural.select(n)] ?? forms.other, { num: number.format(n) }),
    day: (day) => full.format(at(day)),
    dated: (day) => year.format(at(day)),
    weekday: (day) => name.format(at(day)),
    short: (day) => short.format(at(day)),
    week: (monday) => short.formatRange(at(monday), at(monday + 6)),
    time: (minutes) => figures(clock.format(new Date(minutes * 60000))),
    times(from, to) {
      if (from === null) return words.noTime;
      return figures([from, to].filter((one) => one !== null).map((one) => clock.format(new Date(one * 60000))).join("–"));
    },
    hours: (minutes) => say.count(words.hours, Math.round(minutes / 6) / 10),
    money(value, currency) {
      const digits = Number.isInteger(value) ? 0 : 2;
      return figures(new Intl.NumberFormat(locale, { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value));
    },
    span(low, high, currency) {
      if (high === null) return fill(words.from, { price: say.money(low, currency) });
      if (high === low) return low === 0 ? words.free : say.money(low, currency);
      return fill(words.lowToHigh, { low: say.money(low, currency), high: say.money(high, currency) });
    },
    price(price) {
      if (!price) return words.noPrice;
      const [low, high, currency, basis, reduced, choose] = price;
      if (choose && low === 0) return words.choose;
      if (low === 0 && high === 0) return words.free;
      const said = say.span(low, high, currency);
      const whole = basis ? fill(words.bases[basis], { price: said }) : said;
      return reduced === undefined || reduced === null ? whole : `${whole} ${fill(words.reduced, { price: say.money(reduced, currency) })}`;
    },
    // What weeks cost, in one line; "" where nothing is known to cost or not to cost anything.
    cost({ sums, unknown, choose, unclear }) {
      const parts = Object.entries(sums).map(([currency, [low, high]]) => say.span(low, high, currency));
      if (choose) parts.push(say.count(words.chosen, choose));
      if (unknown) parts.push(say.count(words.unpriced, unknown));
      if (unclear) parts.push(say.count(words.unclear, unclear));
      return parts.join(" · ");
    },
    ages(ages) {
      if (!ages) return words.noAge;
      const [low, high] = ages;
      if (!low && high === null) return words.allAges;
      if (high === null) return fill(words.ageFrom, { low: say.number(low) });
      if (!low) return fill(words.ageTo, { high: say.number(high) });
      return low === high ? fill(words.age, { age: say.number(low) }) : fill(words.ages, { low: say.number(low), high: say.number(high) });
    },
    place: ({ place, area, told, online }) => place ?? area ?? (told ? words.told : online ? words.online : words.noPlace),
    // [days, how often and at what time]
    when(session) {
      const days = session && reach(session);
      if (!days) return [words.noDates, ""];
      const [first, last] = days;
      const range = last === null ? fill(words.noEnd, { day: say.day(first) }) : last === first ? say.day(first) : short.formatRange(at(first), at(last));
      const going = meetings(session).filter(({ off }) => !off);
      const times = new Set(going.map(({ from, to }) => say.times(from, to)));
      const often = going.length > 1 ? say.count(words.days, new Set(going.map(({ day }) => day)).size) : "";
      const [one] = times;
      return [range, [often, times.size > 1 ? words.vary : going[0]?.from === null ? "" : one].filter(Boolean).join(words.comma)];
    },
    // [class, words]
    state({ state = [] }) {
      const [kind, value, minutes] = state;
      if (kind === "left") return [kind, say.count(words.left, value)];
      if (kind === "soon" && value) {
        const opens = say.day(Date.parse(`${value}T00:00:00Z`) / 86400000);
        return [kind, fill(words.opens, { day: minutes === null ? opens : opens + words.comma + say.time(minutes) })];
      }
      if (kind === "cancelled" || kind === "postponed") return ["off", words.states[kind]];
      return [kind ?? "", words.states[kind] ?? ""];
    },
    iso,
  };
  return say;
}
