"use strict";
// All of this is convenience: without it every form is sent and every page read just the same.

(function () {
  const root = document.documentElement;
  const button = document.getElementById("scheme");
  const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");

  function stored() {
    try { return window.localStorage.getItem("scheme"); } catch (error) { return null; }
  }

  function isDark() {
    return (root.dataset.scheme || (prefersDark.matches ? "dark" : "light")) === "dark";
  }

  function label() {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", "Switch to the " + (isDark() ? "light" : "dark") + " colour scheme");
  }

  if (stored()) { root.dataset.scheme = stored(); }
  if (button) {
    button.hidden = false;
    label();
    prefersDark.addEventListener("change", label);
    button.addEventListener("click", function () {
      root.dataset.scheme = isDark() ? "light" : "dark";
      try { window.localStorage.setItem("scheme", root.dataset.scheme); } catch (error) { /* kept for this page only */ }
      label();
    });
  }

  // A form that is being answered says so, also to screen readers.
  const busy = document.getElementById("busy");
  for (const form of document.querySelectorAll("form.ask")) {
    form.addEventListener("submit", function () {
      if (busy) { busy.textContent = "Reading …"; }
      for (const field of form.querySelectorAll("input[type=number]")) {
        if (field.value === "") { field.disabled = true; }
      }
    });
  }
  // Coming back by the browser's button shows the page as it was left.
  window.addEventListener("pageshow", function () {
    if (busy) { busy.textContent = ""; }
    for (const field of document.querySelectorAll("input:disabled")) { field.disabled = false; }
  });

  // "/" goes to the question, as on many search pages.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement ? document.activeElement.tagName : "")) { return; }
    const field = document.getElementById("q") || document.getElementById("text");
    if (field) {
      event.preventDefault();
      field.focus();
    }
  });

  // A run that is still training is drawn again every ten seconds.
  const plot = document.getElementById("plot");
  if (plot) {
    const address = plot.getAttribute("src");
    window.setInterval(function () {
      if (!document.hidden) { plot.src = address + "&at=" + Date.now(); }
    }, 10000);
  }
})();
