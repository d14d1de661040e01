// How many things are on the plan, beside the link to it; on every page.
const shown = document.getElementById("planned");

function count() {
  let n = 0;
  try {
    n = JSON.parse(localStorage.getItem("cityoflearning.plan"))?.saved?.length ?? 0;
  } catch {
    // What cannot be read is told on the plan's own page.
  }
  shown.textContent = n > 0 ? new Intl.NumberFormat(document.documentElement.lang).format(n) : "";
}

if (shown) {
  count();
  for (const change of ["storage", "plan", "pageshow"]) window.addEventListener(change, count);
}
