/* Sends the files that a person chooses, one after another, by the tus 1.0 protocol (tus-js-client).
 *
 * Each `.televersement` element (see `_televersement.html`) has its own queue. When nothing is left to send, the
 * element fires `televersement:fini` (bubbles; detail: envoyes, refuses, annules) and what `data-rafraichir` names
 * is fetched again by htmx.
 */
"use strict";

(() => {
  if (!window.tus || !window.Mots || !window.Dossiers) return;
  const { NBSP, DELAIS, ETATS, ILLISIBLE, MORCEAU, SANS_DOSSIER, SILENCE, VIVANTS } = window.Mots;
  const { octets, compte, cite, ecart, enTetes, fin, liste, metadonnees, reprendre, restes, sentence } = window.Mots;

  class Televersement {
    constructor(racine) {
      this.racine = racine;
      this.adresse = racine.dataset.adresse;
      this.destination = racine.dataset.destination || "";
      this.pour = racine.dataset.pour || "";
      this.limite = Number(racine.dataset.limite) || Infinity;
      this.memoire = tus.defaultOptions.urlStorage;
      this.prefixe = ["opalexe", racine.dataset.personne, this.adresse, this.pour].join("|");
      this.lignes = [];
      this.pause = false;
      this.proposes = [];
      this.el = (role) => racine.querySelector(`[data-role="${role}"]`);
      this.brancher();
      this.rappeler();
    }

    // --- choosing ---------------------------------------------------------------------------------------------

    brancher() {
      const zone = this.el("zone");
      const champ = this.el("fichiers");
      const dialogue = this.el("confirmation");
      zone.hidden = false;
      this.el("choisir").addEventListener("click", () => champ.click());
      const dossier = this.el("dossier");
      this.el("choisir-dossier")?.addEventListener("click", () => dossier.click());
      for (const source of [champ, dossier].filter(Boolean)) {
        source.addEventListener("change", () => {
          const choix = window.Dossiers.choisis(source.files);
          source.value = "";
          this.proposer(choix);
        });
      }
      for (const type of ["dragover", "dragleave", "drop"]) {
        zone.addEventListener(type, (evenement) => {
          evenement.preventDefault();
          zone.classList.toggle("survol", type === "dragover");
          if (type === "drop") this.deposer(evenement.dataTransfer);
        });
      }
      this.el("oui").addEventListener("click", () => {
        dialogue.close();
        this.ajouter(this.proposes);
      });
      this.el("non").addEventListener("click", () => dialogue.close());
      dialogue.addEventListener("close", () => {
        if (document.activeElement === document.body) this.el("choisir").focus();
      });
      this.el("pause").addEventListener("click", () => (this.pause ? this.reprendre() : this.suspendre()));
      this.el("fermer").addEventListener("click", () => this.fermer());
      this.el("reprise-oublier").addEventListener("click", () => this.oublier());
      window.addEventListener("beforeunload", (evenement) => {
        if (this.lignes.some((ligne) => VIVANTS.includes(ligne.etat))) evenement.preventDefault();
      });
      window.addEventListener("online", () => {
        const ligne = this.active();
        if (ligne && ligne.etat === "interrompu") this.relancer(ligne);
      });
      window.setInterval(() => this.veiller(), SILENCE / 6);
    }

    async deposer(transfert) {
      const choix = await window.Dossiers.deposes(transfert).catch(() => null);
      if (!choix) this.ecarter([ILLISIBLE]);
      else if (!this.el("dossier") && choix.choisis.some(({ chemin }) => chemin)) this.ecarter([SANS_DOSSIER]);
      else this.proposer(choix);
    }

    /** Set aside what cannot be sent, then ask about the rest. */
    proposer({ choisis, poussiere }) {
      const raisons = [];
      const noms = new Set(this.lignes.filter((l) => VIVANTS.includes(l.etat)).map((l) => l.place));
      this.proposes = [];
      for (const choix of choisis) {
        const place = choix.chemin ? `${choix.chemin}/${choix.fichier.name}` : choix.fichier.name;
        const raison = ecart(choix.fichier, this.limite, noms, place);
        if (raison) raisons.push(raison);
        else {
          noms.add(place);
          this.proposes.push({ ...choix, place });
        }
      }
      if (poussiere) raisons.push(`${compte(poussiere, "fichier", "fichiers")} du système d’exploitation, sans contenu à déposer.`);
      this.ecarter(raisons);
      if (this.proposes.length) this.demander();
    }

    ecarter(raisons) {
      const boite = this.el("ecartes");
      boite.hidden = raisons.length === 0;
      const titre = document.createElement("p");
      titre.textContent = raisons.length > 1 ? `Ces fichiers ne seront pas envoyés${NBSP}:` : `Ce fichier ne sera pas envoyé${NBSP}:`;
      boite.replaceChildren(titre, liste(raisons));
    }

    demander() {
      const n = this.proposes.length;
      const total = this.proposes.reduce((somme, { fichier }) => somme + fichier.size, 0);
      const titre = this.el("question");
      const ces = n > 1 ? `ces ${n} documents` : "ce document";
      if (this.destination) titre.textContent = `Déposer ${ces} dans ${cite(this.destination)}${NBSP}?`;
      this.el("resume").textContent = `${compte(n, "fichier", "fichiers")}, ${octets(total)}${n > 1 ? " en tout" : ""}${NBSP}:`;
      const textes = this.proposes.map(({ fichier, place }) => `${place} (${octets(fichier.size)})`);
      this.el("noms").replaceChildren(...liste(textes).children);
      this.el("confirmation").showModal();
      titre.focus();
    }

    // --- the queue --------------------------------------------------------------------------------------------

    active() {
      return this.lignes.find((l) => ["envoi", "enregistrement", "interrompu", "suspendu"].includes(l.etat));
    }

    ajouter(choix) {
      if (!this.lignes.some((ligne) => VIVANTS.includes(ligne.etat))) this.fermer(false);
      const lot = crypto.randomUUID();
      for (const { fichier, chemin, place } of choix) {
        const element = this.el("ligne").content.firstElementChild.cloneNode(true);
        const role = (nom) => element.querySelector(`[data-role="${nom}"]`);
        const ligne = { fichier, chemin, place, lot, element, role, etat: "attente", recu: 0, conflits: 0, upload: null };
        role("nom").textContent = place;
        element.querySelector("progress").setAttribute("aria-label", `Envoi de ${place}`);
        role("annuler").setAttribute("aria-label", `Annuler l’envoi de ${place}`);
        role("annuler").addEventListener("click", () => this.annuler(ligne));
        this.lignes.push(ligne);
        this.el("lignes").append(element);
        this.montrer(ligne, "attente");
      }
      this.el("reprise").hidden = true;
      this.el("envois").hidden = false;
      this.el("bilan").focus();
      this.annoncer(`Envoi de ${compte(choix.length, "fichier", "fichiers")}.`);
      this.suivant();
    }

    suivant() {
      if (this.pause || this.active()) return;
      const ligne = this.lignes.find((l) => l.etat === "attente");
      if (ligne) this.demarrer(ligne);
      else this.terminer();
    }

    demarrer(ligne) {
      const { fichier } = ligne;
      ligne.upload = new tus.Upload(fichier, {
        endpoint: this.adresse,
        chunkSize: MORCEAU,
        retryDelays: DELAIS,
        removeFingerprintOnSuccess: true,
        metadata: metadonnees(ligne, this.pour),
        headers: enTetes(),
        fingerprint: async () => [this.prefixe, ligne.place, fichier.size, fichier.lastModified].join("|"),
        onShouldRetry: (erreur) => this.reessayer(ligne, erreur),
        onProgress: (recu) => {
          ligne.recu = recu;
          ligne.vu = Date.now();
          this.montrer(ligne, recu < fichier.size ? "envoi" : "enregistrement");
        },
        onChunkComplete: () => (ligne.conflits = 0),
        onSuccess: () => this.finir(ligne, "envoye"),
        onError: (erreur) => this.refuser(ligne, sentence(erreur)),
      });
      ligne.vu = Date.now();
      this.montrer(ligne, "envoi");
      ligne.upload.findPreviousUploads().then((anciens) => {
        if (ligne.etat === "annule") return;
        if (anciens.length) {
          // What the server knows already belongs to the sending that began it, and to its receipt.
          ligne.lot = anciens[0].metadata?.lot || "";
          ligne.upload.resumeFromPreviousUpload(anciens[0]);
        }
        if (ligne.etat !== "suspendu") ligne.upload.start();
      });
    }

    reessayer(ligne, erreur) {
      const statut = erreur.originalResponse ? erreur.originalResponse.getStatus() : 0;
      const morceau = erreur.originalRequest && erreur.originalRequest.getMethod() === "PATCH";
      // A conflict on a piece: the server knows better where we are. On a creation it is its decision.
      const conflit = statut === 409 && morceau && ++ligne.conflits <= 5;
      if (statut !== 0 && statut !== 423 && statut < 500 && !conflit) return false;
      if (ligne.etat !== "suspendu" && ligne.etat !== "annule") {
        if (ligne.etat !== "interrompu") this.annoncer(`${ligne.fichier.name}${NBSP}: envoi interrompu, reprise automatique.`);
        this.montrer(ligne, "interrompu");
        this.verifier(ligne);
      }
      return true;
    }

    /** A file moved or changed since it was chosen fails like a cut: only reading it tells. */
    verifier(ligne) {
      ligne.fichier
        .slice(0, 1)
        .arrayBuffer()
        .catch(() => {
          if (ligne.etat !== "interrompu") return;
          ligne.upload.abort();
          this.refuser(ligne, "Ce fichier a été déplacé ou modifié sur votre poste. Choisissez-le de nouveau.");
        });
    }

    relancer(ligne) {
      ligne.vu = Date.now();
      ligne.upload.abort().then(() => {
        if (!["suspendu", "annule"].includes(ligne.etat)) ligne.upload.start();
      });
    }

    /** A line may die without a word (a lid closed, another network): silence too long is a cut. */
    veiller() {
      const ligne = this.active();
      if (ligne && ligne.etat === "envoi" && Date.now() - ligne.vu > SILENCE) {
        this.montrer(ligne, "interrompu");
        this.relancer(ligne);
      }
    }

    suspendre() {
      this.pause = true;
      const ligne = this.active();
      if (ligne && ligne.etat !== "enregistrement") {
        this.montrer(ligne, "suspendu");
        ligne.upload.abort();
      }
      this.annoncer("Envois suspendus.");
      this.dire();
    }

    reprendre() {
      this.pause = false;
      const ligne = this.active();
      this.annoncer("Reprise des envois.");
      if (ligne && ligne.etat === "suspendu") {
        this.montrer(ligne, "envoi");
        ligne.vu = Date.now();
        ligne.upload.start();
      } else this.suivant();
      this.dire();
    }

    annuler(ligne) {
      if (ligne.upload) ligne.upload.abort(true).catch((erreur) => this.tropTard(ligne, erreur));
      this.finir(ligne, "annule");
      const bouton = ligne.element.nextElementSibling?.querySelector("[data-role=annuler]:not([hidden])");
      (bouton || this.el("bilan")).focus();
    }

    /** The last byte had arrived before the cancelling: the file is in. */
    tropTard(ligne, erreur) {
      this.effacer(ligne);
      if (erreur.originalResponse?.getStatus() !== 422) return;
      this.montrer(ligne, "envoye");
      this.rafraichir();
    }

    refuser(ligne, phrase) {
      this.effacer(ligne);
      this.finir(ligne, "refuse", phrase);
    }

    effacer(ligne) {
      ligne.upload.findPreviousUploads().then((anciens) => {
        for (const ancien of anciens) this.memoire.removeUpload(ancien.urlStorageKey);
      });
    }

    finir(ligne, etat, phrase = "") {
      if (!VIVANTS.includes(ligne.etat)) return;
      this.montrer(ligne, etat, phrase);
      if (etat !== "annule") this.annoncer(`${ligne.fichier.name}${NBSP}: ${ETATS[etat]}. ${phrase}`);
      if (etat === "envoye") this.rafraichir();
      this.suivant();
    }

    terminer() {
      this.pause = false;
      const nombre = (etat) => this.lignes.filter((l) => l.etat === etat).length;
      const detail = { envoyes: nombre("envoye"), refuses: nombre("refuse"), annules: nombre("annule") };
      this.dire();
      this.annoncer(this.el("bilan").textContent);
      this.rafraichir();
      this.racine.dispatchEvent(new CustomEvent("televersement:fini", { bubbles: true, detail }));
    }

    // --- what one sees and hears ------------------------------------------------------------------------------

    montrer(ligne, etat, phrase = "") {
      const { fichier, element, role } = ligne;
      const change = ligne.etat !== etat || !element.dataset.etat;
      const pourcent = etat === "envoye" ? 100 : Math.floor((100 * ligne.recu) / fichier.size);
      element.querySelector("progress").value = pourcent;
      role("octets").textContent = etat === "envoye" ? octets(fichier.size) : `${octets(ligne.recu)} / ${octets(fichier.size)}`;
      if (!change) return;
      ligne.etat = etat;
      element.dataset.etat = etat;
      role("etat").textContent = phrase ? `${ETATS[etat]}${NBSP}: ${phrase}` : ETATS[etat];
      element.querySelector("progress").hidden = ["envoye", "refuse", "annule"].includes(etat);
      role("octets").hidden = ["refuse", "annule"].includes(etat);
      role("annuler").hidden = !VIVANTS.includes(etat) || etat === "enregistrement";
      this.dire();
    }

    /** The line above the list: where the whole stands. */
    dire() {
      const nombre = (etat) => this.lignes.filter((l) => l.etat === etat).length;
      const vivant = this.lignes.some((l) => VIVANTS.includes(l.etat));
      const bilan = this.el("bilan");
      const envoyes = nombre("envoye");
      if (vivant) {
        const total = this.lignes.length - nombre("annule");
        bilan.textContent = `${this.pause ? "Envois suspendus" : "Envoi en cours"}${NBSP}: ${envoyes} sur ${total}`;
      } else {
        bilan.textContent = fin(envoyes, nombre("refuse"), nombre("annule"), Boolean(this.destination));
      }
      const pause = this.el("pause");
      if (!vivant && document.activeElement === pause) bilan.focus();
      pause.hidden = !vivant;
      pause.textContent = this.pause ? "Reprendre les envois" : "Suspendre les envois";
      this.el("fermer").hidden = vivant;
      this.el("conseil").hidden = !vivant;
      // A receipt is a deposit's: what a cut had left from another day is on that day's.
      const recu = this.el("recu");
      const lot = this.racine.dataset.recu && this.lignes.find((l) => l.etat === "envoye" && l.lot)?.lot;
      recu.hidden = vivant || !lot;
      if (lot) recu.href = this.racine.dataset.recu.replace(/0{8}-.{27}/, lot);
    }

    annoncer(texte) {
      const voix = this.el("annonce");
      voix.textContent = "";
      window.setTimeout(() => (voix.textContent = texte), 100);
    }

    fermer(rendre = true) {
      if (rendre) this.ecarter([]);
      this.lignes = [];
      this.el("lignes").replaceChildren();
      this.el("envois").hidden = true;
      if (rendre) this.el("choisir").focus();
    }

    rafraichir() {
      const selecteur = this.racine.dataset.rafraichir;
      if (!selecteur || !window.htmx) return;
      for (const cible of document.querySelectorAll(selecteur)) {
        const adresse = cible.getAttribute("hx-get") || window.location.href;
        window.htmx.ajax("GET", adresse, { source: cible, target: cible }).catch(() => {});
      }
    }

    // --- what was left half-way -------------------------------------------------------------------------------

    async rappeler() {
      const laisses = await restes(this.memoire, this.prefixe);
      this.el("reprise").hidden = laisses.length === 0;
      if (!laisses.length) return;
      this.el("reprise-texte").textContent = reprendre(laisses.length);
      const noms = laisses.map((reste) => `${reste.metadata.filename} (${octets(reste.size)})`);
      this.el("reprise-noms").replaceChildren(...liste(noms).children);
    }

    async oublier() {
      for (const reste of await restes(this.memoire, this.prefixe)) {
        this.memoire.removeUpload(reste.urlStorageKey);
        tus.Upload.terminate(reste.uploadUrl, { headers: enTetes(), retryDelays: [] }).catch(() => {});
      }
      this.el("reprise").hidden = true;
      this.el("choisir").focus();
    }
  }

  const preparer = (element) => {
    for (const racine of element.querySelectorAll(".televersement:not([data-pret])")) {
      racine.dataset.pret = "";
      new Televersement(racine);
    }
  };

  preparer(document);
  document.addEventListener("htmx:load", (evenement) => preparer(evenement.detail.elt.parentElement || document));
})();
