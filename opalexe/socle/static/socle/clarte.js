// Light or dark, as the person's system asks. Loaded before the page is drawn.
"use strict";

(() => {
  const sombre = window.matchMedia("(prefers-color-scheme: dark)");
  const appliquer = () => {
    document.documentElement.dataset.bsTheme = sombre.matches ? "dark" : "light";
  };
  sombre.addEventListener("change", appliquer);
  appliquer();
})();
