// What a card says of a row, in the words that the portal made.

import { picture, stands } from "./hit.js";
import { dayOf, liveOf } from "./table.js";

export function view(held, row, day) {
  const { columns, titles, words } = held;
  const n = columns.opportunity[row];
  const lang = titles.languages[titles.language[n]];
  const [dayWords, rhythm] = words.rhythm.words[words.rhythm.of[row]];
  const topic = columns.topic[n] - 1;
  return {
    id: titles.id[n],
    slug: titles.slug[n] || simple(titles.title[n]),
    title: titles.title[n],
    lang,
    dir: words.dir[lang] ?? "",
    topic: topic < 0 ? null : held.facets.topics.values[topic],
    topicWords: topic < 0 ? "" : words.topics[topic],
    picture: picture(titles.id[n]),
    day: day < 0 ? dayOf(held, row, held.today) : day,
    dayWords,
    rhythm,
    who: words.who[columns.ages[n]],
    where: words.where[columns.place[row]],
    place: held.facets.place.values[columns.place[row]],
    cost: words.cost[columns.price[row]],
    more: words.more.words[words.more.of[n]],
    ...stands(words.state.words[words.state.of[row]], liveOf(held, row)),
  };
}

// Most slugs are just the title's letters and digits, so those are not sent.
function simple(title) {
  return (title.toLowerCase().match(/[a-z0-9]+/g) ?? []).join("-");
}
