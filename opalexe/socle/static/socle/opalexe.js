// What every page may use: dialogs, forms sent once, copy, the way back, and live parts that respect the person.
"use strict";

(() => {
  // [data-ouvre="id"] opens <dialog id="id">; [data-ferme] inside closes it. The browser keeps the focus in it, and
  // gives it back afterwards. On a link, the address is what happens without this script.
  const ouvrir = (evenement, bouton) => {
    const dialogue = document.getElementById(bouton.dataset.ouvre);
    if (!dialogue) return;
    evenement.preventDefault();
    if (!dialogue.open) dialogue.showModal();
  };

  // [data-copier="id"] copies the text of an element, and says so in the [data-copie-dite] beside it.
  const copier = async (bouton) => {
    const source = document.getElementById(bouton.dataset.copier);
    if (!source || source.matches("dl")) return; // a list of terms is copied by its own script
    const dite = bouton.parentElement.querySelector("[data-copie-dite]");
    let phrase = "Copié.";
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
    } catch {
      phrase = "Votre navigateur refuse la copie\u00a0: sélectionnez le texte.";
    }
    if (dite) dite.textContent = phrase;
  };

  document.addEventListener("click", (evenement) => {
    const simple = !(evenement.ctrlKey || evenement.metaKey || evenement.shiftKey);
    const bouton = evenement.target.closest("[data-ouvre], [data-ferme], [data-copier], [data-retour]");
    if (!bouton) return;
    if (bouton.matches("[data-ouvre]")) {
      if (simple) ouvrir(evenement, bouton);
    } else if (bouton.matches("[data-ferme]")) bouton.closest("dialog")?.close();
    else if (bouton.matches("[data-copier]")) copier(bouton);
    else window.history.back();
  });

  // The way back is only offered where there is one.
  for (const bouton of document.querySelectorAll("[data-retour]")) bouton.hidden = window.history.length < 2;

  // A form marked data-envoi-unique goes once, however often its button is pressed. An answer that never comes, or a
  // page shown again from the browser's memory, is a new chance to send.
  const ATTENTE = 20_000;
  const liberer = (formulaire) => {
    delete formulaire.dataset.envoye;
    formulaire.removeAttribute("aria-busy");
  };
  document.addEventListener("submit", (evenement) => {
    const formulaire = evenement.target;
    if (evenement.defaultPrevented || !formulaire.matches("[data-envoi-unique]")) return;
    if (formulaire.dataset.envoye) {
      evenement.preventDefault();
      return;
    }
    formulaire.dataset.envoye = "oui";
    formulaire.setAttribute("aria-busy", "true");
    window.setTimeout(liberer, ATTENTE, formulaire);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("[data-envoye]").forEach(liberer));

  // The first field in error takes the focus: the page says what is wrong where the person looks.
  document.querySelector(".is-invalid")?.focus();

  // A tab that nobody looks at asks for nothing.
  document.addEventListener("htmx:beforeRequest", (evenement) => {
    if (document.hidden && !evenement.detail.requestConfig.triggeringEvent) evenement.preventDefault();
  });

  // Sent elsewhere (a certificate withdrawn, say), a live part shows the page that explains it, not a page in a panel.
  let gardien = null;
  document.addEventListener("htmx:beforeSwap", (evenement) => {
    const { xhr, requestConfig } = evenement.detail;
    const demandee = new URL(requestConfig.path, window.location.href).pathname;
    if (xhr.responseURL && new URL(xhr.responseURL).pathname !== demandee) {
      evenement.detail.shouldSwap = false;
      window.location.reload();
    }
    gardien = document.activeElement;
  });

  // Whoever had the focus keeps it, even when the element was drawn again.
  document.addEventListener("htmx:afterSettle", () => {
    if (!gardien || gardien === document.body || gardien.isConnected) return;
    const adresse = gardien.getAttribute("href");
    const jumeau =
      (gardien.id && document.getElementById(gardien.id)) ||
      (adresse && document.querySelector(`a[href="${CSS.escape(adresse)}"]`));
    (jumeau || document.getElementById("contenu")).focus({ preventScroll: true });
  });
})();
