/* Folders dropped or chosen: every file in them, with the path of the sub-folders that hold it. */
"use strict";

window.Dossiers = (() => {
  // What systems leave in folders without being asked.
  const POUSSIERE = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/i;

  const ranger = (trouves) => ({
    choisis: trouves.filter(({ fichier }) => !POUSSIERE.test(fichier.name)),
    poussiere: trouves.filter(({ fichier }) => POUSSIERE.test(fichier.name)).length,
  });

  const fichierDe = (entree) => new Promise((donner, refuser) => entree.file(donner, refuser));

  /** A reader gives a hundred entries at most: it is asked again until it has no more. */
  const lire = async (dossier) => {
    const lecteur = dossier.createReader();
    const entrees = [];
    for (;;) {
      const lot = await new Promise((donner, refuser) => lecteur.readEntries(donner, refuser));
      if (!lot.length) return entrees;
      entrees.push(...lot);
    }
  };

  const descendre = async (entree, chemin, trouves) => {
    if (entree.isFile) trouves.push({ fichier: await fichierDe(entree), chemin });
    else {
      const dessous = chemin ? `${chemin}/${entree.name}` : entree.name;
      for (const enfant of await lire(entree)) await descendre(enfant, dessous, trouves);
    }
  };

  /** What was dropped. Entries are taken at once: the browser forgets them when the event is over. */
  const deposes = async (transfert) => {
    const entrees = [];
    const trouves = [];
    for (const objet of transfert.items) {
      if (objet.kind !== "file") continue;
      const entree = objet.webkitGetAsEntry && objet.webkitGetAsEntry();
      if (entree) entrees.push(entree);
      else if (objet.getAsFile()) trouves.push({ fichier: objet.getAsFile(), chemin: "" });
    }
    for (const entree of entrees) await descendre(entree, "", trouves);
    return ranger(trouves);
  };

  /** What a field chose: `webkitRelativePath` says where each file was. */
  const choisis = (fichiers) =>
    ranger(
      [...fichiers].map((fichier) => ({
        fichier,
        chemin: (fichier.webkitRelativePath || "").split("/").slice(0, -1).join("/"),
      })),
    );

  return { deposes, choisis };
})();
