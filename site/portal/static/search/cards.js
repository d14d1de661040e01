// Fills clones of the card that the portal's template has.

export class Cards {
  // root: the way to the portal's root; here: to the language's; sprites: topic to the path of its drawings.
  constructor(template, { root, here, sprites, words, locale, today }) {
    Object.assign(this, { template, root, here, sprites, words, locale, today });
    this.number = new Intl.NumberFormat(locale);
    const parts = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" };
    this.day = new Intl.DateTimeFormat(locale, parts);
    this.farDay = new Intl.DateTimeFormat(locale, { ...parts, year: "numeric" });
    this.plurals = new Intl.PluralRules(locale);
    this.said = new WeakMap();
  }

  // Puts the cards of these into a list. What stands there already stays: a drawing is dear to make anew.
  lay(list, hits) {
    const standing = new Map(Array.from(list.children, (card) => [this.said.get(card), card]));
    hits.forEach((hit, n) => {
      const said = JSON.stringify(hit);
      const card = standing.get(said) ?? this.card(hit);
      this.said.set(card, said);
      if (list.children[n] !== card) list.insertBefore(card, list.children[n] ?? null);
    });
    while (list.children.length > hits.length) list.lastElementChild.remove();
  }

  // Picks the form of a dictionary of plural forms and puts the number into it.
  count(forms, n) {
    return (forms[this.plurals.select(n)] ?? forms.other).replace("%(num)s", this.number.format(n));
  }

  card(hit) {
    const card = this.template.content.firstElementChild.cloneNode(true);
    const slot = (name) => card.querySelector(`[data-slot="${name}"]`);
    const key = hit.topic in this.sprites ? hit.topic : "none";
    card.className = `card h-${key}`;
    const link = slot("link");
    link.textContent = hit.title;
    link.href = `${this.here}o/${hit.id}/${hit.slug}/`;
    if (hit.lang && hit.lang !== document.documentElement.lang) link.lang = hit.lang;
    if (hit.dir) link.dir = hit.dir;
    slot("day").textContent = hit.dayWords || this.dayWords(hit.day);
    slot("rhythm").textContent = hit.rhythm;
    slot("art").setAttribute("href", `${this.root}${this.sprites[key]}#v${hit.picture}`);
    if (hit.topicWords) slot("topic").textContent = hit.topicWords;
    else slot("topic").remove();
    const where = document.createElement("bdi");
    where.textContent = hit.where;
    slot("meta").replaceChildren(`${hit.who} · `, where, ...(hit.far === undefined ? [] : [` · ${this.distance(hit.far)}`]));
    slot("chips").replaceChildren(...this.chips(hit).map(([kind, said]) => this.chip(kind, said)));
    return card;
  }

  // At most three: cost, places, the best support. What does not take place says only that.
  chips({ cost, state, left, more }) {
    const [kind, said] = state;
    const words = said ?? (kind === "left" ? this.count(this.words.left, left) : this.words[kind]);
    if (kind === "off") return [state];
    return [cost, ...(words ? [[kind, words]] : []), ...more].slice(0, 3);
  }

  chip(kind, said) {
    const chip = document.createElement("li");
    if (kind) chip.className = kind;
    chip.textContent = said;
    return chip;
  }

  // As the crow flies, so no finer than it is true.
  distance(km) {
    const unit = /-(GB|US)$/.test(this.locale) ? "mile" : "kilometer";
    const far = unit === "mile" ? km / 1.609344 : km;
    return new Intl.NumberFormat(this.locale, { style: "unit", unit, maximumFractionDigits: far < 3 ? 1 : 0 }).format(far);
  }

  dayWords(day) {
    const date = new Date(day * 86400000);
    return (Math.abs(day - this.today) > 270 ? this.farDay : this.day).format(date);
  }
}
