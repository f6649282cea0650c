// Minutes are long: whoever leaves the page with words that are not saved yet is asked first.
(function () {
  "use strict";

  document.querySelectorAll("form[data-leave-warns]").forEach(function (form) {
    var unsaved = "unsaved" in form.dataset;
    form.addEventListener("input", function () {
      unsaved = true;
    });
    form.addEventListener("submit", function (event) {
      // A preview opens beside the page, and saves nothing.
      unsaved = unsaved && Boolean(event.submitter && event.submitter.formTarget);
    });
    window.addEventListener("beforeunload", function (event) {
      if (unsaved) {
        event.preventDefault();
      }
    });
  });
})();
