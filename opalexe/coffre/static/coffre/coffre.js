/* The page of an expertise: the selection to download or share, the document shown beside, what a refresh leaves alone. */
"use strict";

(() => {
  const { compte, octets } = window.Mots;
  // Room for a document beside the list; below, it has a page of its own.
  const LARGE = window.matchMedia("(min-width: 1200px)");

  // A refresh replaces what changed; what the person has ticked or unfolded is theirs, and what this script writes
  // is not undone (a screen reader would say the selection again every time).
  const A_NOUS = "[data-selection-dite], [data-selection-bouton], [data-selection-documents], [data-selection-toutes]";
  window.Idiomorph.defaults.callbacks.beforeNodeMorphed = (ancien) =>
    !(ancien instanceof Element && ancien.matches(A_NOUS));
  window.Idiomorph.defaults.callbacks.beforeAttributeUpdated = (nom, element) =>
    !(
      nom === "checked" ||
      (nom === "open" && element.localName === "details") ||
      (nom === "hidden" && element.matches("[data-filtre], [data-filtrable]"))
    );

  const cases = () => [...document.querySelectorAll("[data-selection] input[name=documents]")];
  const dossiers = () => [...document.querySelectorAll("[data-selection] input[name=repertoires]:checked")];

  const dire = () => {
    const formulaire = document.querySelector("[data-selection]");
    if (!formulaire) return;
    const toutes = cases();
    const cochees = toutes.filter((element) => element.checked);
    const total = cochees.reduce((somme, element) => somme + Number(element.dataset.taille), 0);
    const texte = formulaire.querySelector("[data-selection-dite]");
    const entiers = dossiers().length;
    const choix = [];
    if (entiers) choix.push(compte(entiers, "dossier", "dossiers"));
    if (cochees.length) choix.push(`${compte(cochees.length, "document", "documents")} (${octets(total)})`);
    const phrase = choix.length ? choix.join(" et ") : "Cochez ce que vous voulez télécharger ensemble.";
    if (texte.textContent !== phrase) texte.textContent = phrase;
    formulaire.querySelector("[data-selection-bouton]").disabled = choix.length === 0;
    const partage = formulaire.querySelector("[data-selection-documents]");
    if (partage) partage.disabled = cochees.length === 0;
    const boite = formulaire.querySelector("[data-selection-toutes]");
    if (!boite) return;
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
    const lien = evenement.target.closest("[data-apercu]");
    const ailleurs = evenement.ctrlKey || evenement.metaKey || evenement.shiftKey || evenement.button;
    if (!lien || ailleurs || !LARGE.matches) return;
    evenement.preventDefault();
    window.htmx.ajax("GET", lien.href, { source: lien, target: "#visionneuse", swap: "innerHTML" });
  });
  document.addEventListener("submit", (evenement) => {
    if (evenement.target.matches("[data-selection]")) rafraichir(2000);
  });
  document.addEventListener("htmx:afterSettle", dire);
  dire();

  // Many parties: a few letters of a name are enough, accents or not.
  const plat = (texte) => texte.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  for (const champ of document.querySelectorAll("[data-filtre]")) champ.hidden = false;
  document.addEventListener("input", (evenement) => {
    const champ = evenement.target.closest("[data-filtre]");
    if (!champ) return;
    const cherche = plat(champ.value.trim());
    for (const element of champ.parentElement.querySelectorAll(".arbre-vaste [data-filtrable]")) {
      element.hidden = !plat(element.querySelector(".arbre-nom").textContent).includes(cherche);
    }
  });
})();
