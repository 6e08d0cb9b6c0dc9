// Search of the directory: « Sélectionner » waits for an expert to be ticked; results come into view.
"use strict";

for (const page of document.querySelectorAll("[data-annuaire]")) {
  const results = page.querySelector("#resultats-experts");
  const button = page.querySelector("[data-selectionner]");
  const chosen = page.querySelector("[data-choisi]");

  const update = () => {
    if (!button) {
      return;
    }
    const ticked = results.querySelector("input[name=expert]:checked");
    button.disabled = ticked === null;
    chosen.textContent = ticked ? ticked.dataset.nom : "";
  };

  results.addEventListener("change", update);
  results.addEventListener("htmx:afterSwap", () => {
    update();
    if (results.getBoundingClientRect().top > window.innerHeight - 120) {
      results.scrollIntoView(); // on a phone the results stand below the criteria
    }
  });
  window.addEventListener("pageshow", update);
  update();
}
