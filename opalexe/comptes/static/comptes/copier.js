// Copies a list of terms and values as lines of text.
"use strict";

for (const button of document.querySelectorAll("[data-copier]")) {
  const list = document.getElementById(button.dataset.copier);
  const status = button.parentElement.querySelector("[data-copier-etat]");
  if (!list || !navigator.clipboard) {
    continue;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    const lines = [...list.querySelectorAll("dt")].map(
      (term) => `${term.textContent.trim()} : ${term.nextElementSibling.textContent.trim()}`,
    );
    try {
      await navigator.clipboard.writeText(lines.join("\n"));
      status.textContent = "Copié.";
    } catch {
      status.textContent = "La copie a échoué : sélectionnez le texte à la souris.";
    }
  });
}
