/* Moving without a mouse. Keys are left alone while something is typed. */
const PLACES = { o: "/", t: "/timeline", d: "/dyad", n: "/network", m: "/map", i: "/issues" };

export function keys(button, dialog) {
  let going = 0;
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (dialog.open) return;
    if (Date.now() - going < 1500 && event.key in PLACES) {
      location.assign(PLACES[event.key]);
      return;
    }
    const acts = {
      "/": () => document.getElementById("find").focus(),
      "?": () => dialog.showModal(),
      g: () => { going = Date.now(); },
      j: () => step(1),
      k: () => step(-1),
      n: () => document.querySelector("[rel=next]")?.click(),
      p: () => document.querySelector("[rel=prev]")?.click(),
      e: () => document.querySelector("#correct select, #correct input:not([type=hidden])")?.focus(),
    };
    if (!(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  });
}

/* To the next or the previous of the things that the page lists. */
function step(by) {
  const items = [...document.querySelectorAll("[data-item]")].filter((item) => item.offsetParent);
  if (!items.length) return;
  const here = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[here < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(Math.max(here + by, 0), items.length - 1)];
  next.querySelector("a, button, summary")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}
