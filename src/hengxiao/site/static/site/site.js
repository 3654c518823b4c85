// 衡效 site.js: the few things no attribute can say. No inline script anywhere (strict CSP).
(function () {
  "use strict";

  // A thin line at the top while any request runs.
  let running = 0;
  function busy(step) {
    running = Math.max(0, running + step);
    document.body.classList.toggle("is-busy", running > 0);
  }
  document.addEventListener("htmx:before:request", () => busy(1));
  document.addEventListener("htmx:finally:request", () => busy(-1));

  // <select data-submit> sends its form when the choice changes; without JavaScript the button beside it does.
  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-submit]");
    if (field && field.form) field.form.requestSubmit();
  });

  // <form data-confirm="…"> and <button data-confirm="…"> ask before they act.
  document.addEventListener("submit", (event) => {
    const asked = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (asked && !window.confirm(asked)) event.preventDefault();
  });

  // <input type=checkbox data-all="name"> marks every box of that name in its form.
  document.addEventListener("change", (event) => {
    const name = event.target.dataset?.all;
    if (!name) return;
    const scope = event.target.form || document;
    scope.querySelectorAll(`input[type=checkbox][name="${name}"]:not(:disabled)`).forEach((box) => {
      box.checked = event.target.checked;
    });
  });

  // <button data-print> prints the page.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // One open menu at a time; Escape closes it and gives the focus back.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details.ask[open]") || document.querySelector("details.ask[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary")?.focus();
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.ask[open]").forEach((open) => {
      if (!open.contains(event.target)) open.open = false;
    });
  });

  // Elements marked data-lights="id" light the element with that id while they have the focus or the pointer.
  function light(event, on) {
    const source = event.target.closest?.("[data-lights]");
    if (!source) return;
    if (!on && source.matches(event.type === "mouseout" ? ":focus-within" : ":hover")) return;
    show(source, on, event.type === "focusin");
  }
  function show(source, on, scroll) {
    for (const id of source.dataset.lights.split(" ")) {
      const target = document.getElementById(id);
      if (!target) continue;
      target.classList.toggle("lit", on);
      if (on && scroll) target.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }
  document.addEventListener("focusin", (event) => light(event, true));
  document.addEventListener("focusout", (event) => light(event, false));
  document.addEventListener("mouseover", (event) => light(event, true));
  document.addEventListener("mouseout", (event) => light(event, false));
  // What is lit may come after the focus: the original table is fetched beside the form.
  document.addEventListener("htmx:after:swap", () => {
    const source = document.activeElement?.closest("[data-lights]");
    if (source) show(source, true, true);
  });

  // A table wider than its box can be scrolled by keyboard; of one that fits, the head stays in sight.
  function reach() {
    document.querySelectorAll(".table-wrap").forEach((box) => {
      const fits = box.scrollWidth <= box.clientWidth;
      box.classList.toggle("fits", fits);
      if (!fits) box.tabIndex = 0;
    });
  }
  reach();
  window.addEventListener("resize", reach);

  // A form that came back begins at the first entry to mend.
  document.querySelector("main [aria-invalid=true]:not([type=hidden])")?.focus();

  // The navigation is open on a desk and folded on a phone.
  const nav = document.querySelector(".sidenav details");
  if (nav && window.matchMedia("(max-width: 700px)").matches) nav.open = false;
})();
