/* Actors can be drawn aside; the ties of the one that is pointed at stand out. */
export function network(canvas) {
  const picture = canvas.querySelector("svg");
  const nodes = [...picture.querySelectorAll(".node")];
  const ties = [...picture.querySelectorAll("line")];
  let held = null;

  const focus = (node) => {
    picture.classList.toggle("focused", Boolean(node));
    const near = new Set([node?.dataset.key]);
    for (const tie of ties) {
      const touches = node && [tie.dataset.a, tie.dataset.b].includes(node.dataset.key);
      tie.classList.toggle("near", Boolean(touches));
      if (touches) near.add(tie.dataset.a).add(tie.dataset.b);
    }
    for (const other of nodes) other.classList.toggle("near", near.has(other.dataset.key));
  };
  const place = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
  const move = (node, { x, y }) => {
    const [circle, text] = [node.querySelector("circle"), node.querySelector("text")];
    circle.setAttribute("cx", x);
    circle.setAttribute("cy", y);
    text.setAttribute("x", x);
    text.setAttribute("y", y + Number(circle.getAttribute("r")) + 13);
    for (const tie of ties) {
      for (const [end, number] of [["a", 1], ["b", 2]]) {
        if (tie.dataset[end] !== node.dataset.key) continue;
        tie.setAttribute(`x${number}`, x);
        tie.setAttribute(`y${number}`, y);
      }
    }
  };

  picture.addEventListener("dragstart", (event) => event.preventDefault());
  for (const node of nodes) {
    node.addEventListener("pointerenter", () => { if (!held) focus(node); });
    node.addEventListener("pointerleave", () => { if (!held) focus(null); });
    node.addEventListener("focus", () => focus(node));
    node.addEventListener("blur", () => focus(null));
    node.addEventListener("pointerdown", (event) => {
      held = { node, x: event.clientX, y: event.clientY, moved: false };
    });
    node.addEventListener("click", (event) => { if (node.dataset.moved) event.preventDefault(); delete node.dataset.moved; });
  }
  picture.addEventListener("pointermove", (event) => {
    if (!held || (!held.moved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < 5)) return;
    held.moved = true;
    held.node.dataset.moved = "yes";
    move(held.node, place(event));
  });
  for (const end of ["pointerup", "pointerleave"]) picture.addEventListener(end, () => { held = null; });
}
