// Small comforts; every page works without them.
(function () {
  "use strict";

  // After a refused form the summary is where reading starts.
  var summary = document.getElementById("errors") || document.getElementById("refusals");
  if (summary) {
    summary.focus();
  }

  // Printing is a script's work, so its button appears only where one runs.
  document.querySelectorAll("button[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      window.print();
    });
  });

  // An hour without its minutes, or half a date, would go as nothing at all, which means "now": its field says so instead.
  document.addEventListener("submit", function (event) {
    var half = Array.prototype.find.call(event.target.elements, function (field) {
      return field.validity && field.validity.badInput;
    });
    if (!half || event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    var fold = half.closest("details");
    if (fold) {
      fold.open = true;
    }
    half.reportValidity();
  });

  // A second press on a form that is already on its way is ignored, and the button says so.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    var elsewhere = form.target === "_blank" || (event.submitter && event.submitter.formTarget === "_blank");
    if (event.defaultPrevented || form.method !== "post" || elsewhere) {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) {
      event.submitter.setAttribute("aria-busy", "true");
    }
    // A download leaves the page standing: let it be sent again.
    window.setTimeout(function () {
      rest(form);
    }, 8000);
  });

  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(rest);
  });

  function rest(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach(function (button) {
      button.removeAttribute("aria-busy");
    });
  }

  // Escape closes the menu and gives focus back to its button.
  document.querySelectorAll("details.site-menu, details.fold").forEach(function (details) {
    details.addEventListener("keydown", function (event) {
      var handle = details.querySelector("summary");
      if (event.key === "Escape" && details.open && handle.offsetParent) {
        details.open = false;
        handle.focus();
      }
    });
  });
})();
