// A document beside the list: opening it tells the list, closing it gives the focus back to its row.
"use strict";

(() => {
  let ouvreur = null;

  // What has just been read is no longer new: the list says so at once.
  document.addEventListener(
    "load",
    (evenement) => {
      if (!evenement.target.matches?.("[data-visionneuse-document]")) return;
      const liste = document.getElementById("liste");
      if (liste && window.htmx) window.htmx.trigger(liste, "rafraichir");
    },
    true,
  );

  document.addEventListener("htmx:beforeRequest", (evenement) => {
    if (evenement.detail.target?.id !== "visionneuse") return;
    const lien = evenement.detail.elt;
    if (!lien.closest("#visionneuse")) ouvreur = lien;
  });

  document.addEventListener("htmx:afterSettle", (evenement) => {
    if (evenement.detail.target?.id !== "visionneuse") return;
    evenement.detail.target.hidden = false;
    const titre = document.getElementById("visionneuse-titre");
    titre?.focus({ preventScroll: true });
    titre?.scrollIntoView({ block: "nearest" });
  });

  const fermer = () => {
    const place = document.getElementById("visionneuse");
    if (!place) return;
    place.replaceChildren();
    place.hidden = true;
    const adresse = ouvreur?.getAttribute("href");
    const lien = ouvreur?.isConnected
      ? ouvreur
      : adresse && document.querySelector(`a[href="${CSS.escape(adresse)}"]`);
    (lien || document.getElementById("contenu")).focus();
  };

  document.addEventListener("click", (evenement) => {
    if (evenement.target.closest("[data-visionneuse-ferme]")) fermer();
  });
  document.addEventListener("keydown", (evenement) => {
    const dedans = document.activeElement?.closest?.("#visionneuse");
    if (evenement.key === "Escape" && dedans && !document.querySelector("dialog[open]")) fermer();
  });
})();
