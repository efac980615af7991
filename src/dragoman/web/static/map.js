/* Zoom and pan by wheel (with Ctrl), pinch, drag, buttons and keys. Circles keep their size. */
export function map(canvas) {
  const picture = canvas.querySelector("svg");
  const [x0, y0, width0, height0] = picture.getAttribute("viewBox").split(" ").map(Number);
  const circles = [...picture.querySelectorAll("circle")].map((circle) => [circle, Number(circle.getAttribute("r"))]);
  const readout = document.querySelector(".readout");
  const fingers = new Map();
  let box = { x: x0, y: y0, scale: 1 };
  let moved = false;

  const show = () => {
    const [width, height] = [width0 / box.scale, height0 / box.scale];
    box.x = Math.min(Math.max(box.x, x0), x0 + width0 - width);
    box.y = Math.min(Math.max(box.y, y0), y0 + height0 - height);
    picture.setAttribute("viewBox", `${box.x} ${box.y} ${width} ${height}`);
    const smaller = box.scale ** 0.75;
    for (const [circle, radius] of circles) circle.setAttribute("r", radius / smaller);
  };
  const at = (event) => {
    const place = picture.getBoundingClientRect();
    return [(event.clientX - place.left) / place.width, (event.clientY - place.top) / place.height];
  };
  const zoom = (by, [u, v] = [0.5, 0.5]) => {
    const scale = Math.min(Math.max(box.scale * by, 1), 24);
    box.x += (u * width0) / box.scale - (u * width0) / scale;
    box.y += (v * height0) / box.scale - (v * height0) / scale;
    box.scale = scale;
    show();
  };

  const buttons = document.createElement("div");
  buttons.className = "zoom";
  for (const [label, name, act] of [
    ["+", "Nearer", () => zoom(1.6)],
    ["−", "Farther", () => zoom(1 / 1.6)],
    ["⌂", "Whole world", () => { box = { x: x0, y: y0, scale: 1 }; show(); }],
  ]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = label;
    button.title = name;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", act);
    buttons.append(button);
  }
  canvas.append(buttons);

  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && box.scale === 1 && event.deltaY > 0) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * 0.0022), at(event));
  }, { passive: false });
  picture.addEventListener("dragstart", (event) => event.preventDefault());
  picture.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    moved = false;
  });
  picture.addEventListener("pointermove", (event) => {
    const link = event.target.closest("a[data-label]");
    readout.textContent = link ? link.dataset.label : "";
    const before = fingers.get(event.pointerId);
    if (!before || (box.scale === 1 && fingers.size < 2)) return;
    const place = picture.getBoundingClientRect();
    if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
      const apart = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]);
      zoom(apart([event.clientX, event.clientY]) / Math.max(apart(before), 1), at(event));
    } else {
      if (Math.hypot(event.clientX - before[0], event.clientY - before[1]) < 4 && !moved) return;
      box.x -= ((event.clientX - before[0]) / place.width) * (width0 / box.scale);
      box.y -= ((event.clientY - before[1]) / place.height) * (height0 / box.scale);
      show();
    }
    moved = true;
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    picture.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
  picture.addEventListener("click", (event) => { if (moved) event.preventDefault(); }, true);
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "region");
  canvas.setAttribute("aria-label", "Map: + and − to zoom, arrows to move");
  canvas.addEventListener("keydown", (event) => {
    const step = width0 / box.scale / 8;
    const acts = {
      "+": () => zoom(1.6), "=": () => zoom(1.6), "-": () => zoom(1 / 1.6),
      ArrowLeft: () => { box.x -= step; show(); }, ArrowRight: () => { box.x += step; show(); },
      ArrowUp: () => { box.y -= step; show(); }, ArrowDown: () => { box.y += step; show(); },
    };
    if (!(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  });
}
