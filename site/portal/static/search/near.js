// How far it is to a place, as the crow flies: from an area, a postcode, or where one is. Nothing of it leaves the phone.

import { fold } from "./fold.js";

const EARTH = 6371;

// {areas, postcodes}: names, and postcodes or their first parts, to [latitude, longitude].
export async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const { areas, postcodes } = await answer.json();
  const keyed = (table) => new Map(Object.entries(table).map(([words, at]) => [key(words), at]));
  return { areas, byArea: keyed(areas), byPostcode: keyed(postcodes) };
}

const key = (words) => fold(words).replace(/[^\p{L}\p{N}]/gu, "");

// Where an area or a postcode is; a postcode that is not known is near what its beginning is known for. Null: nowhere.
export function resolve(words, { byArea, byPostcode }) {
  const asked = key(words);
  if (!asked) return null;
  const known = byArea.get(asked) ?? byPostcode.get(asked);
  if (known || !/\d/.test(asked)) return known ?? null;
  for (let end = asked.length - 1; end > 1; end--) {
    const around = byPostcode.get(asked.slice(0, end));
    if (around) return around;
  }
  return null;
}

// Kilometres from a position to each place of the search's vocabulary; Infinity where nobody may know where it is.
export function distances(places, { at, areas }) {
  return Float32Array.from(places, (place) => {
    const there = place?.at ?? areas[place?.area];
    return there ? kilometres(at, there) : Infinity;
  });
}

// Great circle, by the haversine formula.
export function kilometres([lat, lng], [otherLat, otherLng]) {
  const radians = Math.PI / 180;
  const half = (degrees) => Math.sin((degrees * radians) / 2) ** 2;
  const a = half(otherLat - lat) + Math.cos(lat * radians) * Math.cos(otherLat * radians) * half(otherLng - lng);
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(a)));
}
