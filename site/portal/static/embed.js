// What the frame asks of its list, in the address's fragment: #count=5&age=14&colours=dark. Without script all is shown.
const asked = new URLSearchParams(location.hash.slice(1));
const whole = (name) => (/^\d{1,2}$/.test(asked.get(name) ?? "") ? Number(asked.get(name)) : null);

if (["light", "dark"].includes(asked.get("colours"))) document.documentElement.dataset.colours = asked.get("colours");

// Whose age is not stated by the provider itself is for nobody in particular, so it is not shown to somebody of 14.
const meant = ({ dataset: { low, high } }, age) =>
  age === null || (low !== undefined && (low === "" || Number(low) <= age) && (high === "" || Number(high) >= age));

document.addEventListener("DOMContentLoaded", () => {
  const age = whole("age");
  let left = whole("count") ?? Infinity;
  for (const row of document.querySelectorAll("#rows > li")) {
    row.hidden = !meant(row, age) || left-- <= 0;
  }
  document.getElementById("none").hidden = document.querySelector("#rows > li:not([hidden])") !== null;
});
