// Two plans side by side: what both have, and what either could do with the other, by ages, week and area.

import { clash, mondays, running, slots } from "./weeks.js";
import { over } from "./days.js";
import { same } from "./store.js";

// null where the provider states no age, or nobody said one here.
export function suits(ages, age) {
  if (!ages || age === null) return null;
  return (ages[0] ?? 0) <= age && age <= (ages[1] ?? 999);
}

// mine, theirs: [{o, s, ages, session}]. {both, could, ask, weeks, areas}. could: what only one has, suits both ages and
// meets at no time at which the other has something else, each with `mine`; ask: the same where the age is not stated
// though ages were said. weeks, areas: what there is to choose from; null chooses all.
export function ours(mine, theirs, { myAge, theirAge, today, week, area }) {
  const both = theirs.filter((one) => mine.some((other) => same(one, other)));
  const free = [];
  for (const [one, others, isMine] of [...theirs.map((each) => [each, mine, false]), ...mine.map((each) => [each, theirs, true])]) {
    if (others.some((other) => same(one, other)) || over(one.session, today) || meets(one, others)) continue;
    if (![suits(one.ages, myAge), suits(one.ages, theirAge)].includes(false)) free.push({ ...one, mine: isMine });
  }
  const weeks = mondays(free, today);
  const areas = [...new Set(free.map(({ session }) => session.area).filter(Boolean))].sort();
  const here = free.filter((one) => (week === null || within(one, week)) && (area === null || one.session.area === area));
  const asked = (one) => !one.ages && (myAge !== null || theirAge !== null);
  return { both, could: here.filter((one) => !asked(one)), ask: here.filter(asked), weeks, areas };
}

const alone = ({ session }) => [{ key: "", who: [], session }];
const within = (one, monday) => slots(alone(one), monday, monday + 6).some(({ off }) => !off) || running(alone(one), monday).length > 0;

function meets(one, others) {
  const all = (each) => slots(alone(each), -1e6, 1e6).filter(({ off }) => !off);
  const here = all(one);
  return others.some((other) => all(other).some((slot) => here.some((own) => own.day === slot.day && clash(own, slot))));
}
