// The list of practices that is saved in this browser: buttons that save, the link to the list, and the page of a list.
// Without this module, or where the browser refuses storage, none of it is shown and the pages work as they are.

const KEY = "kb.saved-practices";
const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

const status = document.getElementById("saved-status");
const own = document.querySelector(".own-list");
const page = document.querySelector("[data-saved-list]");
const most = Number(status.dataset.most);

function read() {
  let kept;
  try {
    kept = JSON.parse(localStorage.getItem(KEY));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const ids = Array.isArray(kept) ? kept.filter((id) => typeof id === "string" && ID.test(id)) : [];
  return [...new Set(ids)].slice(0, most);
}

function write(ids) {
  localStorage.setItem(KEY, JSON.stringify(ids));
  show();
}

function say(message, number) {
  status.textContent = status.dataset[message].replace("{n}", number);
}

function addressOf(ids) {
  const address = new URL(own.firstElementChild.href);
  address.searchParams.delete("practice");
  ids.forEach((id) => address.searchParams.append("practice", id));
  return address.href;
}

function idsOfPage() {
  return page.dataset.savedList.split(" ").filter(Boolean);
}

// By the address: a practice that was withdrawn since it was saved still belongs to the list.
function isOwn(saved) {
  const ids = new URL(location.href).searchParams.getAll("practice");
  return ids.length === saved.length && ids.every((id) => saved.includes(id));
}

function show() {
  const saved = read();
  own.hidden = false;
  own.firstElementChild.href = addressOf(saved);
  own.querySelector(".count").textContent = saved.length;
  for (const button of document.querySelectorAll("button.save")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", saved.includes(button.dataset.practice));
  }
  if (page) page.querySelector(".foreign").hidden = isOwn(saved);
}

function add(ids) {
  const saved = [...new Set([...read(), ...ids])];
  if (saved.length > most) {
    say("full", most);
    return;
  }
  write(saved);
  say("saved", saved.length);
}

function remove(id) {
  const saved = read().filter((one) => one !== id);
  write(saved);
  say("removed", saved.length);
}

async function copy() {
  const field = page.querySelector("#address");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    say("copied");
  } catch {
    say("selected"); // no clipboard on pages without TLS, or it was refused
  }
}

function clicked(event) {
  const target = event.target.closest("button.save, button.save-all, button.copy, a.remove");
  if (!target) return;
  if (target.matches(".save")) {
    const id = target.dataset.practice;
    if (read().includes(id)) remove(id);
    else add([id]);
  } else if (target.matches(".save-all")) {
    add(idsOfPage());
  } else if (target.matches(".copy")) {
    copy();
  } else if (isOwn(read())) {
    remove(target.dataset.practice); // the link then leads to the list without it
  }
}

function start() {
  try {
    show();
  } catch {
    return; // the browser refuses storage
  }
  document.addEventListener("click", clicked);
  window.addEventListener("storage", show);
  window.addEventListener("pageshow", show);
}

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
}
start();
