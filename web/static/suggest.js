// Suggestions while a question is typed: an editable combobox with a list (ARIA Authoring Practices Guide). Without this
// script the field is a plain text field, and nothing is lost.

const PAUSE_MS = 150;
const form = document.querySelector("#search-form[data-suggest]");
if (form) combobox(form);

function combobox(form) {
  const input = form.querySelector("#q");
  const list = Object.assign(document.createElement("ul"), { id: "q-suggestions", className: "suggestions", hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "unseen" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  status.setAttribute("role", "status");
  input.parentElement.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let timer, request, active = -1;

  async function ask() {
    request?.abort();
    request = new AbortController();
    const address = new URL(form.dataset.suggest, location.href);
    address.searchParams.set("q", input.value);
    try {
      const answer = await fetch(address, { signal: request.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      close(); // no suggestions are no fault: the question can be asked all the same
    }
  }

  function show(suggestions) {
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...suggestions.map(option));
    open(suggestions.length > 0 && document.activeElement === input);
    status.textContent = suggestions.length ? form.dataset.count.replace("{n}", suggestions.length) : "";
  }

  function option({ text, kind_label: kind }, number) {
    const item = Object.assign(document.createElement("li"), { id: `q-suggestion-${number}` });
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.text = text;
    const hint = Object.assign(document.createElement("span"), { className: "hint", textContent: kind });
    item.append(Object.assign(document.createElement("span"), { textContent: text }), " ", hint);
    return item;
  }

  function open(is_open) {
    list.hidden = !is_open;
    input.setAttribute("aria-expanded", String(is_open));
  }

  function close() {
    clearTimeout(timer);
    request?.abort();
    open(false);
    move(-1);
    status.textContent = "";
  }

  function move(to) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = to;
    const item = list.children[active];
    if (!item) return input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item.id);
  }

  function choose(item) {
    input.value = item.dataset.text;
    close();
    form.requestSubmit();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "ArrowDown" && list.hidden) ask();
    else if (event.key === "ArrowDown") move(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp" && !list.hidden) move(active > 0 ? active - 1 : last);
    else if (event.key === "Enter" && !list.hidden && active >= 0) choose(list.children[active]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) choose(item);
  });
}
