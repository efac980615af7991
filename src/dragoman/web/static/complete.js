/* Names of actors as they are typed. With data-complete="list" the last of several, with commas. */
export function complete(input) {
  const list = document.createElement("ul");
  list.className = "completions";
  list.id = `${input.id || input.name}-completions`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  input.parentElement.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }
  const several = input.dataset.complete === "list";
  let timer = 0;
  let asked = "";
  let marked = -1;

  const last = () => (several ? input.value.split(",").pop() : input.value).trim();
  const close = () => {
    list.hidden = true;
    marked = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (key) => {
    input.value = several ? [...input.value.split(",").slice(0, -1).map((code) => code.trim()), key].join(", ") : key;
    close();
    input.focus();
  };
  const mark = (number) => {
    marked = (number + list.children.length) % list.children.length;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === marked)));
    list.children[marked].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[marked].id);
  };
  const show = (found) => {
    list.replaceChildren(...found.map(({ key, name, spelling, events }, number) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${number}`;
      item.setAttribute("role", "option");
      item.dataset.key = key;
      const label = document.createElement("span");
      label.textContent = spelling && spelling !== name ? `${name} (${spelling})` : name;
      const code = document.createElement("span");
      code.className = "code";
      code.textContent = events ? `${key} · ${events.toLocaleString("en-GB")}` : key;
      item.append(label, code);
      return item;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    marked = -1;
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      asked = last();
      if (asked.length < 2) { close(); return; }
      const mine = asked;
      const answer = await fetch(`/api/v1/actors?${new URLSearchParams({ q: asked, most: 8 })}`).catch(() => null);
      if (!answer?.ok || mine !== asked) return;
      show(await answer.json());
    }, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(marked + 1);
    else if (event.key === "ArrowUp") mark(marked - 1);
    else if (event.key === "Enter" && marked >= 0) take(list.children[marked].dataset.key);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("li");
    if (!item) return;
    event.preventDefault();
    take(item.dataset.key);
  });
  input.addEventListener("blur", close);
}
