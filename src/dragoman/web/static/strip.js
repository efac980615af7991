/* A picture along time: what a bar says is read out, and a stretch that is drawn over it chosen.
   Left and right move between bars once one has the focus. */
const DAY = 86400000;

export function strips(chart) {
  const field = chart.querySelector(".brushable");
  const pictures = field?.querySelectorAll("svg[data-first]");
  if (!pictures?.length) return;
  const readout = chart.querySelector(".readout");
  const idle = readout.textContent;
  const bars = [...field.querySelectorAll("a[data-start]")];
  if (bars.length) bars[0].removeAttribute("tabindex");

  const tell = (event) => {
    const bar = event.target.closest("a[data-label]");
    readout.textContent = bar ? bar.dataset.label : idle;
  };
  field.addEventListener("pointermove", tell);
  field.addEventListener("focusin", tell);
  field.addEventListener("pointerleave", () => { readout.textContent = idle; });
  field.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const here = bars.indexOf(event.target.closest("a"));
    if (!by || here < 0) return;
    event.preventDefault();
    bars[Math.min(Math.max(here + by, 0), bars.length - 1)].focus();
  });
  brush(chart, field, pictures[0]);
}

function brush(chart, field, picture) {
  const first = Date.parse(picture.dataset.first);
  const days = (Date.parse(picture.dataset.last) - first) / DAY + 1;
  let from = null;
  let shade = null;

  const share = (event) => {
    const box = picture.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
  };
  const day = (at) => new Date(first + Math.min(Math.floor(at * days), days - 1) * DAY).toISOString().slice(0, 10);

  field.addEventListener("dragstart", (event) => event.preventDefault());
  field.addEventListener("pointerdown", (event) => {
    if (event.button === 0) from = { at: share(event), x: event.clientX, id: event.pointerId };
  });
  field.addEventListener("pointermove", (event) => {
    if (!from || Math.abs(event.clientX - from.x) < 6) return;
    if (!shade) {
      shade = document.createElement("div");
      shade.className = "brush";
      field.append(shade);
      field.setPointerCapture(from.id);
    }
    const [a, b] = [from.at, share(event)].sort((x, y) => x - y);
    shade.style.left = `${100 * a}%`;
    shade.style.width = `${100 * (b - a)}%`;
    chart.querySelector(".readout").textContent = `${day(a)} to ${day(b)}`;
  });
  field.addEventListener("pointerup", (event) => {
    if (shade) {
      const [a, b] = [from.at, share(event)].sort((x, y) => x - y);
      const address = new URL(chart.dataset.path, location.href);
      const asked = new URLSearchParams(location.search);
      for (const name of ["page", "since", "until"]) asked.delete(name);
      asked.set("since", day(a));
      asked.set("until", day(b));
      address.search = asked;
      location.assign(address);
    }
    from = null;
  });
  field.addEventListener("pointercancel", () => { from = null; shade?.remove(); shade = null; });
  /* The press that ends a stretch is not one of the bar beneath. */
  field.addEventListener("click", (event) => { if (shade) event.preventDefault(); }, true);
}
