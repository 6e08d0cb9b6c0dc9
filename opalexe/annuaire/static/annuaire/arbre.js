// The tree of specialities filters as one types: accents and case ignored, branches of what is found kept.
// Without this script the tree opens by the browser's own means.
"use strict";

{
  const fold = (text) =>
    text
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/œ/g, "oe")
      .replace(/[^a-z0-9.]+/g, " ")
      .trim();

  const read = (item) => {
    const details = item.querySelector(":scope > details");
    const own = details ? details.querySelector(":scope > summary") : item;
    return {
      item,
      details,
      text: ` ${fold(own.textContent)}`,
      children: details ? [...details.querySelectorAll(":scope > ul > [data-noeud]")].map(read) : [],
    };
  };

  // Returns how many lines of the branch are found. A branch found itself has all its lines, and opens once.
  const filter = (node, words, inherited) => {
    const own = inherited || words.every((word) => node.text.includes(` ${word}`));
    const below = node.children.map((child) => filter(child, words, own)).reduce((sum, count) => sum + count, 0);
    const shown = own || below > 0;
    node.item.hidden = !shown;
    if (node.details) {
      node.details.open = below > 0 && !inherited;
      return below;
    }
    return shown ? 1 : 0;
  };

  const restore = (node) => {
    node.item.hidden = false;
    if (node.details) {
      node.details.open = node.item.querySelector("input:checked") !== null;
    }
    node.children.forEach(restore);
  };

  const prepare = (tree) => {
    const tools = tree.querySelector("[data-arbre-outils]");
    const input = tree.querySelector("[data-arbre-filtre]");
    const status = tree.querySelector("[data-arbre-etat]");
    const roots = [...tree.querySelectorAll(":scope > ul > [data-noeud]")].map(read);

    const tell = (found) => {
      const ticked = tree.querySelectorAll("input:checked").length;
      const parts = [];
      if (found !== null) {
        parts.push(found === 0 ? "Aucune spécialité trouvée" : `${found} spécialité${found > 1 ? "s" : ""} trouvée${found > 1 ? "s" : ""}`);
      }
      if (ticked > 0) {
        parts.push(`${ticked} cochée${ticked > 1 ? "s" : ""}`);
      }
      status.textContent = parts.join(", ");
    };

    let found = null;
    const apply = () => {
      const words = fold(input.value).split(" ").filter(Boolean);
      if (words.length === 0) {
        roots.forEach(restore);
        found = null;
      } else {
        found = roots.map((root) => filter(root, words, false)).reduce((sum, count) => sum + count, 0);
      }
      tell(found);
    };

    tools.hidden = false;
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      apply();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault(); // it filters, it does not send the form
      } else if (event.key === "Escape" && input.value) {
        event.stopPropagation();
        input.value = "";
        apply();
      }
    });
    tree.addEventListener("change", () => tell(found));
    tell(found);
  };

  document.querySelectorAll("[data-arbre]").forEach(prepare);
}
