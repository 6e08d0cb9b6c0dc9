// Registration: shows what the chosen role adds, keeps « Valider » inactive until all that is required is there.
// Without this script every field shows and the server says what is missing.
"use strict";

for (const form of document.querySelectorAll("form[data-inscription]")) {
  const submit = form.querySelector("[type=submit]");
  const missing = form.querySelector("[data-manque]");

  const chosenRole = () => form.querySelector("input[name=role]:checked")?.value ?? "";

  const showRole = () => {
    for (const part of form.querySelectorAll("[data-pour-role]")) {
      part.hidden = part.dataset.pourRole !== chosenRole();
      part.disabled = part.hidden;
    }
    for (const field of form.querySelectorAll("[data-requis-pour]")) {
      const required = field.dataset.requisPour === chosenRole();
      field.toggleAttribute("data-requis", required);
      field.setAttribute("aria-required", String(required));
    }
  };

  const filled = (field) => {
    if (field.matches("input[type=checkbox], input[type=radio]")) {
      const group = form.querySelectorAll(`input[name="${CSS.escape(field.name)}"]`);
      return [...group].some((input) => input.checked);
    }
    if (field.matches("input, select, textarea")) {
      return field.value.trim() !== "";
    }
    return field.querySelector("input:checked") !== null;
  };

  const update = () => {
    const left = [...form.querySelectorAll("[data-requis]")].filter(
      (field) => !field.closest("fieldset[disabled]") && !filled(field),
    );
    submit.disabled = left.length > 0;
    if (missing) {
      missing.textContent = left.length > 0 ? "« Valider » s’active quand tous les champs obligatoires sont remplis." : "";
    }
  };

  for (const note of form.querySelectorAll("[data-sans-script]")) {
    note.hidden = true;
  }
  form.addEventListener("input", () => {
    showRole();
    update();
  });
  // Coming back by the browser's own button finds the fields filled and the button inactive.
  window.addEventListener("pageshow", () => {
    showRole();
    update();
  });
  showRole();
  update();
}
