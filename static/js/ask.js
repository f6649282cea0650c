// Asking for a consultation: what is typed survives a reload, a file that is too large is told at once, and the cap is counted.
(function () {
  "use strict";

  document.querySelectorAll("form[data-keep]").forEach(function (form) {
    var place = "typed:" + window.location.pathname;
    restore();
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", function (event) {
      if (!event.defaultPrevented) {
        window.sessionStorage.removeItem(place);
      }
    });

    function fields() {
      return Array.prototype.filter.call(form.elements, function (field) {
        return field.name && field.name !== "csrf_token" && ["file", "submit", "hidden", "fieldset"].indexOf(field.type) < 0;
      });
    }

    function keep() {
      var typed = fields().map(function (field) {
        return [field.name, field.value, field.checked === true];
      });
      try {
        window.sessionStorage.setItem(place, JSON.stringify(typed));
      } catch (full) {
        return;
      }
    }

    function restore() {
      var typed = JSON.parse(window.sessionStorage.getItem(place) || "[]");
      fields().forEach(function (field, number) {
        var kept = typed[number];
        if (!kept || kept[0] !== field.name) {
          return;
        }
        if (field.type === "radio" || field.type === "checkbox") {
          field.checked = kept[2];
        } else {
          field.value = kept[1];
        }
      });
    }
  });

  // A file that the office cannot take is told before it travels.
  document.querySelectorAll("form[data-largest] input[type=file]").forEach(function (input) {
    input.addEventListener("change", function () {
      var form = input.form;
      var tooLarge = Array.prototype.some.call(input.files, function (file) {
        return file.size > Number(form.dataset.largest);
      });
      input.setCustomValidity(tooLarge ? form.dataset.tooLarge : "");
      if (tooLarge) {
        input.reportValidity();
        input.value = "";
        input.setCustomValidity("");
      }
    });
  });

  // E.3.c.6 as the rows change.
  var cap = document.getElementById("batas");
  if (cap) {
    cap.closest("form").addEventListener("input", count);
    count();
  }

  function count() {
    var rows = Array.prototype.filter.call(document.querySelectorAll("[data-guest]"), function (row) {
      return Array.prototype.some.call(row.querySelectorAll("input:not([type=hidden])"), function (field) {
        return field.value.trim() !== "";
      });
    });
    var led = rows.some(function (row) {
      return row.querySelector("select").value !== "other";
    });
    var most = Number(led ? cap.dataset.leader : cap.dataset.guests);
    var said = cap.dataset.words.replace("{named}", rows.length).replace("{cap}", most);
    said = rows.length > most ? said + " " + cap.dataset.over : said;
    if (cap.textContent !== said) {
      cap.textContent = said;
    }
    cap.classList.toggle("cap--over", rows.length > most);
  }
})();
