/* The page of an expertise: the selection to download, what a refresh must leave alone, the reference copied. */
"use strict";

(() => {
  const { NBSP, octets } = window.Mots;

  // A refresh replaces what changed; what the person has ticked or unfolded is theirs, and what this script writes
  // is not undone (a screen reader would say the selection again every time).
  const A_NOUS = "[data-selection-dite], [data-selection-bouton], [data-selection-toutes]";
  window.Idiomorph.defaults.callbacks.beforeNodeMorphed = (ancien) =>
    !(ancien instanceof Element && ancien.matches(A_NOUS));
  window.Idiomorph.defaults.callbacks.beforeAttributeUpdated = (nom, element) =>
    !(nom === "checked" || (nom === "open" && element.localName === "details"));

  const cases = () => [...document.querySelectorAll("[data-selection] input[name=documents]")];

  const dire = () => {
    const formulaire = document.querySelector("[data-selection]");
    if (!formulaire) return;
    const toutes = cases();
    const cochees = toutes.filter((element) => element.checked);
    const total = cochees.reduce((somme, element) => somme + Number(element.dataset.taille), 0);
    const texte = formulaire.querySelector("[data-selection-dite]");
    const pluriel = cochees.length > 1 ? "s" : "";
    const phrase = cochees.length
      ? `${cochees.length} document${pluriel} sélectionné${pluriel}, ${octets(total)}`
      : "Cochez les documents à télécharger ensemble.";
    if (texte.textContent !== phrase) texte.textContent = phrase;
    formulaire.querySelector("[data-selection-bouton]").disabled = cochees.length === 0;
    const boite = formulaire.querySelector("[data-selection-toutes]");
    boite.hidden = false;
    const maitresse = boite.querySelector("input");
    maitresse.checked = cochees.length > 0 && cochees.length === toutes.length;
    maitresse.indeterminate = cochees.length > 0 && cochees.length < toutes.length;
  };

  const rafraichir = (delai) =>
    window.setTimeout(() => {
      const liste = document.getElementById("liste");
      if (liste) window.htmx.trigger(liste, "rafraichir");
    }, delai);

  document.addEventListener("change", (evenement) => {
    if (evenement.target.closest("[data-selection-toutes]")) {
      for (const element of cases()) element.checked = evenement.target.checked;
    }
    if (evenement.target.closest("[data-selection]")) dire();
  });

  // Reading is what removes "Nouveau": show it once the server has had the time to send.
  document.addEventListener("click", (evenement) => {
    if (evenement.target.closest("[data-lecture]")) rafraichir(2000);
    const bouton = evenement.target.closest("[data-copie-de]");
    if (!bouton) return;
    const dite = bouton.parentElement.querySelector("[data-copie-dite]");
    navigator.clipboard.writeText(document.getElementById(bouton.dataset.copieDe).textContent.trim()).then(
      () => (dite.textContent = "Copiée."),
      () => (dite.textContent = `Votre navigateur refuse la copie${NBSP}: sélectionnez le texte.`),
    );
  });
  document.addEventListener("submit", (evenement) => {
    if (evenement.target.matches("[data-selection]")) rafraichir(2000);
  });
  document.addEventListener("htmx:afterSettle", dire);
  dire();
})();
