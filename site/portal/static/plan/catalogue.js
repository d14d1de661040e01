// What is published of the saved opportunities: one small file each, asked of the portal itself. Of what is saved it is
// kept on the device too, so that the plan can be read without signal; what is withdrawn leaves with the next look.

export const FACTS = "cityoflearning.facts";

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(FACTS));
    return found && typeof found === "object" ? found : {};
  } catch {
    return {};
  }
}

export function catalogue(root) {
  const known = new Map();
  const old = new Set();

  // Resolves when all are known: the data, null where it is no longer listed, undefined where it could not be read.
  async function fetched(ids) {
    await Promise.all([...new Set(ids)].filter((id) => known.get(id) === undefined || old.has(id)).map(async (id) => {
      try {
        const answer = await fetch(`${root}o/${id}/plan.json`, { cache: "no-cache" });
        if (answer.ok) {
          const data = await answer.json();
          known.set(id, data).set(data.id, data);
        } else if (answer.status === 404 || answer.status === 410) known.set(id, null);
        else throw new Error(answer.status);
        old.delete(id);
      } catch {
        const before = kept()[id];
        if (before?.id !== id || !Array.isArray(before.sessions ?? [])) return;
        known.set(id, before);
        old.add(id);
      }
    }));
  }

  // Writes what is known of these to the device; of no others, and nothing where there are none.
  function remember(ids) {
    try {
      const facts = Object.fromEntries(ids.filter((id) => known.get(id)).map((id) => [id, known.get(id)]));
      if (Object.keys(facts).length) localStorage.setItem(FACTS, JSON.stringify(facts));
      else localStorage.removeItem(FACTS);
    } catch {
      // The plan itself says that nothing can be kept.
    }
  }

  // {o, s} with what is known of it: key, data, session ({} where there is none), at: "here", "gone" or "unread".
  function seen(one) {
    const data = known.get(one.o);
    const session = data && one.s ? (data.sessions ?? []).find(({ id }) => id === one.s) : {};
    const at = data === undefined ? "unread" : data && session ? "here" : "gone";
    return { who: [], ...one, key: `${one.o} ${one.s}`, data: data ?? null, session: session ?? {}, ages: data?.ages, at };
  }

  return { fetched, remember, seen, stale: () => old.size > 0 };
}
