// A prepared answer is copied by a button; where the browser does not let a script copy, it is marked for the keys to do.
(function () {
  "use strict";

  document.querySelectorAll("button[data-copy]").forEach(function (button) {
    var text = document.getElementById(button.dataset.copy);
    var told = document.getElementById(button.dataset.told);
    button.hidden = false;
    button.addEventListener("click", function () {
      text.focus();
      text.select();
      if (!navigator.clipboard) {
        told.textContent = button.dataset.marked;
        return;
      }
      navigator.clipboard.writeText(text.value).then(
        function () {
          told.textContent = button.dataset.copied;
        },
        function () {
          told.textContent = button.dataset.marked;
        }
      );
    });
  });
})();
