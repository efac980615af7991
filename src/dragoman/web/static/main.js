/* Everything works without this; it adds keys, a remembered theme, completion, and drawing on pictures. */
import { complete } from "./complete.js";
import { keys } from "./keys.js";
import { strips } from "./strip.js";
import { theme } from "./theme.js";

theme(document.getElementById("theme"));
keys(document.getElementById("help"), document.getElementById("keys"));
document.querySelectorAll("[data-complete]").forEach(complete);
document.querySelectorAll("[data-strip]").forEach(strips);

/* Filters are folded where there is little room. */
if (matchMedia("(max-width: 60rem)").matches) {
  for (const fold of document.querySelectorAll("[data-fold]")) fold.open = false;
}

/* A choice that needs no button. */
for (const form of document.querySelectorAll("[data-submit]")) {
  form.querySelector("[data-needless]").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}

/* Only the modes of the chosen type. */
for (const modes of document.querySelectorAll("[data-modes]")) {
  const type = document.getElementById(modes.dataset.modes);
  const show = () => {
    for (const group of modes.querySelectorAll("optgroup")) {
      group.hidden = group.disabled = group.label !== type.value;
    }
    if (modes.selectedOptions[0]?.parentElement.disabled) modes.value = "";
  };
  type.addEventListener("change", show);
  show();
}

/* A button that gives another value than its field must silence the field. */
for (const button of document.querySelectorAll("[data-instead]")) {
  button.addEventListener("click", () => {
    document.getElementById(button.dataset.instead).value = button.value;
    document.querySelectorAll("[data-modes]").forEach((modes) => { modes.value = ""; });
  });
}

/* Pages that need more bring it along only there. */
if (document.querySelector("[data-map]")) import("./map.js").then(({ map }) => document.querySelectorAll("[data-map]").forEach(map));
if (document.querySelector("[data-network]")) import("./network.js").then(({ network }) => document.querySelectorAll("[data-network]").forEach(network));
if (document.querySelector("[data-upload], [data-drop]")) {
  import("./upload.js").then(({ upload, drop }) => {
    document.querySelectorAll("[data-upload]").forEach(upload);
    document.querySelectorAll("[data-drop]").forEach(drop);
  });
}
