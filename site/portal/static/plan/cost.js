// What the plan costs, for a week or for all the weeks that are shown. What is not stated is counted apart, never as 0.

import { meetings, mondayOf, reach } from "./days.js";
import { gone } from "./weeks.js";

// How often the price falls due in the week, for one who goes: for each meeting, day or week that it has then; a price
// for the whole in the week in which it begins.
export function times(session, monday, today = 0) {
  const going = meetings(session).filter(({ day, off }) => !off && day >= Math.max(monday, today) && day <= monday + 6);
  const days = reach(session);
  const on = going.length || (session.span && days[0] <= monday + 6 && (days[1] === null || days[1] >= monday));
  switch (session.price?.[3]) {
    case "session":
      return session.span ? null : going.length;
    case "day":
      return session.span ? null : new Set(going.map(({ day }) => day)).size;
    case "week":
      return on ? 1 : 0;
    default:
      return begins(days, monday) ? 1 : 0;
  }
}

const begins = (days, monday) => Boolean(days) && mondayOf(days[0]) === monday;

// items: [{key, who, session}]. {sums: {currency: [low, high]}, unknown, choose, unclear}: high null where somebody says
// only "from". unknown: how many state no price; choose: at which one pays what one can; unclear: whose price is for
// each meeting though nobody says how many there are. Only what takes place in these weeks, from today on, is counted.
export function cost(items, mondays, today = 0) {
  const found = { sums: {}, unknown: 0, choose: 0, unclear: 0 };
  for (const { who, session } of items) {
    if (gone(session) || !mondays.some((monday) => touches(session, monday, today))) continue;
    if (!session.price) {
      found.unknown += 1;
      continue;
    }
    const [low, high, currency, , , choose] = session.price;
    if (choose) {
      found.choose += 1;
      continue;
    }
    const due = mondays.map((monday) => times(session, monday, today));
    if (due.includes(null) && high !== 0) {
      found.unclear += 1;
      continue;
    }
    const n = due.reduce((sum, one) => sum + (one ?? 0), 0) * Math.max(who.length, 1);
    const sum = (found.sums[currency] ??= [0, 0]);
    sum[0] += low * n;
    sum[1] = sum[1] === null || (high === null && n) ? null : sum[1] + (high ?? 0) * n;
  }
  return found;
}

function touches(session, monday, today) {
  const days = reach(session);
  if (!days) return false;
  if (session.span) return days[0] <= monday + 6 && (days[1] === null || days[1] >= monday);
  return meetings(session).some(({ day }) => day >= Math.max(monday, today) && day <= monday + 6);
}
