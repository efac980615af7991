/* How far an upload is, as it goes on; when it is over the page shows what it has brought. */
const SAID = { waiting: "Waiting for its turn", coding: "Coding", merging: "Merging the reports of one event" };

export function upload(section) {
  const show = (name) => section.querySelector(`[data-show=${name}]`);
  const look = async () => {
    const answer = await fetch(`/api/v1/uploads/${section.dataset.upload}`).catch(() => null);
    if (!answer?.ok) { setTimeout(look, 3000); return; }
    const now = await answer.json();
    if (!(now.state in SAID)) { location.reload(); return; }
    show("state").textContent = SAID[now.state];
    for (const name of ["documents", "words", "mentions"]) show(name).textContent = now[name].toLocaleString("en-GB");
    setTimeout(look, 600);
  };
  look();
}

/* Files can be dropped anywhere on their field. */
export function drop(form) {
  const field = form.querySelector(".drop");
  const input = field.querySelector("input");
  const chosen = field.querySelector("[data-chosen]");
  const say = () => {
    const names = [...input.files].map((file) => file.name);
    chosen.textContent = names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} others` : names.join(", ");
  };
  input.addEventListener("change", say);
  for (const kind of ["dragover", "dragleave", "drop"]) {
    field.addEventListener(kind, (event) => {
      event.preventDefault();
      field.classList.toggle("over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      say();
    });
  }
}
