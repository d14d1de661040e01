// The question on the home page goes into the address's fragment, which no server sees.
const form = document.getElementById("ask");

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const said = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value.trim()) said.set(name, value.trim());
  }
  location.href = `${form.getAttribute("action")}#${said}`;
});
