// Makes the code for a frame as somebody chooses, and shows the frame. The choices stay on this page.
const form = document.getElementById("make");
const code = document.getElementById("code");
const copy = document.getElementById("copy");
const look = document.getElementById("look");

const chosen = (name) => form.elements[name].selectedOptions[0];

// An area has only the interests in which there is something, else the frame would be empty.
function offer() {
  const held = chosen("area").dataset.topics?.split(" ");
  for (const option of form.elements.topic.options) {
    option.disabled = Boolean(held && option.value && !held.includes(option.value));
  }
  if (chosen("topic").disabled) form.elements.topic.value = "";
}

function list() {
  const { topic, area, age } = Object.fromEntries(new FormData(form));
  if (topic) return area ? `topics/${topic}/${area}/` : `topics/${topic}/`;
  if (area) return `areas/${area}/`;
  return age ? `ages/${age}/` : "all/";
}

function frame(src) {
  const made = document.createElement("iframe");
  const named = ["topic", "area"].filter((name) => form.elements[name].value).map((name) => chosen(name).text);
  made.setAttribute("src", src);
  made.setAttribute("title", named.join(", ") || form.dataset.title);
  made.setAttribute("width", "100%");
  made.setAttribute("height", Number(form.dataset.head) + Number(form.dataset.row) * Number(form.elements.count.value));
  made.setAttribute("loading", "lazy");
  made.setAttribute("referrerpolicy", "no-referrer");
  return made;
}

function show() {
  offer();
  const asked = new URLSearchParams();
  for (const name of ["count", "age", "colours"]) {
    if (form.elements[name].value) asked.set(name, form.elements[name].value);
  }
  const path = `${list()}#${asked}`;
  // The style is their page's to allow, not ours: it is written and never set here.
  code.textContent = frame(form.dataset.start + path).outerHTML.replace("></iframe>", ' style="border:0"></iframe>');
  look.querySelector("iframe")?.remove();
  look.append(frame(path));
}

copy.addEventListener("click", async () => {
  await navigator.clipboard.writeText(code.textContent);
  document.getElementById("said").textContent = copy.dataset.done;
});

if (form) {
  form.addEventListener("change", show);
  form.hidden = look.hidden = copy.hidden = false;
  show();
}
