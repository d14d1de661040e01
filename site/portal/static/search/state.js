// What is asked, in the fragment of the address: it can be kept and shared, and no server sees it.

const OLDEST = 120;

// {q, age, filters: {name: [values]}}; age null where none is said.
export function read(fragment) {
  const said = new URLSearchParams(fragment.replace(/^[#?]/, ""));
  const state = { q: (said.get("q") ?? "").slice(0, 200), age: age(said.get("age")), filters: {} };
  for (const [name, value] of said) {
    if (name === "q" || name === "age" || !value) continue;
    const [known, meant] = name === "free" ? ["cost", "free"] : [name, value];
    const values = (state.filters[known] ??= []);
    if (!values.includes(meant)) values.push(meant);
  }
  return state;
}

export function write({ q, age: years, filters }) {
  const said = new URLSearchParams();
  if (q.trim()) said.set("q", q.trim());
  if (years !== null) said.set("age", years);
  for (const name of Object.keys(filters).sort()) {
    for (const value of filters[name]) said.append(name, value);
  }
  return said.toString();
}

// A whole number of years; digits of Urdu and Arabic are digits too.
export function age(words) {
  const plain = (words ?? "").normalize("NFKC").replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15).trim();
  return /^\d{1,3}$/.test(plain) && Number(plain) <= OLDEST ? Number(plain) : null;
}

export function without({ q, age: years, filters }, name, value) {
  const left = { ...filters };
  if (name in left) left[name] = left[name].filter((one) => value !== undefined && one !== value);
  if (!left[name]?.length) delete left[name];
  return { q: name === "q" ? "" : q, age: name === "age" ? null : years, filters: left };
}

export function empty(state) {
  return !write(state);
}
