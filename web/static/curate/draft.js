// The form of a draft saves itself some seconds after the last change, and counts words. Without this module the form works by its
// buttons; a save that meets another person's is kept by the server, and the Save button leads to the page that merges both.

const DELAY_MS = 4000;

const form = document.querySelector("form[data-draft]");
const state = form.querySelector("[data-state]");
const version = form.elements._version;

let timer;
let running = null;
let stopped = false;
let last = contentOf();

function contentOf() {
  const data = new URLSearchParams(new FormData(form));
  for (const name of ["_version", "csrf_token"]) data.delete(name);
  return data.toString();
}

function say(message, time = "") {
  state.textContent = form.dataset[message].replace("{time}", time);
}

async function save() {
  const content = contentOf();
  if (stopped || content === last) return;
  say("saving");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
    });
    if (response.ok) {
      version.value = (await response.json()).version;
      last = content;
      say("saved", new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" }));
    } else if (response.status === 409) {
      stopped = true;
      say("conflict");
    } else {
      say("refused");
    }
  } catch {
    say("failed");
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    running = save().finally(() => (running = null));
  }, DELAY_MS);
}

// A save that is under way ends before the form is sent: otherwise the form would meet its own version.
function submitted(event) {
  clearTimeout(timer);
  if (running) {
    event.preventDefault();
    running.then(() => form.requestSubmit(event.submitter));
    return;
  }
  last = contentOf();
}

function count(place) {
  const field = document.getElementById(place.dataset.wordsOf);
  const most = Number(place.dataset.most);
  const n = field.value.split(/\s+/).filter(Boolean).length;
  place.textContent = form.dataset.words.replace("{n}", n).replace("{most}", most);
  place.classList.toggle("over", n > most * 1.2);
}

const counts = form.querySelectorAll("[data-words-of]");
counts.forEach(count);
form.addEventListener("input", (event) => {
  later();
  counts.forEach((place) => place.dataset.wordsOf === event.target.id && count(place));
});
form.addEventListener("change", later);
form.addEventListener("submit", submitted);
window.addEventListener("beforeunload", (event) => {
  if (!stopped && contentOf() !== last) event.preventDefault();
});
document.getElementById("faults")?.focus();
