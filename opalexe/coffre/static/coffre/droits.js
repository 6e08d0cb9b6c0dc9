// On paper every table is open: what was closed is closed again afterwards.
"use strict";

(() => {
  let fermes = [];
  window.addEventListener("beforeprint", () => {
    fermes = [...document.querySelectorAll(".droits-profil:not([open])")];
    for (const profil of fermes) profil.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const profil of fermes) profil.open = false;
  });
})();
