/* What the scripts of these pages share: words, numbers, headers of a sending. */
"use strict";

window.Mots = (() => {
  const NBSP = "\u00a0";

  const ETATS = {
    attente: "en attente",
    envoi: "en cours",
    enregistrement: "transmis, enregistrement…",
    interrompu: "interrompu, reprise automatique",
    suspendu: "suspendu",
    envoye: "envoyé",
    refuse: "refusé",
    annule: "annulé",
  };

  const octets = (n) => {
    if (n < 1000) return `${n}${NBSP}o`;
    let valeur = n;
    let unite = "o";
    for (unite of ["ko", "Mo", "Go", "To"]) {
      valeur /= 1000;
      if (valeur < 999.95) break;
    }
    return valeur.toLocaleString("fr-FR", { minimumFractionDigits: 1, maximumFractionDigits: 1 }) + NBSP + unite;
  };

  const compte = (n, singulier, pluriel) => `${n} ${n > 1 ? pluriel : singulier}`;

  const cite = (nom) => `«${NBSP}${nom}${NBSP}»`;

  /** The sentence for an error: the server's own when it speaks plain text, else one of ours. */
  const sentence = (erreur) => {
    const reponse = erreur.originalResponse;
    const statut = reponse ? reponse.getStatus() : 0;
    const type = (reponse && reponse.getHeader("Content-Type")) || "";
    const texte = ((reponse && reponse.getBody()) || "").trim();
    if (statut >= 400 && statut < 500) {
      if (texte && type.startsWith("text/plain")) return texte;
      if (statut === 404 || statut === 410) {
        return "La destination n’existe plus ou ne vous est plus ouverte. Rechargez la page.";
      }
      if (statut === 413) return "Ce fichier dépasse la taille admise.";
      if (statut === 401 || statut === 403) {
        return "Votre certificat n’est plus reconnu. Rechargez la page, puis choisissez de nouveau ce fichier.";
      }
    }
    return "Le serveur n’a pas pu recevoir ce fichier. Rechargez la page, puis choisissez-le de nouveau.";
  };

  const cookie = (nom) => {
    const trouve = document.cookie.split("; ").find((morceau) => morceau.startsWith(`${nom}=`));
    return trouve ? decodeURIComponent(trouve.slice(nom.length + 1)) : "";
  };

  const enTetes = () => {
    const jeton = cookie("__Host-csrf");
    return { Accept: "text/plain", ...(jeton && { "X-CSRFToken": jeton }) };
  };

  /** Why a file cannot be sent ("" when it can), as far as the browser can know. */
  const ecart = (fichier, limite, noms, place) => {
    if (fichier.size === 0) return `${cite(place)} est vide${NBSP}: vérifiez-le sur votre poste.`;
    if (fichier.size > limite) {
      return `${cite(place)} pèse ${octets(fichier.size)}${NBSP}: la limite est de ${octets(limite)} par fichier.`;
    }
    if (noms.has(place)) return `${cite(place)} est déjà dans la liste${NBSP}: renommez l’un des deux.`;
    return "";
  };

  // A day of attempts: a cut is an accident of the line, not a decision of the person.
  const DELAIS = [1000, 2000, 5000, 10000, 20000, ...Array(2880).fill(30000)];
  // Small enough for the server to settle often what it holds, large enough to cost no time.
  const MORCEAU = 64 * 2 ** 20;
  const SILENCE = 90000;
  const VIVANTS = ["attente", "envoi", "enregistrement", "interrompu", "suspendu"];

  const ILLISIBLE = `Votre navigateur n’a pas pu lire ce dossier${NBSP}: choisissez ses fichiers avec le bouton.`;
  const SANS_DOSSIER = `Un dossier ne se dépose pas ici${NBSP}: ouvrez-le et choisissez ses fichiers.`;

  /** How a sending ended: "3 documents déposés, 1 refusé". */
  const fin = (envoyes, refuses, annules, depose) => {
    const fait = depose ? ["déposé", "déposés"] : ["envoyé", "envoyés"];
    const morceaux = [`${compte(envoyes, "document", "documents")} ${envoyes > 1 ? fait[1] : fait[0]}`];
    if (!envoyes) morceaux[0] = `Aucun document ${fait[0]}`;
    if (refuses) morceaux.push(compte(refuses, "refusé", "refusés"));
    if (annules) morceaux.push(compte(annules, "annulé", "annulés"));
    return morceaux.join(", ");
  };

  /** What to do with sendings that a closed browser left half-way. */
  const reprendre = (n) =>
    n === 1
      ? `Un envoi a été interrompu. Choisissez de nouveau ce fichier${NBSP}: il reprendra où il s’était arrêté.`
      : `${n} envois ont été interrompus. Choisissez de nouveau ces fichiers${NBSP}: ils reprendront où ils s’étaient arrêtés.`;

  const liste = (textes) => {
    const ul = document.createElement("ul");
    for (const texte of textes) ul.append(Object.assign(document.createElement("li"), { textContent: texte }));
    return ul;
  };

  /** What the server is told of a file besides its bytes. */
  const metadonnees = ({ fichier, chemin, lot }, pour) => {
    const dit = { filename: fichier.name, filetype: fichier.type || "application/octet-stream", lot };
    if (chemin) dit.chemin = chemin;
    if (pour) dit.pour = pour;
    return dit;
  };

  /** What the browser remembers of the sendings under a prefix, as far as the server still holds them. */
  const restes = async (memoire, prefixe) => {
    const vivants = [];
    for (const reste of await memoire.findAllUploads()) {
      if (!reste.urlStorageKey.startsWith(`tus::${prefixe}|`)) continue;
      const headers = { ...enTetes(), "Tus-Resumable": "1.0.0" };
      const reponse = await fetch(reste.uploadUrl, { method: "HEAD", headers }).catch(() => null);
      const recu = reponse && Number(reponse.headers.get("Upload-Offset"));
      if (reponse && (!reponse.ok || recu >= reste.size)) memoire.removeUpload(reste.urlStorageKey);
      else vivants.push(reste);
    }
    return vivants;
  };

  return {
    ...{ NBSP, DELAIS, ETATS, ILLISIBLE, MORCEAU, SANS_DOSSIER, SILENCE, VIVANTS },
    ...{ octets, compte, cite, ecart, enTetes, fin, liste, metadonnees, reprendre, restes, sentence },
  };
})();
